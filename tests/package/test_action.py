"""The GitHub Action: as its linters see it, and its steps run in order as a runner does."""

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from defusedxml import ElementTree

from tests.package.image_root import ROOT

ACTION = ROOT / "action.yml"
PAYS = (
    "curl -sf $PAYDRILL_URL/payment -H 'Content-Type: application/json' -d "
    '\'{"card_number": "4111111111111111", "amount": 150, "currency": "USD",'
    ' "customer_name": "Maria Oliveira"}\''
)
EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")


@pytest.mark.parametrize(
    "command",
    [
        ["check-jsonschema", "--builtin-schema", "vendor.github-actions"],
        ["zizmor", "--offline", "--quiet"],
    ],
    ids=lambda command: command[0],
)
def test_linters_find_nothing(command: list[str]):
    program = Path(sys.executable).with_name(command[0])
    found = subprocess.run(
        [str(program), *command[1:], str(ACTION)], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr


class Runner:
    """A runner of composite actions: each step in a shell, with the outputs of those before it."""

    def __init__(self, folder: Path, **inputs: str) -> None:
        self._folder = folder
        self._action: dict[str, Any] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
        given = {
            name: str(each.get("default", "")) for name, each in self._action["inputs"].items()
        }
        values = {**given, **{name.replace("_", "-"): text for name, text in inputs.items()}}
        self._known = {f"inputs.{name}": text for name, text in values.items()}
        self._known["github.action_path"] = str(ROOT)

    @property
    def summary(self) -> str:
        """The job's summary."""
        return (self._folder / "summary").read_text(encoding="utf-8")

    def run(self) -> dict[str, int]:
        """Run the steps; return their exit codes by name. After a failure, most are left out."""
        try:
            return self._codes()
        finally:  # a runner ends what a job has started
            if pid := self._known.get("steps.server.outputs.pid"):
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGTERM)

    def _codes(self) -> dict[str, int]:
        codes: dict[str, int] = {}
        for step in self._action["runs"]["steps"]:
            if all(code == 0 for code in codes.values()) or "always()" in step.get("if", ""):
                codes[step["name"]] = self._step(step)
        return codes

    def output(self, name: str) -> str:
        """Return an output of the action."""
        return self._filled(self._action["outputs"][name]["value"])

    def _step(self, step: dict[str, Any]) -> int:
        put_out = self._folder / "output"
        put_out.write_text("", encoding="utf-8")
        variables = {
            **os.environ,
            **{name: self._filled(text) for name, text in step.get("env", {}).items()},
            "RUNNER_TEMP": str(self._folder),
            "GITHUB_OUTPUT": str(put_out),
            "GITHUB_STEP_SUMMARY": str(self._folder / "summary"),
        }
        script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        code = subprocess.run(script, cwd=self._folder, env=variables, check=False).returncode
        outcome = "failure" if code else "success"
        self._known[f"steps.{step.get('id')}.outcome"] = outcome
        for line in put_out.read_text(encoding="utf-8").splitlines():
            name, _, text = line.partition("=")
            self._known[f"steps.{step['id']}.outputs.{name}"] = text
        return code

    def _filled(self, text: str) -> str:
        return EXPRESSION.sub(lambda found: self._known[found[1]], text)


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runner's folder, in which the package is installed once."""
    return tmp_path_factory.mktemp("runner")


def test_it_runs_tests_and_reports_what_they_met(temporary: Path):
    runner = Runner(temporary, run=PAYS, python=sys.executable)
    codes = runner.run()
    assert set(codes.values()) == {0}, codes
    assert "acquirer" in runner.summary
    suites = ElementTree.parse(runner.output("coverage"))
    assert suites.findall(".//testcase")


def test_a_failing_test_and_too_little_coverage_fail_the_job(temporary: Path):
    codes = Runner(temporary, run="false", fail_under="90", python=sys.executable).run()
    assert list(codes.values()) == [0, 0, 1, 1]
