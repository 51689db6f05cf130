"""Schemas of OpenAPI 3.0, and what they find wrong in words."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from paydrill.openapi.findings import Report
from paydrill.openapi.pointers import pointer
from paydrill.openapi.raising import raise_document
from paydrill.openapi.validators import Schemas, faults

CARD = "4532015112830366"


def found(schema: dict[str, Any], value: Any, shared: dict[str, Any] | None = None) -> list[Any]:
    schemas = {**(shared or {}), "Judged": schema}
    document = {"openapi": "3.0.3", "components": {"schemas": deepcopy(schemas)}}
    raised = raise_document(document, Report("a.yaml"))
    validator = Schemas(raised).compile(raised["components"]["schemas"]["Judged"])
    return [(fault.pointer, fault.message) for fault in faults(validator, value)]


def test_null_is_taken_where_the_schema_says_so():
    schema = {"type": "string", "nullable": True, "minLength": 3}
    assert found(schema, None) == []
    assert found(schema, "abc") == []
    assert found(schema, "ab") == [("", "must have at least 3 characters.")]
    assert found({"type": "string", "nullable": False}, None) == [("", "must be a string.")]


def test_a_nullable_field_of_the_wrong_type_is_told_by_its_type():
    [(where, message)] = found({"type": "string", "nullable": True}, 7)
    assert where == ""
    assert "a string" in message


def test_of_several_faults_of_a_field_the_one_that_helps_is_told():
    schema = {"type": "string", "format": "date-time", "minLength": 20, "pattern": "Z$"}
    [(_, message)] = found(schema, "tomorrow")
    assert message.startswith("must be a date and time such as ")
    [(_, message)] = found({"type": "string", "pattern": "^a", "minLength": 3}, "b")
    assert message == "must have at least 3 characters."


@pytest.mark.parametrize("zero", [0, Decimal(0), Decimal("0.00")])
def test_an_exclusive_minimum_of_3_0_is_exclusive(zero: Any):
    schema = {"type": "number", "minimum": 0, "exclusiveMinimum": True}
    assert found(schema, zero) == [("", "must be more than 0.")]
    assert found(schema, Decimal("0.01")) == []
    inclusive = {"type": "number", "minimum": 0, "exclusiveMinimum": False}
    assert found(inclusive, zero) == []


def test_an_exclusive_maximum_of_3_0_is_exclusive():
    schema = {"type": "number", "maximum": 5, "exclusiveMaximum": True}
    assert found(schema, 5) == [("", "must be less than 5.")]
    assert found(schema, Decimal("4.99")) == []


@pytest.mark.parametrize(
    ("literal", "fine"), [("9999999999.99", True), ("9999999999.991", False), ("0.07", True)]
)
def test_decimals_are_compared_as_they_are(literal: str, fine: bool):
    schema = {"type": "number", "maximum": 9999999999.99}
    assert (found(schema, Decimal(literal)) == []) is fine


def test_everything_that_is_wrong_is_told_with_its_place():
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["amount", "card"],
        "properties": {
            "amount": {"type": "number"},
            "card": {
                "type": "object",
                "required": ["cvv"],
                "properties": {"month": {"type": "integer", "maximum": 12}},
            },
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
        },
    }
    value = {"card": {"month": 13}, "items": ["a", "bcd"], "x/y": 1, "~": 2}
    shared = {"Item": {"type": "string", "maxLength": 1}}
    assert sorted(found(schema, value, shared)) == [
        ("/amount", "is required."),
        ("/card/cvv", "is required."),
        ("/card/month", "must be at most 12."),
        ("/items/1", "must have at most 1 character."),
        ("/x~1y", "is not a field of this request."),
        ("/~0", "is not a field of this request."),
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({"d": 1}, {"/d": "is not a field of this request."}),
        ({"c": "x"}, {"/c": "must be an integer."}),
        ({"a": {"b": "x"}}, {"/a/b": "must be an integer."}),
    ],
)
def test_a_field_that_no_alternative_has_is_told_but_none_that_is_wrong_within(
    value: Any, told: dict[str, str]
) -> None:
    within = {"type": "object", "properties": {"b": {"type": "integer"}}}
    known = {"properties": {"a": within, "c": {"type": "integer"}}}
    validator = Schemas({}).compile({"allOf": [known], "unevaluatedProperties": False})
    assert {each.pointer: each.message for each in faults(validator, value)} == told


@pytest.mark.parametrize(("value", "told"), [({"a": "x"}, "/range/a"), ("x", "/range"), ({}, "")])
def test_what_is_wrong_within_an_alternative_is_told_there(value: Any, told: str) -> None:
    within = {"type": "object", "properties": {"a": {"type": "integer"}}}
    schema = {"properties": {"range": {"anyOf": [{"type": "integer"}, within]}}}
    assert [at for at, _ in found(schema, {"range": value})] == ([told] if told else [])


def test_a_property_may_be_called_like_a_keyword():
    properties = {name: {"type": "string"} for name in ("example", "nullable", "required", "$ref")}
    schema = {"type": "object", "properties": properties, "required": ["nullable"]}
    assert sorted(found(schema, {"nullable": 1, "example": 2})) == [
        ("/example", "must be a string."),
        ("/nullable", "must be a string."),
    ]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer"}, CARD),
        ({"type": "string", "maxLength": 3}, CARD),
        ({"type": "string", "pattern": "^SECRET[a-z]+$"}, CARD),
        ({"type": "string", "format": "uuid"}, CARD),
        ({"type": "integer", "maximum": 12}, int(CARD)),
        ({"enum": ["a", "b"]}, CARD),
        ({"type": "array", "maxItems": 0}, [CARD]),
        ({"oneOf": [{"type": "integer"}, {"type": "boolean"}]}, CARD),
        ({"allOf": [{"type": "integer"}]}, CARD),
        ({"not": {"type": "string"}}, CARD),
        ({"type": "array", "uniqueItems": True}, [CARD, CARD]),
        ({"type": "object", "maxProperties": 0}, {"card": CARD}),
    ],
)
def test_a_sentence_repeats_neither_value_nor_pattern(schema: dict[str, Any], value: Any):
    messages = [message for _, message in found(schema, value)]
    assert messages
    for message in messages:
        assert CARD not in message
        assert "SECRET" not in message
        assert message.endswith(".")


@pytest.mark.parametrize(
    "nothing",
    [
        {"enum": [None]},
        {"const": None},
        {"type": "null"},
        {"type": "string", "nullable": True, "enum": [None]},
    ],
)
def test_a_value_that_is_not_null_is_told_what_else_it_may_be(nothing: dict[str, Any]):
    date = {"type": "string", "format": "date", "minLength": 10, "pattern": "^[0-9-]+$"}
    for branches in ([date, nothing], [nothing, date]):
        for kind in ("anyOf", "oneOf"):
            messages = [message for _, message in found({kind: branches}, "1.1.30")]
            assert messages
            assert not [each for each in messages if "null" in each]


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("email", "a@b.example", "a@"),
        ("uuid", "ca2910ae-c4e8-44d3-b510-e573e9be9a58", "ca2910ae"),
        ("date-time", "2026-01-27T12:00:00Z", "2026-01-27"),
        ("date", "2026-01-27", "2026-02-30"),
    ],
)
def test_formats_are_held(name: str, good: str, bad: str):
    schema = {"type": "string", "format": name}
    assert found(schema, good) == []
    [(_, message)] = found(schema, bad)
    assert message.startswith("must be ")


def test_a_pattern_ends_where_the_text_ends():
    assert found({"type": "string", "pattern": "^[a-z]+$"}, "abc\n") != []


def test_beside_a_reference_nothing_counts():
    shared = {"Any": {"type": "string"}}
    schema = {"$ref": "#/components/schemas/Any", "maxLength": 1, "nullable": True}
    assert found(schema, "long", shared) == []
    assert found(schema, None, shared) == [("", "must be a string.")]


def test_a_pointer_escapes_what_it_must():
    assert pointer([]) == ""
    assert pointer(["a/b", "c~d", 0]) == "/a~1b/c~0d/0"
