"""gallery/: its README has every contract, and every magic value is shown to hold."""

import re
from pathlib import Path

import pytest
import yaml

from tests.server_process import ROOT

GALLERY = ROOT / "gallery"
README = (GALLERY / "README.md").read_text(encoding="utf-8")
SCENARIOS = sorted(GALLERY.glob("*-magic.yaml"))
MOST_LINES = 3


def test_the_table_has_every_contract_and_each_has_its_scenario():
    contracts = {file.stem for file in GALLERY.glob("*.yaml")} - {each.stem for each in SCENARIOS}
    assert set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)) == contracts
    assert {each.stem.removesuffix("-magic") for each in SCENARIOS} == contracts


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_every_rule_has_an_example_but_those_of_chance(file: Path):
    scenario = yaml.safe_load(file.read_text(encoding="utf-8"))
    shown = {each["expect"].get("rule") for each in scenario["examples"]} - {None}
    assert shown == {each["id"] for each in scenario["rules"] if "chance" not in each}


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_a_magic_value_is_a_rule_of_three_lines(file: Path):
    text = re.split(r"\n(?:resources|examples):", file.read_text(encoding="utf-8"))[0]
    rules = text.split("  - id: ")[1:]
    lines = [
        [line for line in rule.splitlines() if line and not line.startswith("  #")]
        for rule in rules
        if "chance:" not in rule
    ]
    assert [each[0] for each in lines if len(each) > MOST_LINES] == []
