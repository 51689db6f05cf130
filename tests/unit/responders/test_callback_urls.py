"""The URL of a callback has nothing in it that was secret in the request or the response."""

from typing import Any, cast

import pytest

from paydrill.openapi.operation import Operation
from paydrill.openapi.pushes import Push
from paydrill.openapi.runtime_expressions import Exchange, Message
from paydrill.openapi.security import USUAL
from paydrill.responders.pushes.callback_urls import url_of

HEADERS = {"authorization": "Bearer s3", "set-cookie": "a=s3", "x-cvv": "123", "x-shop": "7"}
REQUEST = Message(
    lambda name: HEADERS.get(name.lower()),
    {"to": "http://h/b", "card": {"cvv": "123", "id": 5}, "api_key": "s3"},
    {"id": "x"},
    {"q": "a b", "API_KEY": "s3"},
)


def found(expression: str, url: str = "http://h/x", **path: Any) -> str:
    """The URL that an expression gives."""
    request = REQUEST._replace(path=path)
    push = Push("it", cast("Operation", None), f"http://r/?v={{{expression}}}", "op")
    exchange = Exchange(url, "POST", request, 201, Message(REQUEST.header, REQUEST.body))
    return url_of(push, exchange, USUAL)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$request.header.X-Shop", "7"),
        ("$request.body#/card/id", "5"),
        ("$request.query.q", "a%20b"),
        ("$response.body#/to", "http://h/b"),
        ("$url", "http://h/x"),
    ],
)
def test_what_is_no_secret_is_told(expression: str, value: str):
    assert found(expression) == f"http://r/?v={value}"


@pytest.mark.parametrize(
    "expression",
    [
        "$request.header.AUTHORIZATION",
        "$response.header.Set-Cookie",
        "$request.header.x-cvv",
        "$request.body#/card/cvv",
        "$request.body#/api_key",
        "$response.body#/api_key",
        "$request.query.API_KEY",
    ],
)
def test_a_secret_is_no_value(expression: str):
    assert found(expression) == ""


@pytest.mark.parametrize("query", ["access_token=s3", "Api%5Fkey=s3", "a=1&password=s3"])
def test_an_address_with_a_secret_in_it_is_no_value(query: str):
    assert found("$url", f"http://h/x?{query}") == ""
    assert found("$url", "http://h/x?a=1") == "http://r/?v=http://h/x?a=1"


def test_an_address_with_a_secret_in_its_path_is_no_value():
    assert found("$url", "http://h/1234", pin="1234") == ""
    assert found("$request.path.pin", pin="1234") == ""
