"""Alternatives of alternatives multiply with each level of a value; no value is judged for ever."""

from typing import Any

import pytest

from paydrill.openapi.validators import Schemas, faults


def refer(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def within(field: str, *fields: str) -> list[dict[str, Any]]:
    """Alternatives that have the schema itself in a field of theirs."""
    others = [{"properties": {field: refer("A"), each: {}}} for each in fields]
    return [{"type": "object", **each} for each in others]


def nested(field: str, levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value] if field == "" else {field: value}
    return value


TEXT = {"type": "string"}
GROWING = [
    ({"oneOf": [*within("a", "b", "c"), TEXT]}, "a"),
    ({"anyOf": [*within("a", "b", "c"), TEXT]}, "a"),
    ({"anyOf": [{"allOf": within("a", "b", "c")}, TEXT]}, "a"),
    ({"anyOf": [TEXT, *[{"additionalProperties": refer("A"), "title": n} for n in "12"]]}, "a"),
    ({"anyOf": [TEXT, {"items": refer("A")}, {"type": "array", "items": refer("A")}]}, ""),
    ({"anyOf": [TEXT, *[{"prefixItems": [refer("A")], "title": n} for n in "12"]]}, ""),
    ({"if": within("a", "b")[0], "then": within("a", "c")[0]}, "a"),
]


@pytest.mark.parametrize(("schema", "field"), GROWING)
def test_a_value_that_is_too_deep_for_its_alternatives_is_refused_soon(schema: Any, field: str):
    validator = Schemas({"components": {"schemas": {"A": schema}}}).compile(refer("A"))
    assert validator.is_valid(nested(field, 2)) in {True, False}
    deep = nested(field, 60)
    assert not validator.is_valid(deep)
    [fault] = faults(validator, deep)
    assert fault[:2] == ("", "is nested deeper than its alternatives can be tried.")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": refer("A"), "b": refer("A")}},
        {"oneOf": [{"required": ["a"], "properties": {"a": refer("A")}}, TEXT]},
        {"oneOf": [{"properties": {"a": refer("A")}}, {"properties": {"b": refer("A")}}, TEXT]},
    ],
)
def test_a_value_of_any_depth_is_judged_where_nothing_multiplies(schema: Any):
    validator = Schemas({"components": {"schemas": {"A": schema}}}).compile(refer("A"))
    assert [each.message for each in faults(validator, nested("a", 60))] != [
        "is nested deeper than its alternatives can be tried."
    ]


def test_many_items_are_no_depth():
    schema = {"type": "array", "items": {"anyOf": [*within("a", "b", "c"), TEXT]}}
    validator = Schemas({"components": {"schemas": {"A": schema}}}).compile(refer("A"))
    assert validator.is_valid([{"b": number} for number in range(20_000)])
