"""Every style and `explode` of OpenAPI's table of style examples is read as the table writes it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.in_process import Answered
from tests.journeys.requests.echo import ANSWERS, WAYS, Echo, Given, document, echoing, places

COLOR = {"R": 100, "G": 200, "B": 150}
LIST = ["blue", "black", "brown"]
SCHEMAS: dict[str, Any] = {
    "string": {"type": "string"},
    "array": {"type": "array", "items": {"type": "string"}},
    "object": {
        "type": "object",
        "properties": {name: {"type": "integer"} for name in "RGB"},
        "additionalProperties": False,
    },
}

# Place, style, explode, and how the values of the three types are written; `None`: there is no way.
TABLE = [
    ("path", "matrix", False, ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"),
    (
        "path",
        "matrix",
        True,
        ";color=blue",
        ";color=blue;color=black;color=brown",
        ";R=100;G=200;B=150",
    ),
    ("path", "label", False, ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
    ("path", "label", True, ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
    ("path", "simple", False, "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("path", "simple", True, "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ("header", "simple", False, "blue", "blue,black,brown", "R,100,G,200,B,150"),
    ("header", "simple", True, "blue", "blue, black, brown", "R=100, G=200, B=150"),
    ("query", "form", False, "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    (
        "query",
        "form",
        True,
        "color=blue",
        "color=blue&color=black&color=brown",
        "R=100&G=200&B=150",
    ),
    (
        "query",
        "spaceDelimited",
        False,
        None,
        "color=blue%20black%20brown",
        "color=R%20100%20G%20200%20B%20150",
    ),
    ("query", "spaceDelimited", True, None, "color=blue&color=black&color=brown", None),
    (
        "query",
        "pipeDelimited",
        False,
        None,
        "color=blue%7Cblack%7Cbrown",
        "color=R%7C100%7CG%7C200%7CB%7C150",
    ),
    ("query", "pipeDelimited", True, None, "color=blue&color=black&color=brown", None),
    ("query", "deepObject", True, None, None, "color[R]=100&color[G]=200&color[B]=150"),
    ("cookie", "form", False, "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"),
    (
        "cookie",
        "form",
        True,
        "color=blue",
        "color=blue; color=black; color=brown",
        "R=100; G=200; B=150",
    ),
]
ROWS = [
    pytest.param(place, style, explode, kind, sent, id=f"{place} {style} {explode} {kind}")
    for place, style, explode, *written in TABLE
    for kind, sent in zip(SCHEMAS, written, strict=True)
    if sent is not None
]
VALUES = {"string": "blue", "array": LIST, "object": COLOR}


def path_of(*row: Any) -> str:
    return "/" + "-".join(str(each) for each in row)


def contract() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for row in (each.values[:4] for each in ROWS):
        place, style, explode, kind = row
        parameter = {
            "name": "color",
            "in": place,
            "required": True,
            "style": style,
            "explode": explode,
            "schema": SCHEMAS[kind],
        }
        operation = {
            "operationId": f"echo.op{len(paths)}",
            "parameters": [parameter],
            "responses": ANSWERS,
        }
        paths[path_of(*row) + ("/{color}" if place == "path" else "")] = {"get": operation}
    return document(paths)


@pytest.fixture(scope="module", params=WAYS)
def echo(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Echo]:
    with echoing(tmp_path_factory.mktemp("styles"), request.param, contract()) as served:
        yield served


def asked(echo: Echo, row: tuple[Any, ...], sent: str) -> Any:
    target, place = path_of(*row), row[0]
    match place:
        case "path":
            return echo.ask("GET", f"{target}/{sent}")
        case "query":
            return echo.ask("GET", f"{target}?{sent}")
    return echo.ask("GET", target, ("color" if place == "header" else "Cookie", sent))


@pytest.mark.parametrize(("place", "style", "explode", "kind", "sent"), ROWS)
def test_a_value_is_read_as_the_table_writes_it(
    echo: Echo, place: str, style: str, explode: bool, kind: str, sent: str
):
    found = asked(echo, (place, style, explode, kind), sent)
    assert isinstance(found, Given), found
    if place in {"path", "query"}:
        assert found.arguments == {"color": VALUES[kind]}


@pytest.mark.parametrize(
    ("place", "style", "explode", "kind", "sent"),
    [each.values for each in ROWS if each.values[3] == "object"],
)
def test_a_field_of_the_wrong_type_is_named(
    echo: Echo, place: str, style: str, explode: bool, kind: str, sent: str
):
    found = asked(echo, (place, style, explode, kind), sent.replace("200", "green"))
    assert places(found) == {f"/{place}/color/G"}


@pytest.mark.parametrize(
    ("row", "sent"),
    [
        (("path", "matrix", False, "string"), "blue"),
        (("path", "matrix", False, "string"), ";colour=blue"),
        (("path", "label", False, "array"), "blue"),
        (("path", "simple", False, "object"), "R,100,G"),
        (("path", "simple", True, "object"), "R=100,G"),
        (("query", "form", False, "object"), "color=R,100,G"),
        (("query", "deepObject", True, "object"), "color=blue"),
        (("query", "deepObject", True, "object"), "color[R]=1&color[R][x]=2"),
        (("query", "deepObject", True, "object"), f"color{'[a]' * 40}=1"),
        (("query", "form", True, "object"), "other=1"),
        (("query", "spaceDelimited", False, "array"), "other=1"),
    ],
)
def test_what_is_not_written_in_the_style_is_refused(echo: Echo, row: tuple[Any, ...], sent: str):
    found = asked(echo, row, sent)
    assert isinstance(found, Answered)
    assert found.status == 400, found
    assert any(at.startswith(f"/{row[0]}/") for at in places(found))


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1)


def encoded(style: str, explode: bool, name: str, value: Any) -> str:
    """Write a value as RFC 6570 and OpenAPI say."""
    lead, between = {
        "simple": ("", ","),
        "label": (".", "." if explode else ","),
        "matrix": (";", ";" if explode else ","),
        "form": ("", "&" if explode else ","),
        "spaceDelimited": ("", "&" if explode else "%20"),
        "pipeDelimited": ("", "&" if explode else "%7C"),
    }[style]
    is_named = style not in {"simple", "label"}

    def text(each: str) -> str:
        return quote(each, safe="")

    if isinstance(value, dict):
        pairs = [(text(own), str(each)) for own, each in value.items()]
        if explode:
            return lead + between.join(f"{own}={each}" for own, each in pairs)
        items = between.join(f"{own}{between}{each}" for own, each in pairs)
        return lead + (f"{name}={items}" if is_named else items)
    if isinstance(value, str):
        return lead + (f"{name}={text(value)}" if is_named else text(value))
    if explode and is_named:
        return lead + between.join(f"{name}={text(each)}" for each in value)
    items = between.join(map(text, value))
    return lead + (f"{name}={items}" if is_named else items)


@pytest.mark.parametrize(
    ("place", "style", "explode"),
    [row[:3] for row in TABLE if row[0] in {"path", "query"} and row[1] != "deepObject"],
)
def test_what_is_encoded_by_the_rules_is_read_again(
    echo: Echo, place: str, style: str, explode: bool
):
    # No URL can tell these in a value from the delimiter.
    separator = {"spaceDelimited": " ", "pipeDelimited": "|", "label": "."}.get(style)
    kinds = [each.values[3] for each in ROWS if each.values[:3] == (place, style, explode)]
    texts = TEXTS.filter(lambda text: separator is None or separator not in text)
    values = {
        "string": texts,
        "array": st.lists(texts, min_size=2, max_size=4),
        "object": st.dictionaries(st.sampled_from("RGB"), st.integers(0, 10**9), min_size=1),
    }

    @given(data=st.data())
    @settings(max_examples=40, deadline=None, derandomize=True, database=None)
    def reads_again(data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(kinds))
        value = data.draw(values[kind])
        sent = encoded(style, explode, "color", value)
        found = asked(echo, (place, style, explode, kind), sent)
        assert isinstance(found, Given), (sent, found)
        assert found.arguments == {"color": value}, sent

    reads_again()
