"""The scenarios in scenarios/, and the schema that editors complete them from."""

import json
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator

from paydrill.scenarios import rules
from paydrill.scenarios.answers import RESPOND
from paydrill.scenarios.attempt import Attempt
from paydrill.scenarios.challenges import CHALLENGE, CHALLENGES, RESULTS
from paydrill.scenarios.changes import SET
from paydrill.scenarios.conditions import CARD_CONDITIONS, CONDITIONS, COUNTED
from paydrill.scenarios.delays import DELAYS
from paydrill.scenarios.faults import FAULTS, RATE_LIMIT, STATUS
from paydrill.scenarios.files import load_scenario
from paydrill.scenarios.outcomes import FOLLOW_UPS, OUTCOMES
from paydrill.scenarios.scenario import Scenario
from tests.scenarios.samples import HEAD, ROOT, SHIPPED, load
from tests.unit.scenarios.attempts import Tally

SCHEMA = json.loads((ROOT / "openapi" / "scenario.schema.json").read_text())


@pytest.mark.parametrize("name", ["default", "realistic"])
def test_the_examples_hold(name):
    file = load_scenario(ROOT / "scenarios" / f"{name}.yaml", known=SHIPPED)
    scenario = Scenario(file.name, file.rules, file.seed)
    for index, each in enumerate(file.examples):
        attempt, expected = Attempt(**each["given"]), dict(each["expect"])
        rule = expected.pop("rule", None)
        decision = scenario.decide(attempt, Tally())
        verdict, reason = expected.popitem()
        where = file.where_example(index)
        assert decision.rules == ((f"{name}/{rule}",) if rule else ()), where
        assert (decision.outcome.verdict, decision.outcome.reason or True) == (verdict, reason), (
            where
        )


def test_default_has_no_chance_in_it():
    scenario = load_scenario(ROOT / "scenarios" / "default.yaml", known=SHIPPED)
    of_stripe = load_scenario(ROOT / "scenarios" / "stripe.yaml", known=SHIPPED)
    own = [each["id"] for each in scenario.rules]
    assert own[-len(of_stripe.rules) :] == [each["id"] for each in of_stripe.rules]
    assert own[: -len(of_stripe.rules)] == [
        "insufficient-funds",
        "card-declined",
        "verification",
        "manual-review",
        "generic-decline",
        "insufficient-funds-card",
        "lost-card",
        "stolen-card",
        "expired-card",
        "incorrect-cvc",
        "processing-error",
        "card-velocity-exceeded",
    ]
    assert not any("chance" in each for each in scenario.rules)
    assert len(scenario.examples) == 12


def test_realistic_is_default_with_noise_before_it():
    default = load_scenario(ROOT / "scenarios" / "default.yaml", known=SHIPPED)
    realistic = load_scenario(ROOT / "scenarios" / "realistic.yaml", known=SHIPPED)
    assert realistic.rules[2:] == default.rules
    declined, pending = (each["chance"] for each in realistic.rules[:2])
    assert declined == Decimal("0.05")
    assert abs((1 - declined) * pending - Decimal("0.05")) < Decimal("0.000001")


def test_the_types_are_plain():
    plain = {dict, list, str, bool, int, Decimal}

    def types(value):
        yield type(value)
        for item in value.values() if isinstance(value, dict) else value:
            yield from types(item) if isinstance(item, dict | list) else [type(item)]

    for name in ("default", "realistic"):
        scenario = load_scenario(ROOT / "scenarios" / f"{name}.yaml", known=SHIPPED)
        assert set(types([*scenario.rules, *scenario.examples])) <= plain


def schemas(schema):
    """Every schema with a type, which is every one that can fail by itself."""
    if "type" in schema:
        yield schema
    parts = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    parts += [schema[name] for name in ("items", "additionalProperties") if schema.get(name)]
    for part in parts:
        yield from schemas(part)


def test_every_schema_explains_itself():
    assert len(list(schemas(SCHEMA))) > 60
    for schema in schemas(SCHEMA):
        assert {"title", "description", "errorMessage"} <= set(schema), schema


@pytest.mark.parametrize(("name", "definition"), SCHEMA["$defs"].items(), ids=SCHEMA["$defs"])
def test_every_definition_of_the_schema_has_examples_that_are_ones(name, definition):
    validator = Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{name}"})
    assert definition["examples"]
    assert [each for each in definition["examples"] if not validator.is_valid(each)] == []


def test_the_examples_of_rules_are_rules(tmp_path):
    for example in SCHEMA["$defs"]["rule"]["examples"]:
        [loaded] = load(tmp_path, f"{HEAD}rules: {json.dumps([example])}").rules
        assert loaded["id"] == example["id"]


def kinds(definition):
    """The keys of which exactly one must be there."""
    return {choice["required"][0] for choice in definition["oneOf"] if "required" in choice}


def test_the_schema_has_what_the_engine_has():
    definitions = SCHEMA["$defs"]
    for name in ("when", "conditions"):
        assert definitions[name]["properties"].keys() == CONDITIONS.keys() | {COUNTED}
    assert definitions["card"]["properties"].keys() == CARD_CONDITIONS.keys()
    assert kinds(definitions["delay"]) == DELAYS.keys()
    assert kinds(definitions["fault"]) == FAULTS.keys()
    assert {*definitions["expect"]["properties"]["fault"]["enum"]} == FAULTS.keys() - {
        STATUS,
        RATE_LIMIT,
    }
    for decided in ("step", "expect"):
        assert kinds(definitions[decided]) == OUTCOMES.keys() | {RESPOND, SET}
    assert kinds(definitions["later"]["items"]) == OUTCOMES.keys() | FOLLOW_UPS.keys() | {CHALLENGE}
    assert tuple(definitions["later"]["items"]["properties"][CHALLENGE]["enum"]) == RESULTS
    assert {*definitions[CHALLENGE]["enum"]} == CHALLENGES
    sequence = definitions["sequence"]["properties"]
    assert {*sequence["per"]["enum"]} == rules._COUNTED_BY.keys()
    assert {*sequence["after"]["enum"]} == rules._AFTER.keys()
