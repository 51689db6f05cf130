"""What only the server sets is neither asked for nor taken; alternatives are told apart."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from tests.in_process import Answered
from tests.journeys.requests.echo import ANSWERS, WAYS, Echo, document, echoing

JSON = "application/json"


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


TEXT = {"type": "string"}
SCHEMAS: dict[str, Any] = {
    "Account": {
        "type": "object",
        "required": ["id", "name", "password", "owner", "token"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "token": ref("Token"),
            "name": TEXT,
            "password": {"type": "string", "writeOnly": True},
            "owner": ref("Owner"),
            "lines": {"type": "array", "items": ref("Owner")},
        },
    },
    "Token": {"type": "string", "readOnly": True},
    "Owner": {
        "type": "object",
        "required": ["id", "name"],
        "properties": {"id": {"allOf": [TEXT], "readOnly": True}, "name": TEXT},
    },
    "Base": {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}}},
    "Required": {"type": "object", "required": ["id", "note"]},
    "Derived": {
        "allOf": [ref("Base"), {"properties": {"note": TEXT}}, ref("Required")],
        "required": ["id"],
    },
    "Looped": {"allOf": [ref("Looped"), ref("Base")], "required": ["id"]},
    "Card": {
        "type": "object",
        "required": ["kind", "number"],
        "properties": {"kind": {"enum": ["card"]}, "number": {"type": "integer"}},
    },
    "Iban": {
        "type": "object",
        "required": ["kind", "iban"],
        "properties": {"kind": {"enum": ["iban"]}, "iban": {"type": "string", "minLength": 5}},
    },
    "Alike": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": TEXT, "size": {"type": "integer"}},
    },
    "Other": {"type": "object", "properties": {"kind": TEXT, "size": {"type": "integer"}}},
}
BODIES: dict[str, Any] = {
    "/accounts": ref("Account"),
    "/derived": ref("Derived"),
    "/looped": ref("Looped"),
    "/marked": {"oneOf": [ref("Card"), ref("Iban")]},
    "/chosen": {
        "oneOf": [ref("Card"), ref("Iban")],
        "discriminator": {"propertyName": "kind"},
    },
    "/alike": {
        "oneOf": [ref("Alike"), ref("Other")],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"a": "#/components/schemas/Alike", "b": "Other"},
        },
    },
    "/ambiguous": {"oneOf": [ref("Alike"), ref("Other")]},
    "/nullable": {
        "oneOf": [ref("Card"), ref("Iban")],
        "discriminator": {"propertyName": "kind"},
        "nullable": True,
    },
}


@pytest.fixture(scope="module", params=WAYS)
def echo(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Echo]:
    paths = {
        path: {
            "post": {
                "operationId": f"echo.op{number}",
                "requestBody": {"required": True, "content": {JSON: {"schema": schema}}},
                "responses": ANSWERS,
            }
        }
        for number, (path, schema) in enumerate(BODIES.items())
    }
    contract = document(paths, components={"schemas": SCHEMAS})
    with echoing(tmp_path_factory.mktemp("directions"), request.param, contract) as served:
        yield served


OWNER = {"name": "Ada"}
ACCOUNT = {"name": "a", "password": "p", "owner": OWNER}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/accounts", ACCOUNT),
        ("/accounts", {**ACCOUNT, "lines": [OWNER, OWNER]}),
        ("/derived", {"note": "n"}),
        ("/looped", {}),
        ("/marked", {"kind": "iban", "iban": "DE123"}),
        ("/chosen", {"kind": "iban", "iban": "DE123"}),
        ("/alike", {"kind": "a", "size": 1}),
        ("/alike", {"kind": "b"}),
        ("/nullable", None),
        ("/nullable", {"kind": "card", "number": 1}),
    ],
)
def test_a_request_needs_what_it_has_to_send(echo: Echo, path: str, value: Any):
    found = echo.post(path, JSON, orjson.dumps(value))
    assert not isinstance(found, Answered), found


SET = "is set by the server: leave it out."


@pytest.mark.parametrize(
    ("path", "value", "errors"),
    [
        ("/accounts", {"owner": OWNER}, {"/name": "is required.", "/password": "is required."}),
        ("/accounts", {**ACCOUNT, "id": 5}, {"/id": SET}),
        ("/accounts", {**ACCOUNT, "token": "t"}, {"/token": SET}),
        ("/accounts", {**ACCOUNT, "owner": {**OWNER, "id": "x"}}, {"/owner/id": SET}),
        ("/accounts", {**ACCOUNT, "lines": [{**OWNER, "id": "x"}]}, {"/lines/0/id": SET}),
        ("/derived", {}, {"/note": "is required."}),
        ("/derived", {"note": "n", "id": 5}, {"/id": SET}),
        ("/marked", {"kind": "iban", "iban": "DE"}, {"/iban": "must have at least 5 characters."}),
        ("/marked", {"kind": "iban"}, {"/iban": "is required."}),
        ("/marked", {"kind": "card", "iban": 5}, {"/number": "is required."}),
        ("/chosen", {"kind": "iban"}, {"/iban": "is required."}),
        ("/chosen", {"kind": "card", "number": "x"}, {"/number": "must be an integer."}),
        ("/chosen", {"iban": "DE123"}, {"/kind": "is required."}),
        ("/chosen", {"kind": "cash"}, {"/kind": "must be one of card, iban."}),
        ("/chosen", {"kind": 5}, {"/kind": "must be one of card, iban."}),
        ("/chosen", [], {"": "must be an object."}),
        ("/alike", {"kind": "a", "size": "x"}, {"/size": "must be an integer."}),
        ("/alike", {"kind": "b", "size": "x"}, {"/size": "must be an integer."}),
        (
            "/ambiguous",
            {"kind": "a", "size": 1},
            {"": "fits several of the alternatives, and must fit one."},
        ),
        ("/nullable", {"kind": "iban"}, {"/iban": "is required."}),
    ],
)
def test_a_refusal_names_field_and_reason(
    echo: Echo, path: str, value: Any, errors: dict[str, str]
):
    answered = echo.post(path, JSON, orjson.dumps(value))
    assert answered.status == 400, answered
    found = {each["pointer"]: each["message"] for each in answered.json()["errors"]}
    assert found == errors
