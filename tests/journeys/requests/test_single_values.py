"""Queries in brackets: one value without them is no list and no object."""

from typing import Any

import pytest

from tests.journeys.requests.echo import ANSWERS, Echo, Given, document, echo_of, places

TEXTS = {"type": "array", "items": {"type": "string"}}
RANGE = {"type": "object", "properties": {"gte": {"type": "integer"}}}
TREE = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "size": RANGE,
        "tags": TEXTS,
        "lines": {"type": "array", "items": RANGE},
    },
}
SCHEMAS: dict[str, Any] = {
    "a": TREE,
    "expand": TEXTS,
    "created": {"anyOf": [{"type": "integer"}, RANGE]},
    "images": {"anyOf": [TEXTS, {"type": "string", "enum": [""]}]},
}
PARAMETERS = [
    {"name": name, "in": "query", "style": "deepObject", "explode": True, "schema": schema}
    for name, schema in SCHEMAS.items()
]
OPERATION = {"operationId": "echo.one", "parameters": PARAMETERS, "responses": ANSWERS}

echo = echo_of(document({"/one": {"get": OPERATION}}))


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ("expand=a", "/query/expand"),
        ("expand=", "/query/expand"),
        ("expand=[%22a%22]", "/query/expand"),
        ("expand=a&expand[]=b", "/query/expand"),
        ("images=a", "/query/images"),
        ("created=x", "/query/created"),
        ("created={}", "/query/created"),
        ("created=5&created[gte]=5", "/query/created"),
        ("a=x", "/query/a"),
        ('a={"name":"x"}', "/query/a"),
        ("a=x&a[name]=x", "/query/a"),
        ("a[size]=x", "/query/a/size"),
        ("a[tags]=x", "/query/a/tags"),
        ('a[tags]=["x"]', "/query/a/tags"),
        ("a[lines][0]=x", "/query/a/lines/0"),
    ],
)
def test_it_is_refused_where_one_is_meant(echo: Echo, sent: str, wrong: str):
    assert places(echo.ask("GET", f"/one?{sent}")) == {wrong}


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        ("expand[]=a", {"expand": ["a"]}),
        ("expand[0]=a", {"expand": ["a"]}),
        ("expand=a&expand=b", {"expand": ["a", "b"]}),
        ("images=", {"images": ""}),
        ("images[]=a", {"images": ["a"]}),
        ("created=5", {"created": 5}),
        ("created[gte]=5", {"created": {"gte": 5}}),
        ("a[tags][]=x", {"a": {"tags": ["x"]}}),
        ("a[tags]=x&a[tags]=y", {"a": {"tags": ["x", "y"]}}),
        ("a[size]=", {"a": {"size": {}}}),
        ("a[name]=", {"a": {"name": ""}}),
    ],
)
def test_it_is_read_where_something_else_may_be_meant(echo: Echo, sent: str, value: Any):
    assert echo.ask("GET", f"/one?{sent}") == Given(value, None)
