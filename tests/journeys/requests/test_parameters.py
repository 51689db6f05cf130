"""Parameters of any name, type and place are read as their schema says."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest

from tests.journeys.requests.echo import ANSWERS, WAYS, Echo, Given, document, echoing, places

# Names in a query, and the arguments that they become.
NAMES = {
    "page-size": "page_size",
    "$filter": "filter",
    "filter[status]": "filter_status",
    "ids[]": "ids_in_query",
    "user.id": "user_id",
    "from": "from_",
    "class": "class_",
    "2fa": "_2fa",
    "body": "body_in_query",
    "sandbox": "sandbox_in_query",
    "media_type": "media_type_in_query",
    "library": "library",
    "_": "_",
    "a b": "a_b",
    "ids": "ids_in_query_2",
    "ids ": "ids_in_query_3",
    "payment-id": "payment_id_in_query",
    "größe": "größe",
    "$": "_in_query",
}
NULLABLE_ENUM = {"enum": [1, 2], "nullable": True}
RANGE = {
    "type": "object",
    "properties": {"gte": {"type": "integer"}, "lt": {"type": "integer"}},
}

# Schemas, what is sent as `q`, and what is read; places where it is refused.
TYPES: list[tuple[Any, str, Any]] = [
    ({"allOf": [{"type": "integer"}]}, "5", 5),
    ({"allOf": [{"type": "integer"}]}, "x", {"/query/q"}),
    ({"allOf": [{"$ref": "#/components/schemas/Count"}, {"maximum": 9}]}, "5", 5),
    ({"allOf": [{"$ref": "#/components/schemas/Count"}, {"maximum": 9}]}, "10", {"/query/q"}),
    ({"$ref": "#/components/schemas/Count"}, "5", 5),
    ({"oneOf": [{"type": "integer"}, {"type": "boolean"}]}, "5", 5),
    ({"oneOf": [{"type": "integer"}, {"type": "boolean"}]}, "true", True),
    ({"oneOf": [{"type": "integer"}, {"type": "boolean"}]}, "x", {"/query/q"}),
    ({"anyOf": [{"type": "string"}, {"type": "number"}]}, "5.5", Decimal("5.5")),
    ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, "05", "05"),
    ({"anyOf": [{"type": "integer", "maximum": 4}, {"type": "string"}]}, "5", "5"),
    ({"type": "integer", "nullable": True}, "null", None),
    ({"type": "integer", "nullable": True}, "5", 5),
    ({"type": "integer", "nullable": True}, "x", {"/query/q"}),
    (NULLABLE_ENUM, "2", 2),
    (NULLABLE_ENUM, "3", {"/query/q"}),
    ({"enum": [1, 2.5, "a"]}, "1", 1),
    ({"enum": [1, 2.5, "a"]}, "a", "a"),
    ({"enum": [1, 2.5, "a"]}, "b", {"/query/q"}),
    ({"minimum": 5}, "7", 7),
    ({"minimum": 5}, "3", {"/query/q"}),
    ({"pattern": "^[0-9]$"}, "7", "7"),
    ({}, "7", "7"),
    ({"description": "Anything."}, "true", "true"),
    ({"format": "int64"}, "7", 7),
    ({"anyOf": [{"type": "integer"}, RANGE]}, "7", 7),
    ({"items": {"type": "integer"}}, "7", [7]),
    ({"anyOf": [{"type": "string"}, {"items": {"type": "string"}, "type": "array"}]}, "a", "a"),
]


def query(schema: Any, name: str = "q", **others: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **others}


def get(*parameters: Any, **others: Any) -> dict[str, Any]:
    responses = {**ANSWERS, **others}
    return {"get": {"parameters": list(parameters), "responses": responses}}


DEEP = {"style": "deepObject", "explode": True}
TREE = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "size": RANGE,
        "tags": {"type": "array", "items": {"type": "string"}},
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"n": {"type": "integer"}, "open": {"type": "boolean"}},
            },
        },
        "metadata": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
JSON_OBJECT = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
IN_JSON = {"content": {"application/json": {"schema": JSON_OBJECT}}}
PATHS: dict[str, Any] = {
    "/names/{payment-id}/{ids}": get(
        {"name": "payment-id", "in": "path", "required": True, "schema": {"type": "integer"}},
        {"name": "ids", "in": "path", "required": True, "schema": {"type": "string"}},
        *(query({"type": "integer"}, name) for name in NAMES),
    ),
    "/undeclared/{id}": get(),
    "/deep": get(query(TREE, "a", **DEEP), query({"type": "integer"}, "a[exact]")),
    "/range": get(query({"anyOf": [{"type": "integer"}, RANGE]}, "created", **DEEP)),
    "/expand": get(query({"type": "array", "items": {"type": "string"}}, "expand", **DEEP)),
    "/free": get(query({"type": "object"}, "rest"), query({"type": "integer"}, "limit")),
    "/empty": get(
        query({"type": "boolean"}, "flag", allowEmptyValue=True),
        query({"type": "string"}, "text", allowEmptyValue=True),
        query({"type": "integer", "default": 3}, "n", allowEmptyValue=True, required=True),
    ),
    "/reserved": get(query({"type": "string"}, "q", allowReserved=True)),
    "/commas": get(
        query({"type": "array", "items": {"type": "string"}}, explode=False),
        query({"type": "array", "items": {"type": "integer"}}, "n", explode=False),
    ),
    "/json": get(
        {"name": "where", "in": "query", **IN_JSON},
        {"name": "X-Where", "in": "header", **IN_JSON},
        {"name": "where", "in": "cookie", **IN_JSON},
        {"name": "level", "in": "cookie", "schema": {"type": "integer"}},
    ),
    "/json/{where}": get({"name": "where", "in": "path", "required": True, **IN_JSON}),
    "/ignored": get(
        *(
            {"name": name, "in": "header", "required": True, "schema": {"enum": ["never"]}}
            for name in ("Accept", "Content-Type", "Authorization", "accept")
        )
    ),
    **{f"/types/{number}": get(query(schema)) for number, (schema, *_) in enumerate(TYPES)},
}
COMPONENTS = {
    "schemas": {
        "Count": {"allOf": [{"type": "integer", "minimum": 0}]},
    }
}


@pytest.fixture(scope="module", params=WAYS)
def echo(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Echo]:
    for number, item in enumerate(PATHS.values()):
        item["get"]["operationId"] = f"echo.op{number}"
    contract = document(PATHS, components=COMPONENTS)
    with echoing(tmp_path_factory.mktemp("parameters"), request.param, contract) as served:
        yield served


def read(echo: Echo, target: str, *headers: tuple[str, str]) -> dict[str, Any]:
    found = echo.ask("GET", target, *headers)
    assert isinstance(found, Given), found
    return found.arguments


def test_a_parameter_may_have_any_name(echo: Echo):
    sent = "&".join(f"{quote(name)}={number}" for number, name in enumerate(NAMES))
    arguments = read(echo, f"/names/7/x?{sent}")
    numbers = {argument: number for number, argument in enumerate(NAMES.values())}
    assert arguments == {"payment_id": 7, "ids": "x", **numbers}


@pytest.mark.parametrize(
    ("number", "sent", "expected"),
    [(number, sent, expected) for number, (_, sent, expected) in enumerate(TYPES)],
)
def test_a_value_has_the_type_that_its_schema_says(
    echo: Echo, number: int, sent: str, expected: Any
):
    if isinstance(expected, set):
        assert places(echo.ask("GET", f"/types/{number}?q={sent}")) == expected
        return
    arguments = read(echo, f"/types/{number}?q={sent}")
    found = arguments.get("q")
    assert found == expected
    assert type(found) is type(expected) or isinstance(found, Decimal)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("a[name]=x", {"name": "x"}),
        ("a%5Bname%5D=x", {"name": "x"}),
        ("a[size][gte]=1&a[size][lt]=2", {"size": {"gte": 1, "lt": 2}}),
        ("a[tags][]=x", {"tags": ["x"]}),
        ("a[tags][]=x&a[tags][]=y", {"tags": ["x", "y"]}),
        ("a[tags][1]=y&a[tags][0]=x", {"tags": ["x", "y"]}),
        ("a[tags]=x&a[tags]=y", {"tags": ["x", "y"]}),
        (
            "a[lines][0][n]=1&a[lines][0][open]=true&a[lines][1][n]=2",
            {"lines": [{"n": 1, "open": True}, {"n": 2}]},
        ),
        (
            "a[lines][][n]=1&a[lines][][open]=true&a[lines][][n]=2",
            {"lines": [{"n": 1, "open": True}, {"n": 2}]},
        ),
        ("a[metadata][order]=6735", {"metadata": {"order": "6735"}}),
        ("a[lines][999999999][n]=1", {"lines": [{"n": 1}]}),
        ("a[other][deep][er]=1", {"other": {"deep": {"er": "1"}}}),
    ],
)
def test_brackets_nest(echo: Echo, sent: str, expected: Any):
    assert read(echo, f"/deep?{sent}") == {"a": expected}


def test_a_parameter_that_is_named_with_brackets_is_its_own(echo: Echo):
    assert read(echo, "/deep?a[exact]=5&a[name]=x") == {"a": {"name": "x"}, "a_exact": 5}


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ("a[size][gte]=x", "/query/a/size/gte"),
        ("a[lines][0][n]=1&a[lines][1][n]=x", "/query/a/lines/1/n"),
        ("a[name]=x&a[name][y]=z", "/query/a"),
        ("a[=1", "/query/a["),
        ("b[c]=1", "/query/b[c]"),
    ],
)
def test_what_is_wrong_in_brackets_is_named(echo: Echo, sent: str, wrong: str):
    assert places(echo.ask("GET", f"/deep?{sent}")) == {wrong}


def test_a_value_or_its_fields_may_be_sent(echo: Echo):
    assert read(echo, "/range?created=5") == {"created": 5}
    assert read(echo, "/range?created[gte]=5") == {"created": {"gte": 5}}
    for sent in ("expand[]=a&expand[]=b", "expand[0]=a&expand[1]=b", "expand=a&expand=b"):
        assert read(echo, f"/expand?{sent}") == {"expand": ["a", "b"]}


def test_an_object_of_any_fields_takes_those_of_no_other_parameter(echo: Echo):
    assert read(echo, "/free?x=1&y=2&limit=3") == {"rest": {"x": "1", "y": "2"}, "limit": 3}


def test_an_empty_value_is_taken_where_it_is_allowed(echo: Echo):
    assert read(echo, "/empty?flag&text=&n=") == {"text": "", "n": 3}
    assert read(echo, "/empty?flag=true&n=4") == {"flag": True, "n": 4}
    assert places(echo.ask("GET", "/empty?flag=x")) == {"/query/flag", "/query/n"}


def test_reserved_characters_are_characters(echo: Echo):
    assert read(echo, "/reserved?q=a/b?c:d@e,[f];g=h'i") == {"q": "a/b?c:d@e,[f];g=h'i"}


def test_a_comma_in_an_item_is_no_delimiter(echo: Echo):
    assert read(echo, "/commas?q=a%2Cb,c") == {"q": ["a,b", "c"]}
    assert read(echo, "/commas?q=a%2Cb") == {"q": ["a,b"]}
    # A client that encodes the whole value means its commas, if its items cannot be otherwise.
    assert read(echo, "/commas?n=1%2C2") == {"n": [1, 2]}


JSON_SENT = '{"n": 5}'


def test_a_parameter_may_be_json(echo: Echo):
    sent = f"?where={quote(JSON_SENT)}"
    headers = (("X-Where", JSON_SENT), ("Cookie", f"where={JSON_SENT}; level=3"))
    assert read(echo, f"/json{sent}", *headers) == {"where": {"n": 5}}
    assert read(echo, f"/json/{quote(JSON_SENT)}") == {"where": {"n": 5}}


@pytest.mark.parametrize(
    ("target", "headers", "wrong"),
    [
        ("/json?where=x", (), "/query/where"),
        ("/json?where=%7B%7D", (), "/query/where/n"),
        ("/json", (("X-Where", '{"n": "x"}'),), "/header/X-Where/n"),
        ("/json", (("Cookie", "where=; level=3"),), "/cookie/where"),
        ("/json", (("Cookie", 'where={"n": 1}; level=x'),), "/cookie/level"),
        ("/json/x", (), "/path/where"),
        ("/json", (("Cookie", 'other={"n": 1}; "a"; level=x'),), "/cookie/level"),
    ],
)
def test_what_is_wrong_in_json_is_named(
    echo: Echo, target: str, headers: tuple[tuple[str, str], ...], wrong: str
):
    assert places(echo.ask("GET", target, *headers)) == {wrong}


def test_headers_that_are_no_parameters_are_ignored(echo: Echo):
    assert read(echo, "/ignored", ("Accept", "*/*"), ("Content-Type", "text/plain")) == {}


def test_a_parameter_of_the_path_need_not_be_declared(echo: Echo):
    assert read(echo, "/undeclared/5") == {"id": "5"}
    assert read(echo, "/undeclared/a%2Fb%2cc%3B=") == {"id": "a/b,c;="}
