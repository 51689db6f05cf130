"""Commands see the project that `serve` serves: by options, variables and paydrill.toml."""

import json
from pathlib import Path

import pytest

from tests.commands.terminal import NOBODY, fails, run
from tests.server_process import ROOT, running

CODES = (ROOT / "gallery" / "codes.yaml").read_text(encoding="utf-8")
ASKED = ("explain", "--operation", "acquirer.authorize_payment", "--amount", "42.42")
SCENARIO = """\
scenario: 1
name: {name}
rules:
  - {{id: no, when: {{amount: 42.42}}, then: {{declined: {reason}}}}}
"""
MISSPELT = "def make_paymnt():\n    return {}, 200\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder, in which commands are called."""
    monkeypatch.chdir(tmp_path)
    for name, reason in (("mine", "do_not_honor"), ("yours", "expired_card")):
        write("scenarios", f"{name}.yaml", SCENARIO.format(name=name, reason=reason))
    write(".", "paydrill.toml", 'scenario = "mine"\n')
    return tmp_path


def write(folder: str, name: str, text: str) -> None:
    """Write a file into a folder of the project."""
    Path(folder).mkdir(exist_ok=True)
    Path(folder, name).write_text(text, encoding="utf-8")


@pytest.mark.usefixtures("folder")
def test_an_option_beats_a_variable_and_a_variable_beats_the_file(monkeypatch: pytest.MonkeyPatch):
    assert run(*ASKED).output.startswith("declined: do_not_honor by mine/no\n")
    monkeypatch.setenv("PAYDRILL_SCENARIO", "yours")
    assert run(*ASKED).output.startswith("declined: expired_card by yours/no\n")
    assert run(*ASKED, "--scenario", "default").output.startswith("approved")


@pytest.mark.usefixtures("folder")
def test_the_folder_of_scenarios_is_that_of_the_file_or_of_the_variable(
    monkeypatch: pytest.MonkeyPatch,
):
    write("others", "mine.yaml", SCENARIO.format(name="mine", reason="lost_card"))
    write(".", "paydrill.toml", 'scenario = "mine"\nscenarios = "others"\n')
    assert run(*ASKED).output.startswith("declined: lost_card by mine/no\n")
    assert [each["file"] for each in listed()] == ["others/mine.yaml"]
    monkeypatch.setenv("PAYDRILL_SCENARIOS", "scenarios")
    assert run(*ASKED).output.startswith("declined: do_not_honor by mine/no\n")
    assert [each["name"] for each in listed()] == ["mine", "yours"]


def listed() -> list[dict[str, object]]:
    """The scenarios that are listed."""
    return list(json.loads(run("scenarios", "--json").output))


@pytest.mark.usefixtures("folder")
def test_contracts_of_the_file_are_checked_described_and_explained():
    write("api", "codes.yaml", CODES)
    write(".", "paydrill.toml", '[contracts.points]\nfile = "api/codes.yaml"\n')
    checked = json.loads(run("check", "--json").output)
    assert [each["name"] for each in checked["contracts"]] == ["points"]
    rows = json.loads(run("describe", "--json").output)
    assert {each["contract"] for each in rows} == {"points"}
    assert run("explain", "--operation", "makePayment").exit_code == 0
    # As served: without payments, scenarios for these are none to choose from.
    assert [each["rules"] for each in listed() if each["name"] == "default"] == [0]


@pytest.mark.usefixtures("folder")
def test_overlays_of_the_file_go_to_their_contracts():
    write("api", "codes.yaml", CODES)
    write("api", "more.yaml", CODES.replace("Codes", "More"))
    write(
        ".",
        "codes.overlay.yaml",
        "overlay: 1.0.0\ninfo: {title: Less, version: '1'}\n"
        "actions:\n  - {target: \"$.paths['/lost']\", remove: true}\n",
    )
    toml = 'contracts = ["api/codes.yaml", "api/more.yaml"]\noverlay = ["codes.overlay.yaml"]\n'
    write(".", "paydrill.toml", toml)
    assert "codes.overlay.yaml:4:6: " in run("check", "api/codes.yaml").output
    assert "codes.overlay.yaml" not in run("check", "api/more.yaml").output


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "command",
    [
        *("check", "scenarios", "explain --operation x", "describe", "export --out x"),
        "restore paydrill.toml",
        *("tail", "coverage", "trigger x", "settle --out x"),
    ],
)
def test_a_wrong_file_is_told_in_a_line(command: str):
    write(".", "paydrill.toml", 'scenari = "x"\n')
    fails(run(*command.split()), 2, "paydrill.toml: no setting is called 'scenari'; did you mean")


