"""References within a document."""

from typing import Any

import pytest

from paydrill.openapi.pointers import resolve

DOCUMENT: dict[str, Any] = {
    "paths": {"/a/{id}": {"get": {"parameters": [{"schema": {"type": "integer"}}]}}},
    "components": {
        "schemas": {
            "Money": {"properties": {"value": {"$ref": "#/components/schemas/a b"}}},
            "a b": {"type": "number"},
            "Self": {"$ref": "#/components/schemas/Other"},
            "Other": {"$ref": "#/components/schemas/Self"},
        }
    },
}


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("#/components/schemas/Money/properties/value", "number"),
        ("#/components/schemas/a%20b", "number"),
        ("#/components/schemas/a b", "number"),
        ("#/paths/~1a~1%7Bid%7D/get/parameters/0/schema", "integer"),
        ("#/paths/~1a~1{id}/get/parameters/0/schema", "integer"),
    ],
)
def test_a_reference_may_be_any_pointer(reference: str, found: str):
    assert resolve(DOCUMENT, {"$ref": reference}) == {"type": found}


@pytest.mark.parametrize(
    "reference",
    [
        *("#/components/schemas/Self", "#/nowhere", "#/components/schemas/a b/type"),
        *("other.yaml#/a", "#/paths/~1a~1{id}/get/parameters/\u0660/schema"),
        f"#/paths/~1a~1{{id}}/get/parameters/{'0' * 5_000}/schema",
    ],
)
def test_a_reference_to_nothing_is_an_error(reference: str):
    with pytest.raises((LookupError, TypeError)):
        resolve(DOCUMENT, {"$ref": reference})
