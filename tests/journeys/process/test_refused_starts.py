"""What a server cannot start with: one clear line each, exit code 2, no traceback."""

import shutil
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from paydrill.cli import paydrill
from tests.server_process import IN_MEMORY, ROOT, only_line, refused, running

HEAD = "openapi: 3.0.3\ninfo: {title: Extra, version: 1.0.0}\n"
OPERATION = """\
paths:
  %s:
    get:
      operationId: %s
      responses:
        '200': {description: Fine., content: {application/json: {schema: {type: %s}}}}
"""


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    """A copy of the contracts, to be spoilt."""
    return Path(shutil.copytree(ROOT / "openapi", tmp_path / "openapi"))


CUT_SHORT = "openapi: 3.0.3\ninfo: {title: A\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (CUT_SHORT, "line 3, column 1: did not find expected ',' or '}'"),
        ("openapi: 3.0.3\n\tinfo: x\n", "line 2, column 7: mapping values are not allowed"),
        ("- a list\n", "is not an OpenAPI document"),
        ("", "is not an OpenAPI document"),
        ("scenario: 1\nname: tips\n", "is a scenario, for --scenario"),
        ("overlay: 1.0.0\nactions: []\n", "is an overlay, for --overlay"),
    ],
)
def test_a_contract_that_cannot_be_served(tmp_path: Path, text: str, says: str):
    file = tmp_path / "tips.yaml"
    file.write_text(text, encoding="utf-8")
    assert only_line(str(file)).startswith(f"server.py: {file}: {says}")


def test_a_contract_that_is_not_there(tmp_path: Path):
    (tmp_path / "orders.yaml").touch()
    file = tmp_path / "oders.yaml"
    hint = f"did you mean {tmp_path / 'orders.yaml'}?"
    assert only_line(str(file)) == f"server.py: {file}: is not there; {hint}"
    assert only_line(str(tmp_path)).endswith("is a folder; --contracts takes folders")


def test_what_is_wrong_with_a_contract_is_said_at_start_and_stops_nothing(contracts: Path):
    file = contracts / "tips.yaml"
    file.write_text(HEAD + OPERATION % ("/payment", "pix.create_payment", "objekt"))
    with running(*IN_MEMORY, "--contracts", str(contracts)) as server:
        assert httpx.get(f"{server.url}/tips/payment").status_code == 200
        served = f"{file}: 1 operation served; 3 findings"
        findings = f"{served} (python -m paydrill check {file} shows them, and looks for more)"
        assert f"  {'Findings':<14} {findings}" in [each.rstrip() for each in server.announcement]


def test_a_file_for_a_folder_of_contracts(contracts: Path):
    line = only_line("--contracts", str(contracts / "pix.yaml"))
    assert line.endswith("pix.yaml: a file; --contracts takes the folder that it is in")


def test_a_folder_without_contracts(tmp_path: Path):
    assert str(tmp_path) in only_line("--contracts", str(tmp_path))
    assert "nowhere" in only_line("--contracts", str(tmp_path / "nowhere"))


def test_each_thing_that_is_wrong_has_its_own_line(contracts: Path):
    (contracts / "first.yaml").write_text(CUT_SHORT, encoding="utf-8")
    (contracts / "second.yaml").write_text(CUT_SHORT, encoding="utf-8")
    code, lines = refused(*IN_MEMORY, "--contracts", str(contracts))
    assert code == 2
    assert [
        str(contracts / name) in line
        for name, line in zip(("first.yaml", "second.yaml"), lines, strict=True)
    ] == [True, True]


OVERLAY = "overlay: 1.0.0\ninfo: {title: Fixes, version: '1'}\nactions: [{target: $.nothing}]\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [\n", "line 2, column 1: did not find expected node content"),
        (HEAD, "is no overlay, which begins with overlay: 1.0.0"),
        (None, "is not there"),
        (OVERLAY, "no telling which contract it is for (acquirer, cards, pix, stripe): let it say"),
    ],
)
def test_an_overlay_that_cannot_be_used(tmp_path: Path, text: str | None, says: str):
    file = tmp_path / "fix.yaml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert only_line("--overlay", str(file)).startswith(f"server.py: {file}: {says}")


