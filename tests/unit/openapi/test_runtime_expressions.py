"""Runtime expressions: the examples of the specification, and what has no value."""

import pytest

from paydrill.openapi.runtime_expressions import Exchange, Message, NoValue, evaluated

REQUEST = Message(
    {"content-type": "application/json", "X-Back": "http://a/b"}.get,
    {"url": "http://here/ü?a=b c", "user": {"uuid": 7, "is/it": True}, "urls": ["http://first"]},
    {"eventType": "myevent"},
    {"queryUrl": "https://clientdomain.com/stillrunning"},
)
RESPONSE = Message({"location": "/subscription/1"}.get, {"id": "a/b", "none": None})
EXCHANGE = Exchange("https://example.org/x?q=1", "POST", REQUEST, 201, RESPONSE)


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("$url", "https://example.org/x?q=1"),
        ("$method", "POST"),
        ("$statusCode", "201"),
        ("$request.path.eventType", "myevent"),
        ("$request.query.queryUrl", "https://clientdomain.com/stillrunning"),
        ("$request.header.content-type", "application/json"),
        ("$request.body#/user/uuid", "7"),
        ("$request.body#/user/is~1it", "true"),
        ("$request.body#/user/is%7E1it", "true"),
        ("$request.body#/urls/0", "http://first"),
        ("$request.body#/url", "http://here/%C3%BC?a=b%20c"),
        ("$response.header.location", "/subscription/1"),
        ("{$request.header.X-Back}/{$response.body#/id}", "http://a/b/a/b"),
        ("http://notify?url={$request.query.queryUrl}&n={$statusCode}",
         "http://notify?url=https://clientdomain.com/stillrunning&n=201"),
        ("http://plain/{id}", "http://plain/{id}"),
        ("", ""),
    ],
)  # fmt: skip
def test_values_are_put_in_place(template: str, value: str):
    assert evaluated(template, EXCHANGE) == value


@pytest.mark.parametrize(
    "template",
    [
        "$request.body",
        "$request.body#/none",
        "$request.body#url",
        "$request.body#/urls/1",
        "$request.body#/user",
        "$request.query.none",
        "$request.cookie.a",
        "$response.body#/none",
        "$response.path.eventType",
        "$nothing",
        "$",
        "{$request.header.none}/x",
        "{$request.body#/url}{$inputs.x}",
    ],
)
def test_what_has_no_value_is_said(template: str):
    with pytest.raises(NoValue, match=r"\$"):
        evaluated(template, EXCHANGE)


def test_nothing_is_known_of_a_response_before_there_is_one():
    asked = EXCHANGE._replace(status=None, response=Message())
    for template in ("$statusCode", "$response.body#/id", "$response.header.location"):
        with pytest.raises(NoValue):
            evaluated(template, asked)