def test_commands_that_need_no_project_never_read_the_file(folder: Path):
    write(".", "paydrill.toml", "not TOML\n")
    for command in ("completion bash", f"init {folder / 'other'}"):
        assert run(*command.split()).exit_code == 0
    fails(run("coverage", "--url", NOBODY), 2, f"no server answers at {NOBODY}")


@pytest.mark.usefixtures("folder")
def test_a_server_is_called_where_the_file_has_it():
    write(".", "paydrill.toml", 'host = "127.0.0.2"\nport = 9\n')
    for command in ("tail", "coverage", "trigger x", "settle --out x"):
        fails(run(*command.split()), 2, "no server answers at http://127.0.0.2:9: ")


@pytest.mark.usefixtures("folder")
def test_two_scenarios_of_one_name_are_told():
    write("scenarios", "zz.yaml", SCENARIO.format(name="mine", reason="lost_card"))
    done = run("check")
    assert done.exit_code == 1
    assert "scenarios/zz.yaml:2:7: the name 'mine' is taken by scenarios/mine.yaml\n" in done.output


def test_files_that_are_no_contracts_are_told_and_passed_over(folder: Path):
    write("openapi", "codes.yaml", CODES)
    write("openapi", "a.yaml", "")
    write("openapi", "b.yaml", "hello: world\n")
    write("openapi", "c.yaml", "opanapi: 3.0.3\n")
    slip = "'opanapi': did you mean 'openapi'?"
    lines = [
        "openapi/a.yaml: is not an OpenAPI document, but empty; passed over",
        "openapi/b.yaml: is not an OpenAPI document; passed over",
        f"openapi/c.yaml: is not an OpenAPI document ({slip}); passed over",
    ]
    done = run("check")
    assert (done.exit_code, done.output.splitlines()[:3]) == (0, lines)
    assert run("check", "--strict").exit_code == 1
    with running("--port", "0", "--store", "memory:", folder=folder) as server:
        told = [each for each in server.announcement if each.startswith("  Findings ")]
        assert [each.removeprefix("  Findings ").strip() for each in told] == lines


def test_a_file_that_a_contract_refers_to_is_not_told(folder: Path):
    own = CODES.replace("paths:", "paths:\n  /shared: {$ref: shared.yaml}", 1)
    write("openapi", "codes.yaml", own)
    write("openapi", "shared.yaml", "get: {responses: {'204': {description: Gone.}}}\n")
    assert json.loads(run("check", "--json").output)["passed_over"] == []
    assert (folder / "openapi" / "shared.yaml").exists()


@pytest.mark.usefixtures("folder")
def test_functions_that_answer_nothing_are_told():
    write("openapi", "codes.yaml", CODES)
    write("handlers", "codes.py", MISSPELT)
    line = "handlers/codes.py:1: no operation of codes has the function 'make_paymnt'; did you mean"
    done = run("check")
    assert (done.exit_code, line in done.output) == (1, True)
    assert line in run("describe", "openapi/codes.yaml").stderr
    write("handlers", "codes.py", "def make_payment(sandbox, lost):\n    return {}, 200\n")
    fails(run("check"), 2, "the handler of makePayment takes 'lost', which the operation has not")
    write("handlers", "codes.py", "def make_payment(:\n")
    fails(run("check"), 2, "handlers/codes.py:1: ")


@pytest.mark.usefixtures("folder")
def test_an_empty_file_may_have_been_meant_as_a_contract():
    write(".", "empty.yaml", "# later\n")
    begins = "a contract begins with openapi: 3.1.0, a scenario with scenario: 1, and a name"
    fails(run("check", "empty.yaml"), 2, f"check: empty.yaml: is empty; {begins}")


def test_a_shell_must_be_named():
    fails(run("completion"), 2, "bash, zsh, fish; see paydrill completion --help")
