"""`paydrill check` and `describe` with overlays, as somebody at a terminal runs them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.terminal import run
from tests.server_process import ROOT, environment
from tests.unit.openapi.overlaid import CONTRACT, FORM

FIXED = CONTRACT.replace("strin}", "string}")
FAULTY = f"""\
{FORM}\
  - target: $.paths['/orders'].get.parameters[?@.name == 'c'].schema
    update: {{type: string}}
  - target: $.paths['/order']
    remove: true
  - target: $.paths
    update:
      /lost:
        get: {{operationId: lost, responses: {{'204': {{description: Gone., conten: {{}}}}}}}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(CONTRACT, encoding="utf-8")
    (tmp_path / "pets.yaml").write_text(FIXED.replace("Shop", "Pets"), encoding="utf-8")
    (tmp_path / "fix.yaml").write_text(FAULTY, encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text("scenario: 1\nname: mine\n", encoding="utf-8")
    return tmp_path


def checked(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """Exit code and lines of `check`, in a process of its own that is called in the folder."""
    done = subprocess.run(
        [sys.executable, "-m", "paydrill", "check", *arguments],
        cwd=folder,
        env=environment({"PYTHONPATH": str(ROOT)}),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_what_is_wrong_with_an_overlay_is_told_at_its_line(folder: Path):
    code, lines = checked(folder, "shop.yaml", "--overlay", "fix.yaml")
    assert code == 0
    assert [each.partition(": ")[0] for each in lines[:2]] == ["fix.yaml:6:5", "fix.yaml:11:74"]
    assert lines[0].endswith(
        "the target \"$.paths['/order']\" matches nothing; the action changes nothing"
        " (target-not-found)"
    )
    assert "conten is not a field that OpenAPI has (did you mean content?)" in lines[1]
    assert lines[2:] == [
        "1 contract checked: 2 findings",
        "A start tells of 1: it leaves out examples and the official schema.",
    ]
    assert checked(folder, "shop.yaml", "--overlay", "fix.yaml", "--strict")[0] == 1


def test_the_overlay_in_the_folder_is_found_by_its_name(folder: Path):
    (folder / "overlays").mkdir()
    (folder / "fix.yaml").rename(folder / "overlays/shop.overlay.yaml")
    _, lines = checked(folder, "shop.yaml", "pets.yaml")
    assert lines[0].startswith("overlays/shop.overlay.yaml:6:5: ")
    assert lines[-2] == "2 contracts checked: 2 findings"


def test_one_of_several_contracts_has_to_be_meant(folder: Path):
    code, [line] = checked(folder, "shop.yaml", "pets.yaml", "--overlay", "fix.yaml")
    why = "no telling which contract it is for (pets, shop)"
    how = "let it say `extends: FILE`, or be called CONTRACT.overlay.yaml"
    assert (code, line) == (2, f"paydrill check: fix.yaml: {why}: {how}")
    (folder / "fix.yaml").write_text(
        FAULTY.replace("actions:", "extends: ./shop.yaml\nactions:"), encoding="utf-8"
    )
    assert checked(folder, "shop.yaml", "pets.yaml", "--overlay", "fix.yaml")[0] == 0


def test_a_scenario_is_read_with_the_contract_as_it_is_put_right(folder: Path):
    (folder / "scenario.yaml").write_text(
        "scenario: 1\nname: mine\nrules:\n"
        "  - {id: slow, when: {operation: lost}, then: {delay: {ms: 5}}}\n",
        encoding="utf-8",
    )
    assert checked(folder, "shop.yaml", "scenario.yaml")[0] == 1
    code, lines = checked(folder, "shop.yaml", "scenario.yaml", "--overlay", "fix.yaml")
    assert (code, lines[-2]) == (0, "1 contract, 1 scenario checked: 2 findings")


def test_an_overlay_for_a_contract_of_the_folder(folder: Path):
    (folder / "scenario.yaml").unlink()
    (folder / "none").mkdir()
    code, lines = checked(
        folder, "--contracts", ".", "--scenarios", "none", "--overlay", "fix.yaml"
    )
    assert code == 2
    assert "no telling which contract it is for (pets, shop)" in lines[0]


def test_an_overlay_alone_is_sent_to_its_contract(folder: Path):
    code, [line] = checked(folder, "fix.yaml")
    assert code == 2
    assert line.endswith("fix.yaml: is an overlay; it goes after its contract, --overlay fix.yaml")


def test_an_overlay_that_cannot_be_read_is_told_in_a_line(folder: Path):
    code, [line] = checked(folder, "shop.yaml", "--overlay", "nowhere.yaml")
    assert (code, line) == (2, "paydrill check: nowhere.yaml: is not there")


def test_described_are_the_operations_that_there_are_with_it(folder: Path):
    contract, overlay = folder / "shop.yaml", folder / "fix.yaml"
    assert "lost" not in run("describe", contract).output
    assert "lost" in run("describe", contract, "--overlay", overlay).output
    done = run("describe", contract, folder / "pets.yaml", "--overlay", overlay)
    assert done.exit_code == 2
    assert "no telling which contract it is for (pets, shop)" in done.stderr
