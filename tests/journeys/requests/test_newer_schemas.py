"""Requests by schemas of OpenAPI 3.1: lists of types, constants, references to any place."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.requests.echo import ANSWERS, WAYS, Echo, Given, document, echoing, places

REFERENCE = "#/paths/~1items~1%7Bid%7D/get/parameters"
SCHEMAS: dict[str, Any] = {
    "either": {"type": ["integer", "null"]},
    "constant": {"const": 5},
    "above": {"type": "integer", "exclusiveMinimum": 3},
    "first": {"type": "array", "prefixItems": [{"type": "integer"}], "items": {"type": "boolean"}},
    "referred": {"$ref": f"{REFERENCE}/0/schema"},
    "value": {"$ref": "#/components/schemas/Money/properties/value"},
    "beside": {"$ref": "#/components/schemas/Count", "maximum": 4},
}
COMPONENTS = {
    "schemas": {
        "Count": {"type": "integer"},
        "Money": {"type": "object", "properties": {"value": {"type": "integer"}}},
    }
}


@pytest.fixture(scope="module", params=WAYS)
def echo(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Echo]:
    parameters = [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}]
    parameters += [
        {"name": name, "in": "query", "schema": schema} for name, schema in SCHEMAS.items()
    ]
    operation = {"operationId": "echo.find", "parameters": parameters, "responses": ANSWERS}
    contract = document({"/items/{id}": {"get": operation}}, openapi="3.1.0", components=COMPONENTS)
    with echoing(tmp_path_factory.mktemp("newer"), request.param, contract) as served:
        yield served


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("either=5", {"either": 5}),
        ("either=null", {}),
        ("constant=5", {"constant": 5}),
        ("above=4", {"above": 4}),
        ("first=1&first=true", {"first": [1, True]}),
        ("referred=5", {"referred": 5}),
        ("value=5", {"value": 5}),
        ("beside=4", {"beside": 4}),
    ],
)
def test_a_value_has_the_type_that_its_schema_says(
    echo: Echo, query: str, expected: dict[str, Any]
):
    found = echo.ask("GET", f"/items/1?{query}")
    assert isinstance(found, Given), found
    assert found.arguments == {"id": 1, **expected}


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("either=x", "/query/either"),
        ("constant=6", "/query/constant"),
        ("above=3", "/query/above"),
        ("first=x", "/query/first/0"),
        ("referred=x", "/query/referred"),
        ("value=x", "/query/value"),
        ("beside=5", "/query/beside"),
    ],
)
def test_a_wrong_value_is_named(echo: Echo, query: str, wrong: str):
    assert places(echo.ask("GET", f"/items/1?{query}")) == {wrong}
