"""What docs/how-to/scenarios.md shows is what happens, and it leaves out no word there is."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from paydrill.cli.workbench import Workbench
from paydrill.console.scenario_examples import failed_examples
from paydrill.scenarios.files import ScenarioFile, ScenarioFileError
from paydrill.scenarios.outcomes import DECLINES
from paydrill.settings import Settings
from tests.server_process import ROOT

HOW_TO = ROOT / "docs" / "how-to"
PAGE = (HOW_TO / "scenarios.md").read_text(encoding="utf-8")
SETTLEMENT = (HOW_TO / "reconcile.md").read_text(encoding="utf-8")
WEBHOOKS = (HOW_TO / "webhooks.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "openapi" / "scenario.schema.json").read_text(encoding="utf-8"))
HEAD = "scenario: 1\nname: how-to\n"
REFUSED = re.compile(
    r"<!-- refused -->\n```yaml\n(.*?)^```$\n\n```text\n(.*?)^```$", re.DOTALL | re.MULTILINE
)
TABLE = re.compile(r"<!-- decline codes -->\n.*?\n.*?\n(.*?)<!-- /decline codes -->", re.DOTALL)
USED = re.findall(r"^```yaml\n(.*?)^```$", REFUSED.sub("", PAGE), re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def workbench() -> Workbench:
    return Workbench(Settings(contracts=(ROOT / "openapi",)))


def read(workbench: Workbench, folder: Path, text: str, name: str = "how-to.yaml") -> ScenarioFile:
    """The text as a file that stands among the scenarios."""
    for file in (ROOT / "scenarios").glob("*.yaml"):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / name).write_text(text if "scenario: 1" in text else HEAD + text, encoding="utf-8")
    return workbench.read(folder / name)


@pytest.mark.parametrize("text", USED)
def test_what_is_shown_can_be_used_and_its_examples_hold(
    workbench: Workbench, tmp_path: Path, text: str
):
    scenario = read(workbench, tmp_path, text)
    assert scenario.examples or scenario.sections.settlement
    assert list(failed_examples(scenario, workbench.engine)) == []


def test_mistakes_are_told_as_it_shows(workbench: Workbench, tmp_path: Path):
    found = REFUSED.search(PAGE)
    assert found
    text, told = found.groups()
    with pytest.raises(ScenarioFileError) as caught:
        read(workbench, tmp_path, text, "night-shift.yaml")
    lines = "".join(f"{problem.pointed()}\n" for problem in caught.value.problems)
    assert lines.replace(str(tmp_path), "scenarios") == told


def test_the_decline_codes_are_all_there():
    found = TABLE.search(PAGE)
    assert found
    rows = "".join(
        f"| `{code}` | {decline.response_code} | {decline.retry} |\n"
        for code, decline in sorted(DECLINES.items())
    )
    assert found[1] == rows


def words(schema: Mapping[str, Any]) -> Iterator[str]:
    """Every key that a scenario may have, and every word of a choice."""
    yield from schema.get("enum", ())
    for name, part in (schema.get("properties", {}) | schema.get("$defs", {})).items():
        if "properties" in schema and name in schema["properties"]:
            yield name
        yield from words(part)
    for part in (schema.get("items"), schema.get("additionalProperties")):
        if part:
            yield from words(part)


def test_it_leaves_out_no_word():
    everything = set(words(SCHEMA))
    assert len(everything) > 70
    told = PAGE + SETTLEMENT + WEBHOOKS  # these two sections have pages of their own
    assert {word for word in everything if not re.search(rf"\b{word}\b", told)} == set()


def test_the_scenarios_to_begin_with_are_all_there():
    names = {file.stem for file in (ROOT / "scenarios").glob("*.yaml")}
    assert set(re.findall(r"^- `([a-z-]+)`: ", PAGE, re.MULTILINE)) == names
