"""Values laid over a body: what they make, what is mended beside them, and what breaks."""

from typing import Any

import pytest

from paydrill.openapi.pointers import steps_of
from paydrill.openapi.validators import Schemas
from paydrill.responders.laying_over import BreaksSchema, laid_over
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.sample import Sampler

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": {"enum": ["a", "b"]}, "message": {"type": "string"}},
        },
        "items": {"type": "array", "items": {"type": "object"}, "maxItems": 2},
    },
}
DOCUMENT: dict[str, Any] = {"openapi": "3.1.0"}


def laid(value: Any, schema: Any = SCHEMA, **fields: Any) -> Any:
    over = tuple((tuple(steps_of(at)), each) for at, each in fields.items())
    judge = Schemas(DOCUMENT).compile(schema)
    return laid_over(value, over, schema, judge, (Sampler(DOCUMENT), Context("k")))


@pytest.mark.parametrize(
    ("value", "fields", "expected"),
    [
        ({"x": 1}, {"/y": 2}, {"x": 1, "y": 2}),
        ({"x": {"a": 1}}, {"/x/b": 2}, {"x": {"a": 1, "b": 2}}),
        ({"x": 1}, {"/x": None}, {"x": None}),
        ({"x": 1}, {"/x/b": 2}, {"x": {"b": 2}}),
        ({"x": [1, 2]}, {"/x/1": 3}, {"x": [1, 3]}),
        ({"x": [1]}, {"/x/-": 2}, {"x": [1, 2]}),
        ({"x": [1]}, {"/x/1/y": 2}, {"x": [1, {"y": 2}]}),
        ({}, {"/x/0/y": 2}, {"x": [{"y": 2}]}),
        ({"0": 1}, {"/0": 2}, {"0": 2}),
        ({"x": 1}, {"": [1]}, [1]),
        (None, {"/x": 1, "/y": 2}, {"x": 1, "y": 2}),
    ],
)
def test_a_value_stands_where_its_pointer_leads(value: Any, fields: Any, expected: Any):
    assert laid(value, {}, **fields) == expected


def test_what_was_there_is_not_changed():
    value: dict[str, Any] = {"x": {"a": [1]}}
    laid(value, {}, **{"/x/a/0": 2})
    assert value == {"x": {"a": [1]}}


def test_what_a_value_needs_beside_it_is_sampled():
    body = laid({}, **{"/error/code": "b"})
    assert body["error"]["code"] == "b"
    assert isinstance(body["error"]["message"], str)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"/error/code": "c"}, "/error/code"),
        ({"/error": 5}, "/error"),
        ({"/items/0": {}, "/items/1": {}, "/items/2": {}}, "/items"),
        ({"/items/0": {}, "/items/7": {}}, "/items/7"),
    ],
)
def test_a_value_that_breaks_the_schema_is_told(fields: Any, pointer: str):
    with pytest.raises(BreaksSchema) as broken:
        laid({"error": {"code": "a", "message": "m"}}, **fields)
    assert pointer in [each.pointer for each in broken.value.faults]
