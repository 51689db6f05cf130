"""Whether a pointer leads to something that a schema describes, wherever it says so."""

from typing import Any

import pytest

from paydrill.openapi.leading import astray, leads_to
from paydrill.openapi.pointers import steps_of
from paydrill.openapi.shapes import Shape
from paydrill.openapi.validators import Schemas

DOCUMENT: dict[str, Any] = {
    "components": {
        "schemas": {
            "Money": {"type": "object", "properties": {"value": {"type": "string"}}},
            "Node": {"properties": {"next": {"$ref": "#/components/schemas/Node"}}},
        }
    }
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["undocumented"],
    "properties": {
        "amount": {"$ref": "#/components/schemas/Money"},
        "node": {"$ref": "#/components/schemas/Node"},
        "either": {
            "oneOf": [
                {"type": "string"},
                {"type": "object", "properties": {"id": {"type": "string"}}},
            ]
        },
        "items": {
            "type": "array",
            "items": {"allOf": [{"properties": {"sku": {"type": "string"}}}, {"title": "Item"}]},
        },
        "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "object"}]},
        "metadata": {"type": "object", "additionalProperties": {"type": "string"}},
        "open": {"type": "object", "properties": {"a": {}}, "additionalProperties": True},
        "any": {},
        "a/b": {"type": "integer"},
    },
}


def shape() -> Shape:
    return Shape(DOCUMENT, Schemas(DOCUMENT), SCHEMA)


@pytest.mark.parametrize(
    "pointer",
    [
        "",
        "/amount/value",
        "/node/next/next/next",
        "/either/id",
        "/items/0/sku",
        "/items/*/sku",
        "/items/-/sku",
        "/*/value",
        "/pair/1/anything",
        "/metadata/anything",
        "/open/anything/at/all",
        "/any/thing/0",
        "/a~1b",
        "/undocumented",
    ],
)
def test_a_pointer_leads_somewhere(pointer: str):
    assert leads_to(shape(), steps_of(pointer))
    assert astray(shape(), steps_of(pointer)) is None


def test_steps_to_every_field_of_a_schema_within_itself_end():
    fields = {f"f{number}": {"$ref": "#/components/schemas/Wide"} for number in range(50)}
    document = {"components": {"schemas": {"Wide": {"type": "object", "properties": fields}}}}
    wide = Shape(document, Schemas(document), {"$ref": "#/components/schemas/Wide"})
    assert leads_to(wide, steps_of("/*" * 90))
    assert astray(wide, steps_of("/*" * 90 + "/none")) is not None


@pytest.mark.parametrize(
    ("pointer", "said"),
    [
        ("/amuont/value", "has '/amuont/value'; did you mean '/amount/value'?"),
        ("/amount/vaule", "has '/amount/vaule'; did you mean '/amount/value'?"),
        ("/amount/value/x", "has '/amount/value/x'; /amount/value has nothing in it"),
        ("/node/zzz", "has '/node/zzz'; /node has next"),
        ("/either/name", "has '/either/name'; /either has id"),
        ("/items/sku", "/items is a list, whose items are 0, 1 and so on, or *"),
        ("/metadata/a/b", "has '/metadata/a/b'; /metadata/a has nothing in it"),
        ("/xyzzy", "it has a/b, amount, any, either, items, metadata, node, open, pair"),
    ],
)
def test_a_pointer_that_leads_nowhere_is_told_where_to(pointer: str, said: str):
    assert leads_to(shape(), steps_of(pointer)) == []
    found = astray(shape(), steps_of(pointer))
    assert found is not None
    assert said in found
