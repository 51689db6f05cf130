"""What the documents show is what happens: their commands are run, and tables worked out anew."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from time import time
from typing import Any, NamedTuple

import httpx
import pytest

from paydrill.app import build
from paydrill.pages.server_facts import MagicRow
from paydrill.settings import Settings
from tests.curl import curl
from tests.server_process import IN_MEMORY, ROOT, environment, running

README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = (
    "README.md",
    *(f"docs/how-to/{name}.md" for name in ("pix", "sandboxes", "verify")),
)
MAGIC = re.compile(r"<!-- magic amounts -->\n(.*?)<!-- /magic amounts -->", re.DOTALL)

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_HTTP_DATE = re.compile(r"\w{3}, [0-9]{2} \w{3} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")
# Longest first: a transaction's id holds digits that look like other things.
_IDS = (
    ("transaction", re.compile(r"txn_[0-9]{14}_[0-9a-f]{16}")),
    ("token", re.compile(r"tok_[0-9a-f]{32}")),
    ("refund", re.compile(r"ref_[0-9a-f]{16}")),
    ("request", re.compile(r"req_[0-9a-f]{16}")),
    ("uuid", re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")),
    ("transfer", re.compile(r"[ED][0-9]{20}[0-9a-z]{11}")),
    ("txid", re.compile(r"[0-9a-f]{32}")),
)
_AUTHORIZATION_CODE = re.compile(r"[0-9A-F]{6}")


class Shown(NamedTuple):
    """A command and the answer printed below it, if there is one."""

    command: str
    answer: Any


def shown(document: str) -> Iterator[Shown]:
    """Every curl command, in the order of the document."""
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks = [(match[1], match[2]) for match in _BLOCK.finditer(text)]
    for (language, text), (next_language, next_text) in zip(
        blocks, [*blocks[1:], ("", "")], strict=True
    ):
        commands = [line for line in text.replace("\\\n", " ").splitlines() if "curl" in line]
        if language in {"sh", "bash"} and commands:
            for command in commands[:-1]:
                yield Shown(command, None)
            yield Shown(commands[-1], json.loads(next_text) if next_language == "json" else None)


def ids_in(value: Any) -> list[tuple[str, str]]:
    """Every id of an answer, with its kind, in the order of the answer's fields."""
    if isinstance(value, dict):
        return [each for key in sorted(value) for each in ids_in(value[key])]
    if isinstance(value, list):
        return [each for item in value for each in ids_in(item)]
    if not isinstance(value, str):
        return []
    return next(([(kind, m[0])] for kind, form in _IDS if (m := form.search(value))), [])


def normalized(value: Any, key: str = "") -> Any:
    """The answer with what differs from run to run replaced by what it is."""
    if isinstance(value, dict):
        return {name: normalized(item, name) for name, item in value.items()}
    if key == "duration_us":
        return "<duration>"
    if isinstance(value, list):
        return [normalized(item) for item in value]
    if not isinstance(value, str):
        return value
    if key == "br_code":
        # Its CRC covers the txid.
        value = value[:-4]
    if key == "authorization_code" and _AUTHORIZATION_CODE.fullmatch(value):
        return "<authorization code>"
    for kind, form in (*_IDS, ("time", _TIME), ("date", _HTTP_DATE)):
        value = form.sub(f"<{kind}>", value)
    return value


@pytest.mark.parametrize("document", RUN)
def test_every_command_gets_the_answer_that_is_printed(document: str):
    real: dict[str, str] = {}
    commands = list(shown(document))
    assert len(commands) >= 3
    with running(*IN_MEMORY) as server:
        httpx.delete(f"{server.url}/_control/requests")  # what was asked to see that it runs
        for command, answer in commands:
            # An id printed in an earlier answer stands for the one that was really given.
            for printed, given in real.items():
                command = command.replace(printed, given)  # noqa: PLW2901
            response = curl(command, server.url)
            assert response.status_code < 400, f"{command}\n{response.text}"
            if answer is None:
                continue
            # A frozen clock shows the printed time and no other.
            same = dict if "_control/clock" in command else normalized
            assert same(response.json()) == same(answer), command
            given_ids = ids_in(response.json())
            real.update(
                (printed, given)
                for (_, printed), (_, given) in zip(ids_in(answer), given_ids, strict=True)
            )


def test_who_goes_on_after_the_readme_finds_a_clock_that_runs_in_the_present():
    began = time()
    with running(*IN_MEMORY) as server:
        for command, _ in shown("README.md"):
            if "_control/clock" in command:
                assert curl(command, server.url).status_code == 200
        clock = httpx.get(f"{server.url}/_control/clock").json()
    assert not clock["frozen"]
    assert began - 1 <= datetime.fromisoformat(clock["now"]).timestamp() <= time() + 1


def test_the_magic_amounts_are_those_of_the_default_scenario():
    rows = build(Settings(store="memory:")).served.magic_amounts
    table = ["| amount | outcome | message |", "|---|---|---|"]
    table += [f"| {row.amount} | {row.outcome} | {row.message} |" for row in rows]
    printed = MAGIC.search(README)
    assert printed is not None
    assert printed[1].splitlines() == table


def test_the_rule_to_put_into_the_default_scenario_works_there(tmp_path: Path):
    [rule] = [match[2] for match in _BLOCK.finditer(README) if "id: the-answer" in match[2]]
    default = (ROOT / "scenarios" / "default.yaml").read_text(encoding="utf-8")
    edited = tmp_path / "default.yaml"
    edited.write_text(default.replace("\nrules:\n", f"\nrules:\n{rule}"), encoding="utf-8")
    rows = build(Settings(store="memory:", scenario=str(edited))).served.magic_amounts
    assert rows[0] == MagicRow("42.42", "declined: do_not_honor", "Not today")


def test_the_test_in_python_passes(tmp_path: Path):
    [test] = [match[2] for match in _BLOCK.finditer(README) if match[1] == "python"]
    file = tmp_path / "test_checkout.py"
    file.write_text(test, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "paydrill.testing.plugin", file.name],
        cwd=tmp_path,
        env=environment(None) | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
