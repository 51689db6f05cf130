"""Bodies of every media type are read as their contract says, or refused by place and reason."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
import requests

from paydrill.pipeline.content import Upload
from tests.in_process import Answered
from tests.journeys.requests.echo import ANSWERS, WAYS, Echo, Given, document, echoing, places

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
ORDER = {
    "type": "object",
    "required": ["n"],
    "properties": {
        "n": {"type": "integer"},
        "open": {"type": "boolean"},
        "note": {"type": "string"},
        "amount": {"type": "number"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "size": {"type": "object", "properties": {"w": {"type": "integer"}}},
        "currency": {"type": "string", "default": "EUR"},
    },
}
CLOSED = {**ORDER, "additionalProperties": False}
STRIPE = {
    "type": "object",
    "properties": {
        "amount": {"type": "integer"},
        "expand": {"type": "array", "items": {"type": "string"}},
        "metadata": {
            "anyOf": [
                {"type": "object", "additionalProperties": {"type": "string"}},
                {"type": "string", "enum": [""]},
            ]
        },
        "items": {
            "type": "array",
            "items": {"type": "object", "properties": {"price": {"type": "integer"}}},
        },
    },
}
DEEP = {"style": "deepObject", "explode": True}
STYLED = {
    "type": "object",
    "properties": {
        "ids": {"type": "array", "items": {"type": "integer"}},
        "names": {"type": "array", "items": {"type": "string"}},
        "where": {"type": "object", "properties": {"a": {"type": "integer"}}},
        "spread": {"type": "object", "properties": {"x": {"type": "integer"}}},
        "json": {"type": "object", "properties": {"a": {"type": "integer"}}},
    },
}
FILES = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary", "maxLength": 10},
        "more": {"type": "array", "items": {"type": "string", "format": "binary"}},
        "n": {"type": "integer"},
        "about": {"type": "object", "properties": {"a": {"type": "integer"}}},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
PET = {
    "type": "object",
    "required": ["name"],
    "xml": {"name": "pet", "namespace": "https://pets.example", "prefix": "p"},
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "name": {"type": "string", "xml": {"name": "fullName"}},
        "vaccinated": {"type": "boolean"},
        "photos": {
            "type": "array",
            "xml": {"name": "photos", "wrapped": True},
            "items": {"type": "string", "xml": {"name": "photo"}},
        },
        "tags": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}},
        "owner": {"type": "object", "nullable": True, "properties": {"age": {"type": "integer"}}},
    },
}

# Path: media types, each with its schema and what else is said of it.
BODIES: dict[str, dict[str, dict[str, Any]]] = {
    "/patch": {
        "application/merge-patch+json": {"schema": ORDER},
        "application/json-patch+json": {"schema": {"type": "array", "items": {"type": "object"}}},
        "application/vnd.api+json": {"schema": ORDER},
    },
    "/charset": {"application/json; charset=utf-8": {"schema": ORDER}},
    "/versions": {
        "application/json;v=1": {"schema": ORDER},
        "application/json;v=2": {"schema": {"type": "array"}},
    },
    "/any": {"*/*": {"schema": ORDER}},
    "/anything": {"*/*": {}},
    "/texts": {"text/*": {"schema": {"type": "string", "maxLength": 5}}},
    "/number": {"text/plain": {"schema": {"type": "integer"}}},
    "/several": {JSON: {"schema": ORDER}, FORM: {"schema": ORDER}, "application/pdf": {}},
    "/form": {FORM: {"schema": CLOSED}},
    "/stripe": {FORM: {"schema": STRIPE, "encoding": {"expand": DEEP, "metadata": DEEP}}},
    "/styled": {
        FORM: {
            "schema": STYLED,
            "encoding": {
                "ids": {"style": "form", "explode": False},
                "names": {"style": "pipeDelimited", "explode": False},
                "where": DEEP,
                "spread": {"style": "form", "explode": True},
                "json": {"contentType": JSON},
            },
        }
    },
    "/files": {
        MULTIPART: {
            "schema": FILES,
            "encoding": {
                "file": {"contentType": "image/png, application/*"},
                "about": {"contentType": JSON},
            },
        }
    },
    "/bytes": {"application/octet-stream": {"schema": {"type": "string", "maxLength": 3}}},
    "/pdf": {"application/pdf": {"schema": {"type": "object"}}},
    "/lines": {"application/x-ndjson": {"schema": ORDER}},
    "/list": {"application/jsonl": {"schema": {"type": "array", "items": ORDER, "maxItems": 2}}},
    "/xml": {"application/xml": {"schema": {"$ref": "#/components/schemas/Pet"}}},
    "/tag": {"text/xml": {"schema": {"$ref": "#/components/schemas/Tag"}}},
}
COMPONENTS = {
    "schemas": {
        "Pet": PET,
        "Tag": {
            "type": "object",
            "xml": {"name": "tag"},
            "properties": {"label": {"type": "string"}, "rank": {"type": "integer"}},
        },
    }
}


@pytest.fixture(scope="module", params=WAYS)
def echo(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Echo]:
    paths = {
        path: {
            "post": {
                "operationId": f"echo.op{number}",
                "requestBody": {"required": True, "content": content},
                "responses": ANSWERS,
            }
        }
        for number, (path, content) in enumerate(BODIES.items())
    }
    contract = document(paths, components=COMPONENTS)
    with echoing(tmp_path_factory.mktemp("bodies"), request.param, contract) as served:
        yield served


def completed(**order: Any) -> dict[str, Any]:
    return {"currency": "EUR", **order}


# Path, media type, body, value.
READ: list[tuple[str, str, bytes, Any]] = [
    ("/patch", "application/merge-patch+json", b'{"n": 1}', completed(n=1)),
    ("/patch", "application/json-patch+json", b'[{"op": "test"}]', [{"op": "test"}]),
    ("/patch", "application/vnd.api+json; charset=UTF-8", b'{"n": 1}', completed(n=1)),
    ("/charset", JSON, b'{"n": 1}', completed(n=1)),
    ("/charset", "application/json;charset=utf-8", b'{"n": 1}', completed(n=1)),
    ("/versions", "application/json; v=1", b'{"n": 1}', completed(n=1)),
    ("/versions", "application/json;v=2", b"[1]", [1]),
    ("/any", JSON, b'{"n": 1}', completed(n=1)),
    ("/any", FORM, b"n=1", completed(n=1)),
    ("/any", "application/hal+json", b'{"n": 1}', completed(n=1)),
    ("/anything", JSON, b"5", 5),
    ("/anything", "text/plain", b"five", "five"),
    ("/anything", "image/png", b"\x89PNG", b"\x89PNG"),
    ("/anything", FORM, b"a=1&b[c]=2&d=3&d=4", {"a": "1", "b": {"c": "2"}, "d": ["3", "4"]}),
    ("/anything", "text/xml", b"<a><b>1</b><b>2</b></a>", {"b": ["1", "2"]}),
    ("/texts", "text/plain", "größe".encode(), "größe"),
    ("/texts", "text/csv; charset=iso-8859-1", "größe".encode("latin-1"), "größe"),
    ("/number", "text/plain", b"5", 5),
    ("/several", JSON, b'{"n": 1}', completed(n=1)),
    ("/several", FORM, b"n=1", completed(n=1)),
    ("/several", "application/pdf", b"%PDF", b"%PDF"),
    (
        "/form",
        FORM,
        b"n=1&open=true&note=a+b%26c&amount=1.50",
        completed(n=1, open=True, note="a b&c", amount=Decimal("1.50")),
    ),
    ("/form", FORM, b"n=1&tags=a&tags=b", completed(n=1, tags=["a", "b"])),
    ("/form", FORM, b"n=1&tags=a", completed(n=1, tags=["a"])),
    ("/form", FORM, b"n=1&tags[]=a&tags[]=b", completed(n=1, tags=["a", "b"])),
    ("/form", FORM, b"n=1&tags%5B0%5D=a", completed(n=1, tags=["a"])),
    ("/form", FORM, b"n=1&size[w]=2", completed(n=1, size={"w": 2})),
    ("/form", FORM, b'n=1&size={"w": 2}', completed(n=1, size={"w": 2})),
    ("/form", FORM + "; charset=UTF-8", b"n=1", completed(n=1)),
    ("/stripe", FORM, b"amount=5&metadata[order]=67", {"amount": 5, "metadata": {"order": "67"}}),
    ("/stripe", FORM, b"expand[]=a&expand[]=b", {"expand": ["a", "b"]}),
    (
        "/stripe",
        FORM,
        b"items[0][price]=1&items[1][price]=2",
        {"items": [{"price": 1}, {"price": 2}]},
    ),
    ("/stripe", FORM, b"metadata=", {"metadata": ""}),
    ("/stripe", FORM, b"expand[0]=a&expand[1]=b", {"expand": ["a", "b"]}),
    ("/styled", FORM, b"ids=1,2", {"ids": [1, 2]}),
    ("/styled", FORM, b"names=a%7Cb", {"names": ["a", "b"]}),
    ("/styled", FORM, b"where[a]=1", {"where": {"a": 1}}),
    ("/styled", FORM, b"x=1", {"spread": {"x": 1}}),
    ("/styled", FORM, b"json=%7B%22a%22%3A1%7D", {"json": {"a": 1}}),
    ("/bytes", "application/octet-stream", b"\x00\xff", b"\x00\xff"),
    ("/pdf", "application/pdf", b"%PDF \xff", b"%PDF \xff"),
    ("/lines", "application/x-ndjson", b'{"n": 1}\n\r\n{"n": 2}\n', [{"n": 1}, {"n": 2}]),
    ("/list", "application/jsonl", b'{"n": 1}\n{"n": 2}', [{"n": 1}, {"n": 2}]),
    ("/tag", "text/xml", b"<tag><label>a</label><rank> 1 </rank></tag>", {"label": "a", "rank": 1}),
    (
        "/xml",
        "application/xml",
        b"""<?xml version="1.0" encoding="UTF-8"?>
        <p:pet xmlns:p="https://pets.example" id="7">
          <fullName>Rex</fullName><vaccinated>true</vaccinated>
          <photos><photo>a</photo><photo>b</photo></photos>
          <tag><label>x</label><rank>1</rank></tag><tag><label>y</label></tag>
          <owner xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>
        </p:pet>""",
        {
            "id": 7,
            "name": "Rex",
            "vaccinated": True,
            "photos": ["a", "b"],
            "tags": [{"label": "x", "rank": 1}, {"label": "y"}],
        },
    ),
]


@pytest.mark.parametrize(("path", "media_type", "body", "value"), READ)
def test_a_body_is_read(echo: Echo, path: str, media_type: str, body: bytes, value: Any):
    found = echo.post(path, media_type, body)
    assert not isinstance(found, Answered), found
    assert found == value


# Path, media type, body, places.
REFUSED: list[tuple[str, str, bytes, set[str]]] = [
    ("/patch", "application/merge-patch+json", b"{}", {"/n"}),
    ("/patch", "application/json-patch+json", b'[{"op": 1}, 2]', {"/1"}),
    ("/any", FORM, b"n=x", {"/n"}),
    ("/texts", "text/plain", b"too long", {""}),
    ("/texts", "text/plain", b"\xff", {""}),
    ("/texts", "text/plain; charset=klingon", b"a", {""}),
    ("/number", "text/plain", b"five", {""}),
    ("/form", FORM, b"n=x&open=maybe&size[w]=y", {"/n", "/open", "/size/w"}),
    ("/form", FORM, b"open=true", {"/n"}),
    ("/form", FORM, b"n=1&other=2", {"/other"}),
    ("/form", FORM, b"n=1&size=2&size[w]=2", {"/size"}),
    ("/form", FORM, b"n=%FF", {""}),
    ("/form", FORM, b"n=1&size" + b"[a]" * 40 + b"=1", {"/size"}),
    ("/form", FORM, b"a&" * 10_001, {""}),
    ("/stripe", FORM, b"metadata[order][deep]=1", {"/metadata/order"}),
    ("/styled", FORM, b"ids=1,x", {"/ids/1"}),
    ("/styled", FORM, b"json=x", {"/json"}),
    ("/bytes", "application/octet-stream", b"\xff" * 4, {""}),
    ("/lines", "application/x-ndjson", b'{"n": 1}\n{"n": "x"}', {"/1/n"}),
    ("/lines", "application/x-ndjson", b'{"n": 1}\n{', {""}),
    ("/list", "application/jsonl", b'{"n": 1}\n{"n": 1}\n{"n": 1}', {""}),
    ("/xml", "application/xml", b"<pet><fullName>Rex</fullName></pet>", {""}),
    ("/xml", "application/xml", b'<pet xmlns="https://pets.example"/>', {"/name"}),
    (
        "/xml",
        "application/xml",
        b"""<p:pet xmlns:p="https://pets.example" id="x"><fullName>a</fullName>
        <tag><rank>y</rank></tag></p:pet>""",
        {"/id", "/tags/0/rank"},
    ),
    ("/tag", "text/xml", b"<tag>", {""}),
    ("/tag", "text/xml", b"<label/>", {""}),
    ("/tag", "text/xml", b'<!DOCTYPE a [<!ENTITY b "c">]><tag><label>&b;</label></tag>', {""}),
    ("/tag", "text/xml", b"<tag>" + b"<a>" * 100 + b"</a>" * 100 + b"</tag>", {""}),
    ("/files", f"{MULTIPART}; boundary=x", b"--x--\r\n", {"/file"}),
    ("/files", f"{MULTIPART}; boundary=x", b"--x\r\nnonsense", {""}),
    ("/files", MULTIPART, b"--x--\r\n", {""}),
]


@pytest.mark.parametrize(("path", "media_type", "body", "wrong"), REFUSED)
def test_a_wrong_body_is_refused_by_its_place(
    echo: Echo, path: str, media_type: str, body: bytes, wrong: set[str]
):
    assert places(echo.post(path, media_type, body)) == wrong


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/patch", JSON),
        ("/charset", "text/json"),
        ("/charset", "application/json; charset=latin-1"),
        ("/texts", JSON),
        ("/texts", "nonsense"),
        ("/several", "text/plain"),
        ("/several", "application/json; charset=utf-16"),
        ("/form", JSON),
        ("/form", MULTIPART),
        ("/pdf", "image/png"),
        ("/versions", "application/xml"),
    ],
)
def test_another_media_type_is_415(echo: Echo, path: str, media_type: str):
    answered = echo.post(path, media_type, b"{}")
    assert answered.status == 415, answered
    assert "Content-Type" in answered.json()["detail"]


def test_a_body_without_a_media_type(echo: Echo):
    body = b'{"n": 1}'
    assert echo.ask("POST", "/any", body=body).body == completed(n=1)
    assert echo.ask("POST", "/form", body=body).status == 415
    assert echo.ask("POST", "/anything", body=body).body == body
    assert places(echo.ask("POST", "/form")) == {""}


def test_a_compressed_body_is_refused(echo: Echo):
    headers = (("Content-Type", FORM), ("Content-Encoding", "gzip"))
    assert echo.ask("POST", "/form", *headers, body=b"n=1").status == 415


def sent_by(client: str, **parts: Any) -> tuple[str, bytes]:
    """The media type and body that a client makes of its `data` and `files`."""
    url = "http://localhost/"
    if client == "httpx":
        made = httpx.Request("POST", url, **parts)
        return made.headers["content-type"], made.read()
    prepared = requests.Request("POST", url, **parts).prepare()
    body = prepared.body if isinstance(prepared.body, bytes) else str(prepared.body).encode()
    return str(prepared.headers["Content-Type"]), body


CLIENTS = pytest.mark.parametrize("client", ["httpx", "requests"])


@CLIENTS
def test_files_fields_and_json_parts_of_real_clients_are_read(echo: Echo, client: str):
    media_type, body = sent_by(
        client,
        data={"n": "5", "tags": ["a", "b"]},
        files=[
            ("file", ("größe.png", b"\x89PNG\r\n\x00", "image/png")),
            ("more", ("a.txt", b"a", "text/plain")),
            ("more", ("b.txt", b"b", "text/plain")),
            ("about", (None, json.dumps({"a": 1}).encode(), "application/json")),
        ],
    )
    value = echo.post("/files", media_type, body)
    assert value == {
        "n": 5,
        "tags": ["a", "b"],
        "file": b"\x89PNG\r\n\x00",
        "more": [b"a", b"b"],
        "about": {"a": 1},
    }
    assert isinstance(value["file"], Upload)
    assert (value["file"].file_name, value["file"].media_type) == ("größe.png", "image/png")


@CLIENTS
def test_what_is_wrong_with_a_part_is_named(echo: Echo, client: str):
    file = ("a.txt", b"x" * 11, "text/plain")
    media_type, body = sent_by(client, files={"file": file})
    assert places(echo.post("/files", media_type, body)) == {"/file"}
    parts = {"n": "x", "about": "{", "tags": "a"}
    file = ("a.png", b"x" * 11, "image/png")
    media_type, body = sent_by(client, data=parts, files={"file": file})
    assert places(echo.post("/files", media_type, body)) == {"/about"}
    media_type, body = sent_by(client, data={"n": "x"}, files={"file": file})
    assert places(echo.post("/files", media_type, body)) == {"/n", "/file"}


@CLIENTS
def test_forms_of_real_clients_are_read(echo: Echo, client: str):
    data = {"n": "5", "tags": ["a,b", "c&d=é"], "note": " +%"}
    media_type, body = sent_by(client, data=data)
    assert echo.post("/form", media_type, body) == completed(n=5, tags=["a,b", "c&d=é"], note=" +%")


def test_the_value_is_the_handlers(echo: Echo):
    found = echo.ask("POST", "/form", ("Content-Type", FORM), body=b"n=1")
    assert found == Given({}, completed(n=1))