def test_what_is_wrong_with_an_overlay_is_said_at_start_and_stops_nothing(contracts: Path):
    overlay = contracts / "fix.yaml"
    overlay.write_text(f"{OVERLAY}extends: pix.yaml\n", encoding="utf-8")
    with running(*IN_MEMORY, "--contracts", str(contracts), "--overlay", str(overlay)) as server:
        assert httpx.get(f"{server.url}/health").status_code == 200
        shown = f"1 finding (python -m paydrill check {contracts / 'pix.yaml'} --overlay {overlay}"
        assert any(shown in each for each in server.announcement)
        assert f"Overlays {overlay}" in [" ".join(each.split()) for each in server.announcement]


SCENARIOS = str(ROOT / "scenarios")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            ["--scenario", "outtage"],
            f"no scenario 'outtage' is in {SCENARIOS}; did you mean outage?",
        ),
        (["--scenario", "scenarios/outage"], "did you mean outage?"),
        (["--scenario", "Outage"], "did you mean outage?"),
        (["--scenario", "nobody"], "--scenario may be default, disputes, double-charge, outage,"),
        (
            ["--scenario", "outage.yaml"],
            "no file outage.yaml is there; did you mean --scenario outage?",
        ),
        (
            ["--scenario", f"{SCENARIOS}/outtage.yaml"],
            f"did you mean {SCENARIOS}/outage.yaml?",
        ),
        (["--scenarios", "nowhere"], "nowhere is not there; --scenarios takes the folder of"),
        (["--scenarios", "scenarois"], "scenarois is not there; did you mean scenarios?"),
        (
            ["--scenarios", f"{SCENARIOS}/outage.yaml"],
            "outage.yaml is not a folder; --scenarios takes",
        ),
    ],
)
def test_a_scenario_that_is_not_there(options: list[str], says: str):
    assert says in only_line(*options)


def test_scenarios_of_ones_own_without_a_default(tmp_path: Path):
    mine = ("--scenarios", str(tmp_path))
    assert only_line(*mine) == (
        f"server.py: {tmp_path} has no scenarios: a scenario is a file such as default.yaml"
    )
    (tmp_path / "outage.yml").write_text("scenario: 1\nname: outage\n", encoding="utf-8")
    (tmp_path / "folder.yaml").mkdir()
    assert only_line(*mine).endswith("; --scenario may be outage")
    assert "is a folder" in only_line("--scenario", str(tmp_path / "folder.yaml"))
    with running(*IN_MEMORY, *mine, "--scenario", "outage") as server:
        assert server.told("Scenario") == "outage"


def test_an_outcome_for_an_operation_that_has_none(tmp_path: Path):
    file = tmp_path / "waits.yaml"
    file.write_text(
        "scenario: 1\nname: waits\nrules:\n"
        "  - id: in-vain\n    when: {operation: pix.create_payment}\n    then: {approved: true}\n",
        encoding="utf-8",
    )
    line = told_as_by_check(file)
    assert "waits.yaml:5:23: outcomes are decided for acquirer.authorize_payment," in line


def told_as_by_check(file: Path) -> str:
    """The first line of why a scenario cannot be used, which reads as `paydrill check` has it."""
    code, lines = refused(*IN_MEMORY, "--scenario", str(file))
    assert code == 2, lines
    checked = CliRunner().invoke(paydrill, ["check", str(file)]).output.splitlines()[:-1]
    assert [line.removeprefix("server.py: ") for line in lines] == checked
    assert lines[2].endswith("^")
    return lines[0]


def test_a_scenario_with_a_mistake_is_told_with_its_place(tmp_path: Path):
    file = tmp_path / "bad.yaml"
    file.write_text(
        "scenario: 1\nname: bad\nrules:\n"
        "  - id: a\n    when: {amuont: 1}\n    then: {approved: true}\n",
        encoding="utf-8",
    )
    line = told_as_by_check(file)
    assert line.startswith(f"server.py: {file}:5:")
    assert "amount" in line


