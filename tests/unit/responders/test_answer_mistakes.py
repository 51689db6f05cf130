"""Why an answer of a rule cannot be made, on contracts that are odd in this."""

from typing import Any

import pytest

from paydrill.openapi.operation import Operation
from paydrill.openapi.validators import Schemas
from paydrill.responders.answer_mistakes import mistakes
from paydrill.responders.samples.context import Context
from paydrill.responders.scripted_answer import made
from paydrill.responders.stand_in import StandIn
from paydrill.scenarios.answers import answer_of

OBJECT = {"type": "object", "properties": {"a": {"type": "integer", "maximum": 9}}}
NAMED = {"schema": OBJECT, "examples": {"one": {"value": {"a": 1}}, "two": {"value": {"a": 2}}}}


def operation(responses: dict[str, Any]) -> Operation:
    document = {"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": responses}}}}
    definition = {"responses": responses, "parameters": [], "security": []}
    return Operation("shop", "", "/a", "get", document, definition, Schemas(document))


def response(media_type: str = "application/json", **media: Any) -> dict[str, Any]:
    return {"description": "d", "content": {media_type: media or {"schema": OBJECT}}}


def found(responses: dict[str, Any], **respond: Any) -> list[tuple[tuple[str, ...], str]]:
    return [tuple(each) for each in mistakes(operation(responses), respond)]


@pytest.mark.parametrize(
    ("responses", "respond", "keys", "said"),
    [
        ({}, {"headers": {"X": "1"}}, (), "documents no response of shop.get/a"),
        ({}, {"status": 200}, ("status",), "documents no 200 for shop.get/a, but none"),
        ({"default": response(**NAMED)}, {"example": "one"}, ("example",), "write status beside"),
        ({"4XX": response(**NAMED)}, {"example": "three"}, ("example",), "allowed: one, two"),
        ({"200": response()}, {"example": "one"}, ("example",), "it names none"),
        ({"200": response("image/png")}, {"body": {"/a": 1}}, ("body",), "is a file: image/png"),
        ({"204": {"description": "d"}}, {"body": {"/a": 1}}, ("body",), "has no body"),
        ({"204": response()}, {"body": {"/a": 1}}, ("body",), "has no body"),
        ({"200": response()}, {"body": {"/a": 10}}, ("body", "/a"), "/a must be at most 9"),
        ({"200": response()}, {"body": {"": [1]}}, ("body", ""), "must be an object"),
        ({"200": response(schema={"not": {}})}, {"status": 200}, (), "allows no answer"),
    ],
)
def test_an_answer_that_cannot_be_made(
    responses: dict[str, Any], respond: dict[str, Any], keys: tuple[str, ...], said: str
):
    [(at, message)] = found(responses, **respond)
    assert at == keys
    assert said in message


@pytest.mark.parametrize(
    ("responses", "respond", "status", "content"),
    [
        ({"default": response(**NAMED)}, {"status": 418, "example": "two"}, 418, {"a": 2}),
        ({"4XX": response(**NAMED)}, {"example": "two"}, 400, {"a": 2}),
        ({"200": response(), "409": response(**NAMED)}, {"example": "one"}, 409, {"a": 1}),
        ({"200": response(**NAMED)}, {"body": {"/a": 7}}, 200, {"a": 7}),
        ({"200": response("text/plain", example="x")}, {"body": {"": "y"}}, 200, b"y"),
        ({"200": response("text/csv")}, {"body": {"/a": 3}}, 200, b"a\r\n3\r\n"),
    ],
)
def test_an_answer_that_can(
    responses: dict[str, Any], respond: dict[str, Any], status: int, content: Any
):
    asked = operation(responses)
    assert found(responses, **respond) == []
    answer = made(asked, StandIn(asked), answer_of(respond), Context("any"), "")
    assert answer[:2] == (content, status)


def test_values_of_a_request_that_break_the_answer_are_not_taken_over():
    schema = {
        "type": "object",
        "required": ["kind", "code"],
        "properties": {"kind": {"enum": ["a", "b"]}, "code": {"type": "string"}},
        "if": {"properties": {"kind": {"const": "b"}}},
        "then": {"properties": {"code": {"const": "none"}}},
    }
    asked = operation({"200": response(schema=schema)})
    respond = {"body": {"/code": "some", "/kind": "a"}}
    assert list(mistakes(asked, respond)) == []
    sent = Context("any", sent={"kind": "b"})
    content, *_ = made(asked, StandIn(asked), answer_of(respond), sent, "image/png")
    assert content == {"kind": "a", "code": "some"}
