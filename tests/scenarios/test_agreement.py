"""The schema that editors use and the loader refuse the same files, up to what words mean.

The schema is put into practice by another validator than the loader's, over floats instead of
decimals.
"""

import copy
import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from paydrill.scenarios.files import ScenarioFileError, parse_scenario
from paydrill.scenarios.files.grammar import check, schema
from paydrill.scenarios.files.yaml_tree import parse
from paydrill.scenarios.outcomes import OUTCOMES
from paydrill.scenarios.scenario import Scenario
from tests.scenarios.documents import AS_THEY_COME, documents
from tests.scenarios.samples import KNOWN
from tests.unit.scenarios.attempts import Tally, attempt, card_facts

VALIDATOR = Draft202012Validator(schema())
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 100_000),
    st.sampled_from([0.5, 99.99, 1e12, "", "x", "0002", "411111", "22:00", "30s", "none", "503"]),
    st.lists(st.sampled_from([1, "x", {}]), max_size=2),
    st.just({}),
)
WORDS = st.sampled_from(
    [word for definition in schema()["$defs"].values() for word in definition.get("properties", ())]
    + ["x"]
)


def load(document):
    label = Path("made up")
    return parse_scenario(json.dumps(document), label=label, folder=label, known=KNOWN)


def is_refused(document):
    try:
        load(document)
    except ScenarioFileError:
        return True
    return False


def containers(value):
    if isinstance(value, dict | list) and value:
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from containers(inner)


@st.composite
def changed(draw):
    """A good scenario with one thing taken out, put in, or replaced."""
    document = copy.deepcopy(draw(documents()))
    place = draw(st.sampled_from(list(containers(document))))
    key = draw(st.sampled_from(list(place if isinstance(place, dict) else range(len(place)))))
    match draw(st.sampled_from(["out", "in", "other", "moved"])):
        case "out":
            del place[key]
        case "in" if isinstance(place, dict):
            place[draw(WORDS)] = draw(JUNK)
        case "moved" if isinstance(place, dict):
            place[draw(WORDS)] = place[key]
        case _:
            place[key] = draw(JUNK)
    return document


@AS_THEY_COME
@given(documents())
def test_what_the_grammar_allows_is_loaded(document):
    assert VALIDATOR.is_valid(document)
    scenario = load(document)
    assert len(scenario.rules) == len(document.get("rules", ()))
    assert json.loads(json.dumps(scenario.rules, default=float)) == document.get("rules", [])
    assert json.loads(json.dumps(scenario.examples, default=float)) == document.get("examples", [])
    settlement = json.loads(json.dumps(scenario.sections.settlement, default=float))
    assert settlement == document.get("settlement", {})
    webhooks = json.loads(json.dumps(scenario.sections.webhooks, default=float))
    assert webhooks == document.get("webhooks", [])


@AS_THEY_COME
@given(documents())
def test_what_is_loaded_can_be_put_to_use(document):
    file = load(document)
    scenario = Scenario(file.name, file.rules, file.seed)
    for operation in KNOWN.operations:
        decision = scenario.decide(attempt(operation=operation, card=card_facts()), Tally())
        assert decision.outcome.verdict in OUTCOMES


@AS_THEY_COME
@given(changed())
def test_the_schema_and_the_loader_refuse_the_same(document):
    root, problems = parse(Path("made up"), json.dumps(document))
    assert root is not None
    assert problems == ()
    assert VALIDATOR.is_valid(document) == (check(root) == [])
    if not VALIDATOR.is_valid(document):
        assert is_refused(document)
