"""A query that one parameter describes as a whole, as OpenAPI 3.2 has it."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.in_process import Answered
from tests.journeys.requests.echo import ANSWERS, Echo, Given, document, echo_of, places

VALUE = {
    "type": "object",
    "required": ["n"],
    "properties": {"n": {"type": "integer"}, "tags": {"type": "array"}},
    "additionalProperties": False,
}


def asking(media_type: str, **others: Any) -> dict[str, Any]:
    content = {media_type: {"schema": VALUE}}
    parameter = {"name": "all", "in": "querystring", "content": content, **others}
    operation = {"operationId": f"echo.of_{media_type[-4:]}", "responses": ANSWERS}
    return {"get": {**operation, "parameters": [parameter]}}


PATHS = {
    "/form": asking("application/x-www-form-urlencoded"),
    "/json": asking("application/json", required=True),
}

echo = echo_of(document(PATHS, openapi="3.2.0"))


@pytest.mark.parametrize(
    "target", ["/form", "/form?n=1", "/form?n=1&tags=a&tags=b", "/json?" + quote('{"n": 1}')]
)
def test_a_query_that_fits_is_taken(echo: Echo, target: str):
    found = echo.ask("GET", target)
    assert isinstance(found, Given), found


@pytest.mark.parametrize(
    ("target", "wrong"),
    [
        ("/form?n=x", {"/query/n"}),
        ("/form?tags=a", {"/query/n"}),
        ("/form?n=1&other=2", {"/query/other"}),
        ("/form?n=%FF", {""}),
        ("/json", {"/query"}),
        ("/json?n=1", {"/query"}),
        ("/json?%FF", {"/query"}),
        ("/json?%7B%7D", {"/query/n"}),
    ],
)
def test_what_is_wrong_in_it_is_named(echo: Echo, target: str, wrong: set[str]):
    found = echo.ask("GET", target)
    assert isinstance(found, Answered), found
    assert places(found) == wrong
