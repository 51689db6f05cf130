"""Errors in the shape of a contract say what is true of them."""

from collections.abc import Iterator
from typing import Any

import pytest

from paydrill.openapi.operation import Operation
from paydrill.openapi.validators import Schemas
from paydrill.responders.error_bodies import Fault, error_body

TYPES = [
    "api_error",
    "card_error",
    "idempotency_error",
    "invalid_request_error",
    "rate_limit_error",
]
ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["type", "message", "details"],
            "properties": {
                "type": {"type": "string", "enum": TYPES},
                "message": {"type": "string"},
                "details": {"type": "array", "minItems": 1, "items": {"enum": ["BAD_A", "BAD_B"]}},
            },
        }
    },
}


@pytest.mark.parametrize(
    ("status", "type_"),
    [
        (400, "invalid_request_error"),
        (413, "invalid_request_error"),
        (409, "idempotency_error"),
        (429, "rate_limit_error"),
        (500, "api_error"),
        (503, "api_error"),
    ],
)
def test_the_type_suits_the_status_and_one_fault_is_listed(status: int, type_: str):
    for content in contents(ERROR, status):
        error = content["error"]
        assert (error["type"], error["message"]) == (type_, "No.")
        assert len(error["details"]) == 1


def test_a_code_that_may_be_any_text_is_the_name_of_the_status():
    free, bound = {"type": "string"}, {"type": "string", "maxLength": 5}
    item = {"type": "object", "required": ["name", "code"], "properties": {"name": free}}
    item["properties"] |= {"code": free}
    fields = {
        "name": free,
        "code": bound,
        "error_code": {**free, "examples": ["E1"]},
        "type": {"type": "string", "pattern": "^[A-Z]+$"},
        "errors": {"type": "array", "minItems": 1, "items": item},
        "message": free,
    }
    for content in contents({"type": "object", "required": [*fields], "properties": fields}, 404):
        assert (content["name"], content["message"]) == ("not_found", "No.")
        assert content["error_code"] == "E1"
        assert len(content["code"]) <= 5
        assert content["type"].isupper()
        assert content["errors"][0]["code"] == "not_found"
        assert content["errors"][0]["name"] != "not_found"


NAMES = ("invalid.type.array", "invalid.type", "invalid")
OURS = Fault(400, "b[c] must be an array (did you mean d?).", "b[c]", NAMES, is_of_contract=True)
SAYS = {"message": "a is no list", "param": "a"}


@pytest.mark.parametrize(
    ("fault", "examples", "message"),
    [
        (OURS, {"invalid.type": SAYS}, "b[c] is no list"),
        (OURS, {"invalid.type.array": SAYS, "invalid.type": {"message": "No"}}, "b[c] is no list"),
        (OURS._replace(suggestion="D?"), {"invalid.type": SAYS}, "b[c] is no list. D?"),
        (OURS._replace(more="e is."), {"invalid.type": SAYS}, "b[c] is no list. e is."),
        (OURS._replace(more="e is."), {}, f"{OURS.sentence} e is."),
        (OURS, {"invalid.type": {"message": "Invalid array"}}, "Invalid array"),
        (OURS, {"invalid": SAYS}, OURS.sentence),
        (OURS, {"other": SAYS}, OURS.sentence),
        (OURS, {"invalid.type": {"param": "a"}}, OURS.sentence),
        (OURS._replace(is_of_contract=False), {"invalid.type": SAYS}, OURS.sentence),
    ],
)
def test_an_example_that_is_named_after_a_keyword_has_the_sentence(
    fault: Fault, examples: dict[str, Any], message: str
):
    fields = {"message": {"type": "string"}, "param": {"type": "string"}}
    named = {name: {"value": value} for name, value in examples.items()}
    media = {"schema": {"type": "object", "properties": fields}, "examples": named}
    responses = {"400": {"description": "Wrong.", "content": {"application/json": media}}}
    document = {"openapi": "3.0.3", "paths": {"/a": {"get": {"responses": responses}}}}
    definition = {"responses": responses, "parameters": [], "security": []}
    operation = Operation("shop", "", "/a", "get", document, definition, Schemas(document))
    made = error_body(operation, "400", fault)
    assert made is not None
    assert (made.content["message"], made.content["param"]) == (message, "b[c]")


def contents(schema: dict[str, Any], status: int) -> Iterator[Any]:
    """The errors of several operations, for each has another sample."""
    content = {"application/json": {"schema": schema}}
    responses = {"default": {"description": "Wrong.", "content": content}}
    document = {"openapi": "3.0.3", "paths": {"/a": {"get": {"responses": responses}}}}
    definition = {"responses": responses, "parameters": [], "security": []}
    for path in ("/a", "/b", "/c"):
        operation = Operation("shop", "", path, "get", document, definition, Schemas(document))
        made = error_body(operation, "default", Fault(status, "No."))
        assert made is not None
        yield made.content
