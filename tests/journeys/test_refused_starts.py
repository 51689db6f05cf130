"""What a server cannot start with: one clear line each, exit code 2, no traceback."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from paydrill.commands import paydrill
from tests.server_process import IN_MEMORY, ROOT, refused

HEAD = "openapi: 3.0.3\ninfo: {title: Extra, version: 1.0.0}\n"
OPERATION = """\
paths:
  %s:
    get:
      operationId: %s
      responses:
        '200': {description: Fine., content: {application/json: {schema: {type: object}}}}
"""

ANSWERED = """\
paths:
  /extra:
    get:
      responses:
        '200':
          description: Fine.
          content: {application/json: {schema: {type: %s}, example: {}}}
"""


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    """A copy of the contracts, to be spoilt."""
    return Path(shutil.copytree(ROOT / "openapi", tmp_path / "openapi"))


def only_line(*options: str) -> str:
    """The one line that says why the server did not start."""
    code, lines = refused(*IN_MEMORY, *options)
    assert code == 2, lines
    assert len(lines) == 1, lines
    return lines[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("openapi: 3.0.3\ninfo: {title: A\n", ["line 3"]),
        ("openapi: 3.0.3\n\tinfo: x\n", ["line 2"]),
        (HEAD.replace("3.0.3", "3.1.0") + "paths: {}\n", ["3.1.0", "3.0"]),
        ("swagger: '2.0'\ninfo: {title: A, version: '1'}\npaths: {}\n", ["3.0"]),
        ("- a list\n", ["OpenAPI"]),
        ("", ["OpenAPI"]),
        (HEAD, ["paths"]),
        (HEAD + OPERATION % ("/extra", "extra.get_it"), ["extra.get_it", "GET /extra", "example"]),
        (HEAD + OPERATION % ("/payment", "extra.pay"), ["/payment", "acquirer.yaml"]),
        (HEAD + OPERATION % ("/extra", "pix.create_payment"), ["pix.create_payment", "pix.yaml"]),
        (
            HEAD + "paths: {/a: {$ref: 'lost.yaml#/components/pathItems/A'}}\n",
            ["lost.yaml"],
        ),
        (
            HEAD + "paths: {/a: {get: {responses: {'200': {$ref: '#/components/responses/B'}}}}}\n",
            ["#/components/responses/B"],
        ),
        (HEAD + "paths: {/a: {get: {}}}\n", ["responses"]),
        (HEAD + "paths: {/a: 7}\n", ["/a"]),
        (HEAD.replace("{title: Extra, version: 1.0.0}", "7") + "paths: {}\n", ["info", "7"]),
        (HEAD + "paths: {}\ncomponents: []\n", ["components", "object"]),
        (HEAD + ANSWERED % "objekt", ["objekt"]),
        (HEAD + (ANSWERED % "object").replace("/extra", "extra"), ["extra"]),
        (HEAD + ANSWERED % "string, default: 7", ["default must be a string, not 7"]),
    ],
    ids=[
        "cut short",
        "a tab",
        "3.1",
        "2.0",
        "a list",
        "empty",
        "no paths",
        "no handler and no example",
        "a path of another contract",
        "an id of another contract",
        "a file that is not there",
        "a component that is not there",
        "no responses",
        "a path that is a number",
        "a title that is none",
        "components in a list",
        "a type that is none",
        "a path without its slash",
        "a default that its schema refuses",
    ],
)
def test_a_contract_that_cannot_be_served(contracts: Path, text: str, words: list[str]):
    file = contracts / "tips.yaml"
    file.write_text(text, encoding="utf-8")
    line = only_line("--contracts", str(contracts))
    assert line.startswith(f"server.py: {file}: ")
    for word in words:
        assert word in line


def test_a_contract_that_cannot_be_read(contracts: Path):
    (contracts / "extra.yaml").mkdir()
    assert f"{contracts / 'extra.yaml'}: cannot be read" in only_line("--contracts", str(contracts))


def test_a_folder_without_contracts(tmp_path: Path):
    assert str(tmp_path) in only_line("--contracts", str(tmp_path))
    assert "nowhere" in only_line("--contracts", str(tmp_path / "nowhere"))


def test_each_thing_that_is_wrong_has_its_own_line(contracts: Path):
    (contracts / "first.yaml").write_text("- a list\n", encoding="utf-8")
    (contracts / "second.yaml").write_text(HEAD, encoding="utf-8")
    code, lines = refused(*IN_MEMORY, "--contracts", str(contracts))
    assert code == 2
    assert [
        str(contracts / name) in line
        for name, line in zip(("first.yaml", "second.yaml"), lines, strict=True)
    ] == [True, True]


def test_a_scenario_nobody_wrote():
    assert "nobody" in only_line("--scenario", "nobody")


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
    ("store", "words"),
    [
        ("redis://localhost", ["redis://localhost", "memory:", "tinydb:"]),
        ("memory", ["memory:"]),
        ("memory:here", ["memory:here"]),
        ("tinydb:", ["tinydb:"]),
        ("", ["memory:"]),
    ],
)
def test_a_store_that_is_not_one(store: str, words: list[str]):
    line = only_line("--store", store)
    for word in words:
        assert word in line


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
