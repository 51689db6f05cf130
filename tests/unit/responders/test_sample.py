"""Samples: valid by a judge that is not ours, the same for the same key, believable by name."""

import subprocess
import sys
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema_rs import Draft202012Validator as Compiled
from stdnum import iban

from paydrill.responders.samples.context import Context
from paydrill.responders.samples.sample import NoSample, Sampler
from paydrill.responders.samples.spot import NOTHING
from paydrill.values.times import DAY
from tests.unit.responders.hard_schemas import HARD, NEVER, TEXT, object_of

TODAY = 20_664 * DAY  # 2026-07-30


def sample(schema: Any, base: Any = NOTHING, **context: Any) -> Any:
    """A sample of a schema that is its own document."""
    asked = Context(**{"key": "k", "day_ms": TODAY, **context})
    return Sampler(schema).sample(schema, Compiled(schema, validate_formats=True), asked, base)


def is_valid(schema: Any, value: Any) -> bool:
    """The independent judge's word; where Python cannot read a pattern, the compiled one's."""
    if any(each in schema.get("pattern", "") for each in ("\\p{", "(?<year>")):
        return Compiled(schema).is_valid(value)
    return Draft202012Validator(
        schema, format_checker=Draft202012Validator.FORMAT_CHECKER
    ).is_valid(value)


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("full", [False, True])
def test_hard_schemas_have_valid_samples(name: str, full: bool):
    for key in "abc":
        value = sample(HARD[name], key=key, full=full)
        assert is_valid(HARD[name], value), value


@pytest.mark.parametrize("name", NEVER)
def test_a_schema_without_a_valid_value_says_why_and_soon(name: str):
    began = time.process_time()
    with pytest.raises(NoSample) as raised:
        sample(NEVER[name])
    assert raised.value.why
    assert time.process_time() - began < 20


SCALARS = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"type": st.sampled_from(["null", "boolean"])}),
    st.fixed_dictionaries({"enum": st.lists(st.integers(-5, 5) | st.none(), min_size=1)}),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"])},
        optional={
            "minimum": st.integers(-20, 20),
            "exclusiveMaximum": st.integers(-5, 40),
            "multipleOf": st.sampled_from([1, 2, 0.5, 0.01, 7]),
        },
    ),
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "minLength": st.integers(0, 12),
            "maxLength": st.integers(3, 30),
            "pattern": st.sampled_from(["^[a-z]+$", "[0-9]{3}", "^(?!x).*$", "^[^a]{2,5}$"]),
        },
    ),
)


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from("abcd")
    parts = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.fixed_dictionaries(
            {"type": st.just("array")},
            optional={
                "items": inner,
                "minItems": st.integers(0, 3),
                "uniqueItems": st.booleans(),
                "contains": inner,
            },
        ),
        st.fixed_dictionaries(
            {"type": st.just("object")},
            optional={
                "properties": st.dictionaries(names, inner, max_size=3),
                "required": st.lists(names, max_size=2, unique=True),
                "additionalProperties": st.booleans() | inner,
                "minProperties": st.integers(0, 3),
            },
        ),
        *(st.fixed_dictionaries({each: parts}) for each in ("allOf", "anyOf", "oneOf")),
        st.fixed_dictionaries({"not": inner}),
    )


@seed(15)
@settings(max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.recursive(SCALARS, _nested, max_leaves=5))
def test_any_schema_has_a_valid_sample_or_says_that_it_has_none(schema: Any):
    value, why = NOTHING, ""
    try:
        value = sample(schema)
    except NoSample as error:
        why = error.why
    assert why or is_valid(schema, value), value


BELIEVABLE = object_of(
    id=TEXT,
    email=TEXT,
    first_name=TEXT,
    iban=TEXT,
    currency=TEXT,
    amount={"type": "integer"},
    amount_captured={"type": "integer"},
    price_updated_at={"type": "integer"},
    totalPrice=TEXT,
    country=TEXT,
    website_url=TEXT,
    card_number=TEXT,
    phone=TEXT,
    createdAt={"type": "string", "format": "date-time"},
    updatedAt={"type": "string", "format": "date-time"},
    expires_at={"type": "string", "format": "date-time"},
    created={"type": "integer"},
)


