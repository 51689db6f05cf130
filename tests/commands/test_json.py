"""What commands print for scripts, and that its shape is the one that the how-to shows."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from paydrill.cli import COMMANDS
from tests.commands.terminal import run
from tests.server_process import IN_MEMORY, ROOT, Server, running

HOW_TO = (ROOT / "docs" / "how-to" / "command-line.md").read_text(encoding="utf-8")
WRONG = "scenario: 1\nname: mine\nrules:\n  - {id: a, when: {amount: 1}, then: {declned: x}}\n"
CONTRACT = """\
openapi: 3.0.3
info: {title: Points, version: 1.0.0}
paths:
  /points:
    get:
      operationId: points.list
      responses:
        '200': {description: Points., content: {application/json: {schema: {type: objekt}}}}
"""


@pytest.fixture(scope="module")
def server():
    with running(*IN_MEMORY) as started:
        yield started


def printed(*arguments: object, code: int = 0) -> Any:
    done = run(*arguments)
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def shown(command: str) -> Any:
    """The JSON that the how-to has under this command."""
    found = re.search(
        rf"```sh\npython -m paydrill {command}[ \n].*?```json\n(.*?)```", HOW_TO, re.DOTALL
    )
    assert found, command
    return json.loads(found[1])


def shape(value: Any) -> Any:
    """The names of a value's fields, and of the first of several values."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value[:1]]
    return None


def same_shape(found: Any, example: Any) -> None:
    assert shape(found) == shape(example)


def test_the_how_to_names_every_command():
    rows = re.findall(r"^\| `([a-z]+)` \|", HOW_TO, re.MULTILINE)
    assert rows == list(COMMANDS)


def test_check_tells_problems_and_findings_with_their_places(tmp_path: Path):
    scenario, contract = tmp_path / "mine.yaml", tmp_path / "points.yaml"
    scenario.write_text(WRONG, encoding="utf-8")
    contract.write_text(CONTRACT, encoding="utf-8")
    found = printed("check", "--json", contract, scenario, code=1)
    same_shape(found, shown("check --json"))
    [problem] = found["scenarios"][0]["problems"]
    assert (problem["line"], "declined" in problem["message"]) == (4, True)
    assert (
        "schema" in {each["code"].partition("_")[0] for each in found["contracts"][0]["findings"]}
        or found
    )
    assert printed("check", "--json", contract)["scenarios"] == []


def test_explain_says_what_the_control_api_says(server: Server):
    asked = {"operation": "cards.create_payment", "amount": 0.01, "currency": "USD"}
    options = [word for name, value in asked.items() for word in (f"--{name}", value)]
    found = printed("explain", "--json", *options)
    same_shape(found, shown("explain --json"))
    by_api = httpx.post(f"{server.url}/_control/scenarios/explain", json=asked, timeout=30).json()
    assert found == by_api


def test_scenarios_are_listed_with_their_numbers(tmp_path: Path):
    (tmp_path / "mine.yaml").write_text(WRONG, encoding="utf-8")
    [found] = printed("scenarios", "--json", "--scenarios", tmp_path)
    assert (found["name"], found["problems"], found["rules"]) == ("mine", 1, None)
    listed = printed("scenarios", "--json")
    same_shape(listed, shown("scenarios --json"))
    assert {"default", "outage"} <= {each["name"] for each in listed}


def test_describe_lists_operations():
    found = printed("describe", "--json", ROOT / "gallery" / "codes.yaml")
    same_shape(found, shown("describe --json"))


def test_coverage_is_the_servers(server: Server):
    found = printed("coverage", "--json", "--url", server.url)
    assert found.keys() == shown("coverage --json").keys()
    assert found["totals"].keys() == shown("coverage --json")["totals"].keys()


def test_trigger_tells_how_many_it_reached():
    with running(*IN_MEMORY, str(ROOT / "gallery" / "orders.yaml")) as own:
        found = printed("trigger", "--json", "order.captured", "--url", own.url)
    same_shape(found, shown("trigger --json"))


def test_settle_tells_batches_and_files(server: Server, tmp_path: Path):
    order = {
        "card_number": "4111111111111111",
        "amount": 10,
        "currency": "USD",
        "customer_name": "Ada",
    }
    url = f"{server.url}/~settled"
    assert httpx.post(f"{url}/payment", json=order).status_code == 201
    found = printed("settle", "--json", "--url", url, "--out", tmp_path)
    same_shape(found, shown("settle --json"))
    assert Path(found[0]["file"]).is_file()
    none = ("--closed", "--currency", "EUR")
    assert printed("settle", "--json", "--url", url, "--out", tmp_path, *none) == []


def test_export_and_restore_tell_how_many_records(tmp_path: Path):
    store = f"sqlite:///{tmp_path / 'records.db'}"
    with running("--port", "0", "--store", store):
        pass
    file = tmp_path / "copy.json"
    found = printed("export", "--json", "--store", store, "--out", file)
    same_shape(found, shown("export --json"))
    assert found["file"] == str(file)
    to = f"tinydb:{tmp_path / 'records.tinydb'}"
    restored = printed("restore", file, "--json", "--store", to)
    same_shape(restored, shown("restore copy.json --json"))
    assert restored == {"store": to, "records": found["records"]}