@pytest.mark.parametrize(
    ("store", "says"),
    [
        ("redis://localhost", "'redis://localhost' names no store; known are memory:, tinydb:,"),
        ("memory:here", "memory: takes nothing after the colon"),
        ("memry", "did you mean 'memory:'?"),
        ("Memory", "did you mean 'memory:'?"),
        ("tinydb", "did you mean 'tinydb:data/paydrill.tinydb'?"),
        ("tinydb:", "name a file, as in tinydb:data/paydrill.tinydb"),
        (f"tinydb:{SCENARIOS}", f"{SCENARIOS} is a folder; name a file in it"),
        ("tinydb:///proc/no/such/dir/x", "/proc/no: No such file or directory"),
        ("data/x.tinydb", "did you mean 'tinydb:data/x.tinydb'?"),
        ("data/x.db", "did you mean 'sqlite:///data/x.db'?"),
        ("sqlite:x.db", "write sqlite:///x.db"),
        ("sqlite://x.db", "name a file, as in sqlite:///data/paydrill.db, with three slashes"),
        (f"sqlite:///{SCENARIOS}", f"{SCENARIOS} is a folder; name a file in it"),
        ("postgres", "did you mean 'postgresql://USER@HOST/NAME'?"),
        ("postgresql:x", "write postgresql://USER@HOST:5432/NAME"),
        ("postgresql://u:s3:cret@h:abc/x", "write postgresql://USER@HOST:5432/NAME"),
        ("postgres://u:s3cret@127.0.0.1:1/x", "refused; start a PostgreSQL server there"),
        ("postgress://u:s3cret@h/x", "did you mean 'postgresql://u:***@h/x'?"),
        ("", "'' names no store; known are memory:"),
    ],
)
def test_a_store_that_is_not_one(store: str, says: str):
    line = only_line("--store", store)
    assert says in line
    assert "cret" not in line


def test_the_usual_spelling_of_a_store_will_do():
    with running("--port", "0", "--store", "memory") as server:
        assert server.told("Store") == "memory:"


@pytest.mark.parametrize("content", [b"not JSON", b"\xff\xfe", b"[]", b'{"a": 1'])
def test_a_store_file_that_something_else_wrote(tmp_path: Path, content: bytes):
    file = tmp_path / "paydrill.tinydb"
    file.write_bytes(content)
    assert str(file) in only_line("--store", f"tinydb:{file}")
    assert file.read_bytes() == content


def test_a_store_in_a_place_that_cannot_be(tmp_path: Path):
    (tmp_path / "file").touch()
    assert "tinydb:" in only_line("--store", f"tinydb:{tmp_path / 'file' / 'x.tinydb'}")


def test_a_host_that_is_not_this_machines():
    assert "192.0.2.1" in only_line("--host", "192.0.2.1")
    assert "no.such.host.invalid" in only_line("--host", "no.such.host.invalid")


@pytest.mark.parametrize(
    ("option", "value", "remedy"),
    [
        ("--allow-host", "*", "*.preview.example"),
        ("--allow-host", "http://paydrill.example", "paydrill.example"),
        ("--allow-host", "paydrill.example:8000", "paydrill.example"),
        ("--allow-host", "", "paydrill.example"),
        ("--cors-origin", "shop.example", "https://shop.example"),
        ("--cors-origin", "https://shop.example/checkout", "https://shop.example"),
        ("--cors-origin", "https://*.shop.example", "https://shop.example"),
        ("--cors-origin", "null", "https://shop.example"),
    ],
)
def test_a_host_or_an_origin_that_is_none(option: str, value: str, remedy: str):
    code, lines = refused(*IN_MEMORY, option, value)
    assert code == 2
    assert option in lines[-1]
    assert repr(value) in lines[-1]
    assert remedy in lines[-1].replace(repr(value), "")
