"""The grammar of scenarios, written once: the control contract takes what a file can say."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from paydrill.openapi.documents import Contract, load_contracts
from paydrill.openapi.validators import Schemas, faults

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "openapi"
GRAMMAR = json.loads((FOLDER / "scenario.schema.json").read_text(encoding="utf-8"))["$defs"]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))


def control_in(folder: Path) -> Contract:
    return next(each for each in load_contracts([folder]) if each.name == "control")


CONTROL = control_in(FOLDER)
PUBLISHED = CONTROL.document["components"]["schemas"]


def wrong_with(rule: dict[str, Any], control: Contract = CONTROL) -> list[str]:
    """What the contract finds wrong with a one-shot outcome."""
    schema = {"$ref": "#/components/schemas/OneShotInput"}
    found = faults(Schemas(control.raised).compile(schema), rule)
    return [f"{fault.pointer} {fault.message}" for fault in found]


@pytest.mark.parametrize(
    ("published", "defined"),
    [
        ("RuleWhen", GRAMMAR["when"]),
        ("RuleThen", GRAMMAR["step"]),
        ("RuleFault", GRAMMAR["fault"]),
    ],
)
def test_the_contract_has_every_key_of_the_grammar(published: str, defined: dict[str, Any]):
    assert PUBLISHED[published]["properties"].keys() == defined["properties"].keys()
    assert PUBLISHED[published]["additionalProperties"] is False


def test_an_attempt_has_every_fact_that_an_example_can_give():
    """An example says besides which of several calls it is; a question is about the next one."""
    given = GRAMMAR["given"]["properties"]
    assert PUBLISHED["AttemptInput"]["properties"].keys() == given.keys() - {"call"}
    assert PUBLISHED["AttemptCard"]["properties"].keys() == GRAMMAR["card"]["properties"].keys()
    original = given["refund_of"]["properties"]
    assert PUBLISHED["AttemptOriginal"]["properties"].keys() == original.keys()


def test_a_new_condition_is_taken_without_another_edit(tmp_path: Path):
    folder = tmp_path / "openapi"
    shutil.copytree(FOLDER, folder)
    file = folder / "scenario.schema.json"
    grammar = json.loads(file.read_text(encoding="utf-8"))
    weather = {"type": "string", "enum": ["sun", "rain"], "description": "How it is outside."}
    grammar["$defs"]["weather"] = weather
    for conditions in ("when", "conditions"):
        grammar["$defs"][conditions]["properties"]["weather"] = {"$ref": "#/$defs/weather"}
    file.write_text(json.dumps(grammar), encoding="utf-8")
    control = control_in(folder)
    then = {"declined": "do_not_honor"}
    for when in ({"weather": "rain"}, {"any": [{"weather": "sun"}, {"not": {"weather": "rain"}}]}):
        assert wrong_with({"when": when, "then": then}, control) == []
        assert wrong_with({"when": when, "then": then}) != []
    assert wrong_with({"when": {"weather": "snow"}, "then": then}, control) == [
        "/when/weather must be one of sun, rain."
    ]


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_every_rule_that_is_shipped_could_be_a_one_shot(file: Path):
    for rule in yaml.safe_load(file.read_text(encoding="utf-8")).get("rules", []):
        steps = [rule["then"]] if "then" in rule else rule["sequence"]["steps"]
        for then in filter(None, steps):
            assert wrong_with({"when": rule.get("when", {}), "then": then}) == [], rule["id"]


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ({"when": {"amount": 0}}, "/when/amount must be more than 0."),
        ({"when": {"customer": ""}}, "/when/customer must have at least 1 character."),
        ({"when": {"card": {"last4": "1"}}}, "/when/card/last4 must be four digits"),
        ({"when": {"amuont": 1}}, "(did you mean amount?)"),
        ({"then": {}}, "/then must have at least 1 field."),
        ({"then": {"approved": False}}, "/then/approved must be one of true."),
        ({"then": {"fault": {"timeout": "soon"}}}, "/then/fault/timeout must be a whole number"),
    ],
)
def test_a_rule_out_of_shape_is_refused_in_words(rule: dict[str, Any], wrong: str):
    [found] = wrong_with({"then": {"approved": True}} | rule)
    assert wrong in found
