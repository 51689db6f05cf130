"""Answers of stand-ins to hard contracts: sentences, secrets, addresses and places of examples."""

from typing import Any

import pytest

from paydrill.openapi.operation import Operation
from paydrill.openapi.validators import Schemas
from paydrill.responders.error_bodies import Fault, error_body
from paydrill.responders.examples import broken_examples
from paydrill.responders.location import location_of
from paydrill.responders.response_headers import Headers
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.repeating import may_be_repeated
from paydrill.responders.stand_in import StandIn

JSON = "application/json"
HOST = "http://localhost/a"
TEXT: dict[str, Any] = {"type": "string"}


def operation(status: str, response: dict[str, Any], **document: Any) -> Operation:
    definition = {"operationId": "make", "responses": {status: response}}
    definition |= {"parameters": [], "security": []}
    document = {
        "openapi": "3.1.0",
        "paths": {"/orders/{id}/lines": {"post": definition}},
        **document,
    }
    schemas = Schemas(document)
    return Operation("shop", "", "/orders/{id}/lines", "post", document, definition, schemas)


def told(schema: Any, example: Any) -> Any:
    response = {"description": "d", "content": {JSON: {"schema": schema, "example": example}}}
    made = error_body(operation("400", response), "400", Fault(400, "Wrong."))
    assert made is not None
    return made.content


INNER = {"type": "object", "required": ["message"], "properties": {"message": TEXT}}
NESTED = {"type": "object", "required": ["inner"], "properties": {"inner": INNER}}
LISTED = {"type": "array", "minItems": 2, "items": INNER}


@pytest.mark.parametrize(
    ("branch", "example", "place"),
    [
        (NESTED, 5, ["inner", "message"]),
        (NESTED, None, ["inner", "message"]),
        (NESTED, "text", []),
        (NESTED, [1], ["inner", "message"]),
        (NESTED, {"inner": {"message": "old", "more": 1}}, ["inner", "message"]),
        (LISTED, 5, [0, "message"]),
        (LISTED, {}, [0, "message"]),
        (LISTED, [{"message": "old"}, {"message": "other"}], [0, "message"]),
    ],
)
def test_the_sentence_stands_where_the_value_has_a_place_for_it(
    branch: Any, example: Any, place: list[Any]
):
    others = {"type": ["integer", "null", "string", "array", "object"], "maxItems": 1}
    error = {"oneOf": [branch, {**others, "maxProperties": 0}]}
    schema = {"type": "object", "required": ["error"], "properties": {"error": error}}
    found = told(schema, {"error": example})["error"]
    for step in place:
        found = found[step]
    assert found == "Wrong."


def test_a_value_without_a_place_for_the_sentence_is_left_alone():
    assert told({"type": "object", "required": ["n"]}, {"n": 1}) == {"n": 1}
    assert told({"type": "integer"}, 5) == 5


SECRETS = """cvc CVV2 cardCvv cvn csc securityCode security-code card_security_code pin senha
    card_verification_value password newPassword passwd passphrase client_secret clientSecret
    webhookSecret apikey apiKey accessToken access_token privateKey"""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", 4111111111111111),
        ("number", 4111111111111111.0),
        ("note", "Card 4111-1111-1111-1111."),
        *((name, "123") for name in SECRETS.split()),
    ],
)
def test_secrets_are_not_repeated(name: str, value: Any):
    assert not may_be_repeated(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("amount", 1250),
        ("amount", 12.5),
        ("active", True),
        ("secretary", "Ada"),
        ("token", "tok_1"),
        ("spinner", "x"),
        ("csv", "a,b"),
        ("idempotency_key", "k"),
    ],
)
def test_other_values_are(name: str, value: Any):
    assert may_be_repeated(name, value)


LINE = {"get": {"operationId": "line"}}
BELOW = "/orders/o%207/lines/3"


def to_line(expression: str, name: str = "id") -> dict[str, Any]:
    return {"operationId": "line", "parameters": {name: expression}}


@pytest.mark.parametrize(
    ("link", "body", "location"),
    [
        (to_line("$response.body#/n"), {"n": "ü/"}, "/lines/%C3%BC%2F"),
        (to_line("$response.body#/a~1b/0", "path.id"), {"a/b": [7]}, "/lines/7"),
        (to_line("$response.body#/n"), {"id": 3}, BELOW),
        (to_line("$request.body#/n"), {"id": 3}, BELOW),
        ({"operationId": "line"}, {"id": "汉"}, "/orders/o%207/lines/%E6%B1%89"),
        ({"operationId": "none"}, {"id": 3}, BELOW),
        ({"operationRef": "#/paths"}, {"id": 3}, BELOW),
        (to_line("$response.body#/n"), {"n": 4111111111111111}, None),
        (None, {"id": "4111111111111111"}, None),
        (None, {"id": {"a": 1}}, None),
        (None, [1], None),
    ],
)
def test_a_link_leads_before_an_id_does(link: Any, body: Any, location: str | None):
    response = {
        "description": "d",
        "headers": {"location": {"schema": TEXT}},
        "links": {
            "other": {"$ref": "#/components/links/other"},
            **({"self": link} if link else {}),
        },
    }
    found = operation("201", response, components={"links": {"other": {"operationId": "gone"}}})
    found.document["paths"]["/lines/{id}"] = LINE
    context = Context("k", base_url=HOST, sent={"id": "o 7"})
    made = location_of(Headers(found, response), 201, context, body)
    assert made == ({} if location is None else {"location": HOST + location})


def test_a_location_that_its_schema_refuses_is_none():
    response = {"description": "d", "headers": {"Location": {"schema": {"type": "integer"}}}}
    context = Context("k", base_url=HOST, sent={"id": "o_7"})
    headers = Headers(operation("201", response), response)
    assert location_of(headers, 201, context, {"id": 1}) == {}


def test_the_place_of_a_broken_example_is_found_through_encoded_references():
    media = {
        "schema": {"type": "integer"},
        "examples": {"a": {"$ref": "#/components/examples/a~1b%20c"}},
    }
    response = {"description": "d", "content": {JSON: media}}
    found = operation("200", response, components={"examples": {"a/b c": {"value": "x"}}})
    [(place, _)] = broken_examples(found)
    assert place == "/components/examples/a~1b c/value"
    hidden = {"type": "object", "required": ["a"], "properties": {"a": {**TEXT, "writeOnly": True}}}
    media = {"schema": hidden, "example": {}}
    assert list(broken_examples(operation("200", {"content": {JSON: media}}))) == []


def test_lines_are_made_of_the_schema_of_an_item():
    media = {"itemSchema": {"type": "object", "required": ["a"], "properties": {"a": {"const": 1}}}}
    response = {"description": "d", "content": {"application/jsonl": media}}
    content = StandIn(operation("200", response)).answer(Context("k"))[0]
    assert set(content.splitlines()) == {b'{"a": 1}'}