@pytest.mark.parametrize("key", ["a", "b", "c", "d"])
def test_values_suit_the_names_of_their_fields(key: str):
    value = sample(BELIEVABLE, key=key, base_url="http://127.0.0.1:8000/s/one")
    assert value["email"].endswith("@example.com")
    assert iban.is_valid(value["iban"])
    assert len(value["currency"]) == 3
    assert value["amount"] >= 100
    assert value["amount_captured"] <= 50_000
    assert value["price_updated_at"] > 1_000_000_000
    assert float(value["totalPrice"]) > 0
    assert len(value["country"]) == 2
    assert value["website_url"].startswith("http://127.0.0.1:8000/s/one/")
    assert "*" in value["card_number"]
    assert value["createdAt"] < value["updatedAt"] < "2026-07-31" < value["expires_at"]
    assert value["created"] * 1000 < TODAY


def test_a_sample_has_what_is_required_and_what_an_example_or_a_default_speaks_for():
    schema = {
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": TEXT,
            "b": TEXT,
            "c": {"type": "string", "example": "see"},
            "d": {"type": "integer", "default": 5},
            "e": {"type": "string", "default": 7},
            "secret": {"type": "string", "writeOnly": True, "example": "s"},
        },
    }
    found = sample(schema)
    assert found.keys() == {"a", "c", "d", "e"}
    assert (found["c"], found["d"]) == ("see", 5)
    assert isinstance(found["e"], str)
    assert sample(schema, full=True).keys() == {"a", "b", "c", "d", "e"}
    assert len(sample({"type": "array", "items": TEXT})) == 3
    assert len(sample({"type": "array", "items": TEXT, "maxItems": 2})) == 2
    assert len(sample({"type": "array", "items": TEXT}, most_items=1)) == 1
    assert sample({"type": "object", "properties": {"a": TEXT}}).keys() == {"a"}


def test_values_of_the_request_are_taken_over_where_they_fit():
    schema = object_of(
        id=TEXT,
        amount={"type": "integer"},
        card=object_of(holder=TEXT, number=TEXT),
        currency={"type": "string", "enum": ["EUR", "USD"]},
    )
    schema["properties"]["note"] = TEXT
    sent = {
        "id": "o_7",
        "amount": 1250,
        "currency": "GBP",
        "note": "Thanks",
        "card": {"holder": "Ada", "number": "4111111111111111"},
        "unknown": 1,
    }
    found = sample(schema, sent=sent)
    assert (found["id"], found["amount"], found["note"]) == ("o_7", 1250, "Thanks")
    assert found["card"]["holder"] == "Ada"
    assert found["card"]["number"] != "4111111111111111"
    assert found["currency"] in {"EUR", "USD"}
    assert "unknown" not in found
    wrapped = sample(object_of(data=schema), sent=sent)
    assert wrapped["data"]["amount"] == 1250


def test_what_many_parts_refer_to_is_combined_once():
    """Each level refers four times to the next: sixty levels are no more work than sixty."""
    schemas: dict[str, Any] = {"S0": {"type": "object", "required": ["a"]}}
    for level in range(60):
        parts = [{"$ref": f"#/components/schemas/S{level}"}] * 4
        schemas[f"S{level + 1}"] = {"allOf": parts}
    sampler = Sampler({"components": {"schemas": schemas}})
    made = sampler.sample({"$ref": "#/components/schemas/S60"}, Compiled({}), Context("k"))
    assert made.keys() == {"a"}


def test_another_key_gives_other_values():
    assert sample(BELIEVABLE, key="1") == sample(BELIEVABLE, key="1")
    assert sample(BELIEVABLE, key="1") != sample(BELIEVABLE, key="2")


SCRIPT = """
import json
from tests.unit.responders.test_sample import BELIEVABLE, HARD, sample
print(json.dumps([sample(each, full=True) for each in (BELIEVABLE, *HARD.values())]))
"""


def test_two_processes_make_the_same_bytes():
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_an_example_that_breaks_its_schema_is_mended():
    schema = {
        **object_of(id=TEXT, amount={"type": "integer"}, state={"enum": ["paid", "open"]}),
        "additionalProperties": False,
    }
    schema["properties"]["note"] = TEXT
    example = {"note": "kept", "amount": "12", "state": "paid", "id": "o_1", "other": True}
    found = sample(schema, example)
    assert list(found) == ["note", "amount", "state", "id"]
    assert (found["note"], found["state"], found["id"]) == ("kept", "paid", "o_1")
    assert isinstance(found["amount"], int)
    lists = {"type": "array", "items": schema}
    assert [each["id"] for each in sample(lists, [example, {"id": "o_2"}])] == ["o_1", "o_2"]
