"""Path templates of every shape lead to their operation, and their values arrive whole."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.in_process import Answered
from tests.journeys.requests.echo import ANSWERS, WAYS, Echo, Given, document, echoing

# Templates and methods; the operation's name is the argument `operation`, by its number.
TEMPLATES = [
    ("get", "/jobs/{id}"),
    ("post", "/jobs/{id}:cancel"),
    ("get", "/jobs/latest"),
    ("get", "/files/{name}"),
    ("get", "/files/{name}.json"),
    ("get", "/files/{name}.{extension}"),
    ("get", "/range/{from}-{to}"),
    ("get", "/v{version}/me"),
    ("get", "/@{user}/posts/{post}"),
    ("get", "/alike/{id}"),
    ("delete", "/alike/{name}"),
    ("get", "/alike/{id}/lines/{line}"),
    ("put", "/alike/{name}/lines/{number}"),
    ("get", "/twice/{id}/{id}"),
]


@pytest.fixture(scope="module", params=WAYS)
def echo(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Echo]:
    paths: dict[str, Any] = {}
    for number, (method, template) in enumerate(TEMPLATES):
        marked = {
            "name": "operation",
            "in": "query",
            "schema": {"type": "integer", "default": number},
        }
        operation = {
            "operationId": f"echo.op{number}",
            "parameters": [marked],
            "responses": ANSWERS,
        }
        paths.setdefault(template, {})[method] = operation
    with echoing(tmp_path_factory.mktemp("paths"), request.param, document(paths)) as served:
        yield served


@pytest.mark.parametrize(
    ("method", "target", "template", "arguments"),
    [
        ("GET", "/jobs/5", "/jobs/{id}", {"id": "5"}),
        ("POST", "/jobs/5:cancel", "/jobs/{id}:cancel", {"id": "5"}),
        ("POST", "/jobs/5%3Acancel", "/jobs/{id}:cancel", {"id": "5"}),
        ("GET", "/jobs/latest", "/jobs/latest", {}),
        ("GET", "/files/a", "/files/{name}", {"name": "a"}),
        ("GET", "/files/a.json", "/files/{name}.json", {"name": "a"}),
        ("GET", "/files/a.b.json", "/files/{name}.json", {"name": "a.b"}),
        ("GET", "/files/a.xml", "/files/{name}.{extension}", {"name": "a", "extension": "xml"}),
        ("GET", "/range/1-2", "/range/{from}-{to}", {"from_": "1", "to": "2"}),
        ("GET", "/v2/me", "/v{version}/me", {"version": "2"}),
        ("GET", "/@ada/posts/1", "/@{user}/posts/{post}", {"user": "ada", "post": "1"}),
        ("GET", "/alike/5", "/alike/{id}", {"id": "5"}),
        ("DELETE", "/alike/5", "/alike/{name}", {"name": "5"}),
        ("GET", "/alike/5/lines/6", "/alike/{id}/lines/{line}", {"id": "5", "line": "6"}),
        ("PUT", "/alike/5/lines/6", "/alike/{name}/lines/{number}", {"name": "5", "number": "6"}),
        ("GET", "/alike/a%2Fb", "/alike/{id}", {"id": "a/b"}),
        ("GET", "/alike/a%2fb/lines/%2F", "/alike/{id}/lines/{line}", {"id": "a/b", "line": "/"}),
        ("GET", "/alike/a%252Fb", "/alike/{id}", {"id": "a%2Fb"}),
        ("GET", "/~shop/alike/a%2Fb", "/alike/{id}", {"id": "a/b"}),
        ("GET", "/%7Eshop/alike/a%2Fb", "/alike/{id}", {"id": "a/b"}),
        ("GET", "/twice/1/2", "/twice/{id}/{id}", {"id": "2"}),
    ],
)
def test_a_path_leads_to_its_operation(
    echo: Echo, method: str, target: str, template: str, arguments: dict[str, Any]
):
    found = echo.ask(method, target)
    assert isinstance(found, Given), found
    number = TEMPLATES.index((method.lower(), template))
    assert found.arguments == {"operation": number, **arguments}


@pytest.mark.parametrize(
    ("method", "target", "status", "allow"),
    [
        ("POST", "/alike/5", 405, "DELETE, GET, HEAD, OPTIONS"),
        ("GET", "/alike%2F5", 404, None),
        ("GET", "/jobs%2Flatest", 404, None),
        ("GET", "/range/1", 404, None),
    ],
)
def test_another_path_or_method_is_refused(
    echo: Echo, method: str, target: str, status: int, allow: str | None
):
    answered = echo.ask(method, target)
    assert isinstance(answered, Answered)
    assert (answered.status, answered.headers.get("allow")) == (status, allow)


def test_any_value_of_a_path_arrives_whole(echo: Echo):
    texts = st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: text != "latest")

    @given(value=texts, line=texts)
    @settings(max_examples=200, deadline=None, derandomize=True, database=None)
    def arrives(value: str, line: str) -> None:
        found = echo.ask("GET", f"/alike/{quote(value, safe='')}/lines/{quote(line, safe='')}")
        assert isinstance(found, Given), found
        assert (found.arguments["id"], found.arguments["line"]) == (value, line)

    arrives()
