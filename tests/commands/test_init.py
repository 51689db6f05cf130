"""`paydrill init`: the first files of a project, which work as they are written."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.commands.terminal import fails, run
from tests.server_process import ROOT, environment, running

FILES = ("compose.yaml", "paydrill.toml", "scenarios/checkout.yaml", "tests/test_checkout.py")

OUTAGE = """\
import pytest

@pytest.mark.paydrill(scenario="outage")
def test_a_shipped_scenario(paydrill):
    assert paydrill.url
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder of which `init` is told, and which is not there yet."""
    folder = tmp_path / "shop"
    done = run("init", folder)
    assert done.exit_code == 0, done.output
    return folder


def test_the_files_are_written_and_told(tmp_path: Path):
    done = run("init", tmp_path / "shop")
    files = sorted(each for each in (tmp_path / "shop").rglob("*") if each.is_file())
    assert [str(each.relative_to(tmp_path / "shop")) for each in files] == list(FILES)
    for file in files:
        assert f"{file}: written\n" in done.output
    assert f"  cd {tmp_path / 'shop'}\n" in done.output


def test_no_file_is_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "paydrill.toml").write_text("port = 8001\n", encoding="utf-8")
    done = run("init")
    assert done.exit_code == 0
    assert "paydrill.toml: is there already, and was left as it is\n" in done.output
    assert "compose.yaml: written\n" in done.output
    assert "  cd " not in done.output
    assert (tmp_path / "paydrill.toml").read_text(encoding="utf-8") == "port = 8001\n"


def test_what_cannot_be_written_is_told_in_a_line(tmp_path: Path):
    (tmp_path / "shop").touch()
    fails(run("init", tmp_path / "shop"), 2, f"init: {tmp_path / 'shop'} is a file, not a folder")
    (tmp_path / "till").mkdir()
    (tmp_path / "till" / "scenarios").touch()
    fails(run("init", tmp_path / "till"), 2, f"{tmp_path / 'till/scenarios/checkout.yaml'}: ")


def test_the_scenario_is_well_and_says_which_schema_it_has(project: Path):
    file = project / "scenarios" / "checkout.yaml"
    assert run("check", file).output == "1 scenario checked: all is well\n"
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first == (
        "# yaml-language-server: $schema=http://127.0.0.1:8000/_control/scenario-schema"
    )


def test_the_server_takes_the_settings(project: Path):
    with running("--port", "0", folder=project) as server:
        assert (server.told("Scenario"), server.told("Store")) == ("checkout", "memory:")
        assert server.told("Script") == (
            "python -m paydrill check tells whether scenarios say what they mean"
        )


def test_the_test_passes_and_may_have_shipped_scenarios(project: Path):
    (project / "tests" / "test_outage.py").write_text(OUTAGE, encoding="utf-8")
    plugin = ("-p", "no:cacheprovider", "-p", "paydrill.testing.plugin")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugin, "tests"],
        cwd=project,
        env=environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_the_compose_file_brings_what_the_server_reads(project: Path):
    [service] = yaml.safe_load((project / "compose.yaml").read_text())["services"].values()
    for volume in service["volumes"]:
        assert (project / volume.partition(":")[0]).exists()
    assert str(ROOT) not in (project / "compose.yaml").read_text()
