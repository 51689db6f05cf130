"""Errors in the shape of a contract say what is true of them."""

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
    content = {"application/json": {"schema": ERROR}}
    responses = {"default": {"description": "Wrong.", "content": content}}
    document = {"openapi": "3.0.3", "paths": {"/a": {"get": {"responses": responses}}}}
    definition = {"responses": responses, "parameters": [], "security": []}
    for path in ("/a", "/b", "/c"):  # a sample is another for each operation
        operation = Operation("shop", "", path, "get", document, definition, Schemas(document))
        made = error_body(operation, "default", Fault(status, "No."))
        assert made is not None
        error = made.content["error"]
        assert (error["type"], error["message"]) == (type_, "No.")
        assert len(error["details"]) == 1
