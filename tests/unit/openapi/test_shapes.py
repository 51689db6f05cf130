"""What a schema says of a value that is written as text, wherever it says so."""

from decimal import Decimal
from typing import Any

import pytest

from paydrill.openapi.shapes import Shape, Single
from paydrill.openapi.types import ANY, types_of
from paydrill.openapi.validators import Schemas

DOCUMENT: dict[str, Any] = {
    "components": {
        "schemas": {
            "Money": {"type": "object", "properties": {"value": {"type": "integer"}}},
            "Node": {
                "properties": {
                    "value": {"type": "integer"},
                    "next": {"$ref": "#/components/schemas/Node"},
                }
            },
            "Loop": {"allOf": [{"$ref": "#/components/schemas/Loop"}, {"type": "integer"}]},
            "Pair": {"prefixItems": [{"type": "integer"}], "items": {"type": "boolean"}},
        }
    }
}
NUMBER = {"integer", "number"}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def shape(schema: Any) -> Shape:
    return Shape(DOCUMENT, Schemas(DOCUMENT), schema)


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"type": "integer"}, {"integer"}),
        ({"type": "number"}, NUMBER),
        ({"type": ["integer", "null"]}, {"integer", "null"}),
        ({"type": "integer", "nullable": True}, {"integer", "null"}),
        (ref("Money/properties/value"), {"integer"}),
        (ref("Loop"), {"integer"}),
        ({"allOf": [{"type": "number"}, {"type": "integer"}]}, {"integer"}),
        ({"allOf": [{"type": "integer"}, {"minimum": 3}]}, {"integer"}),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, {"integer", "string"}),
        ({"type": "string", "anyOf": [{"minLength": 3}, {"pattern": "x"}]}, {"string"}),
        ({"enum": [1, 2]}, {"integer"}),
        ({"enum": ["a", None]}, {"string", "null"}),
        ({"const": True}, {"boolean"}),
        ({"minimum": 3}, NUMBER),
        ({"format": "date"}, {"string"}),
        ({"format": "int32"}, NUMBER),
        ({"properties": {}}, {"object"}),
        ({"items": {}}, {"array"}),
        ({}, ANY),
        ({"$ref": "#/nowhere"}, ANY),
        (True, ANY),
    ],
)
def test_types_are_found_where_they_are_said(schema: Any, types: set[str]):
    assert types_of(DOCUMENT, schema) == types


def test_a_shape_follows_a_schema_that_refers_to_itself():
    raw = {"value": "1", "next": {"value": "2", "next": {"value": "3"}}}
    expected = {"value": 1, "next": {"value": 2, "next": {"value": 3}}}
    assert shape(ref("Node")).read(raw) == expected


def test_items_may_have_schemas_of_their_own():
    assert shape(ref("Pair")).read(["1", "true", "false"]) == [1, True, False]


def test_alternatives_are_read_together():
    either = shape(
        {
            "oneOf": [
                {"properties": {"kind": {"enum": ["a"]}, "n": {"type": "integer"}}},
                {"properties": {"kind": {"enum": ["b"]}, "n": {"type": "boolean"}}},
            ]
        }
    )
    assert either.read({"kind": "a", "n": "5"}) == {"kind": "a", "n": 5}
    assert either.read({"kind": "b", "n": "true"}) == {"kind": "b", "n": True}


def test_schemas_that_double_at_each_level_are_read_in_time():
    schemas: dict[str, Any] = {"S0": {"type": "integer"}}
    for number in range(1, 60):
        below = {"$ref": f"#/components/schemas/S{number - 1}"}
        schemas[f"S{number}"] = {"oneOf": [below, {"allOf": [below]}]}
    document = {"components": {"schemas": schemas}}
    assert types_of(document, {"$ref": "#/components/schemas/S59"}) == {"integer"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e3", 1000),
        ("-2.5E-174", Decimal("-2.5E-174")),
        ("1.7976931348623157e+308", Decimal("1.7976931348623157e+308")),
        ("9" * 64, int("9" * 64)),
        ("1e999", "1e999"),
        ("1e9999", "1e9999"),
        ("9" * 65, "9" * 65),
        (".5", ".5"),
        ("nan", "nan"),
    ],
)
def test_a_number_is_written_as_json_writes_it(text: str, value: Any):
    assert shape({"type": "number"}).read(text) == value


@pytest.mark.parametrize(
    ("types", "text", "value"),
    [
        (["integer", "null"], "9999", 9999),
        (["integer", "null"], "x", "x"),
        (["number", "boolean"], "9999", 9999),
        (["integer", "string"], "9999", "9999"),
        (["array", "integer"], "9999", ["9999"]),
    ],
)
def test_a_refused_value_has_the_type_that_it_can_be_read_as(
    types: list[str], text: str, value: Any
) -> None:
    assert shape({"type": types, "maximum": 250, "maxLength": 3}).read(text) == value


def test_an_empty_text_is_an_object_without_fields_where_it_can_be_nothing_else():
    assert shape(ref("Money")).read("") == {}
    assert shape({"properties": {"a": ref("Money")}}).read({"a": ""}) == {"a": {}}
    assert shape({"type": ["object", "null"]}).read("") is None
    assert shape({"type": ["object", "string"]}).read("") == ""


LIST = {"type": "array", "items": {"type": "integer"}}


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        (LIST, "1", "1"),
        (LIST, "[1]", "[1]"),
        (LIST, "", ""),
        ({"anyOf": [LIST, {"type": "integer"}]}, "1", 1),
        ({"anyOf": [LIST, {"enum": [""]}]}, "", ""),
        ({"anyOf": [LIST, {"enum": [""]}]}, "1", "1"),
        (ref("Money"), "{}", "{}"),
        (ref("Money"), "", {}),
        ({"anyOf": [ref("Money"), {"type": "integer"}]}, "1", 1),
        ({}, "[1]", "[1]"),
    ],
)
def test_a_single_value_is_no_list_of_one(schema: Any, text: str, value: Any):
    assert shape(schema).read(Single(text)) == value
    assert shape({"properties": {"a": schema}}).read({"a": Single(text)}) == {"a": value}


def test_single_values_may_be_items():
    assert shape(LIST).read([Single("1")]) == [1]
    assert shape(LIST).read(["1"]) == shape(LIST).read("1") == [1]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ({"1": "b", "0": "a"}, ["a", "b"]),
        ({"10": "c", "9": "b", "01": "a"}, ["a", "b", "c"]),
        ({"9" * 5_000: "b", "1": "a"}, ["a", "b"]),
        ({"\u0663": "a", "1": "b"}, {"\u0663": "a", "1": "b"}),
    ],
)
def test_numbered_fields_are_a_list_in_the_order_of_their_numbers(raw: Any, value: Any):
    assert shape({}).read(raw) == value
