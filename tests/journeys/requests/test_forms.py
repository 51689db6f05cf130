"""Forms and their parts, as `encoding` says and as real clients write them."""

import json
from decimal import Decimal
from typing import Any

import httpx
import pytest
import requests

from paydrill.pipeline.content import Upload
from tests.journeys.requests.echo import (
    Echo,
    Given,
    check_read,
    completed,
    echo_of,
    places,
    taking_bodies,
)

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
        "images": {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}},
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
DEEP_FIELDS = dict.fromkeys(["expand", "metadata", "images"], DEEP)
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

# Path: media types, each with its schema and what else is said of it.
BODIES: dict[str, dict[str, dict[str, Any]]] = {
    "/form": {FORM: {"schema": CLOSED}},
    "/stripe": {FORM: {"schema": STRIPE, "encoding": DEEP_FIELDS}},
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
}


echo = echo_of(taking_bodies(BODIES))


# Path, media type, body, value.
READ: list[tuple[str, str, bytes, Any]] = [
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
    ("/stripe", FORM, b"", {}),
    ("/form", FORM, b"n=1&amount=1.5e3", completed(n=1, amount=Decimal(1500))),
    ("/stripe", FORM, b"amount=5&metadata[order]=67", {"amount": 5, "metadata": {"order": "67"}}),
    ("/stripe", FORM, b"expand[]=a&expand[]=b", {"expand": ["a", "b"]}),
    (
        "/stripe",
        FORM,
        b"items[0][price]=1&items[1][price]=2",
        {"items": [{"price": 1}, {"price": 2}]},
    ),
    ("/stripe", FORM, b"metadata=", {"metadata": ""}),
    ("/stripe", FORM, b"images=", {"images": ""}),
    ("/stripe", FORM, b"images[]=a", {"images": ["a"]}),
    ("/stripe", FORM, b"images=a&images=b", {"images": ["a", "b"]}),
    ("/stripe", FORM, b"expand[0]=a&expand[1]=b", {"expand": ["a", "b"]}),
    ("/styled", FORM, b"ids=1,2", {"ids": [1, 2]}),
    ("/styled", FORM, b"names=a%7Cb", {"names": ["a", "b"]}),
    ("/styled", FORM, b"where[a]=1", {"where": {"a": 1}}),
    ("/styled", FORM, b"x=1", {"spread": {"x": 1}}),
    ("/styled", FORM, b"json=%7B%22a%22%3A1%7D", {"json": {"a": 1}}),
]


@pytest.mark.parametrize(("path", "media_type", "body", "value"), READ)
def test_a_body_is_read(echo: Echo, path: str, media_type: str, body: bytes, value: Any):
    check_read(echo, path, media_type, body, value)


# Path, media type, body, places.
REFUSED: list[tuple[str, str, bytes, set[str]]] = [
    ("/form", FORM, b"n=x&open=maybe&size[w]=y", {"/n", "/open", "/size/w"}),
    ("/form", FORM, b"open=true", {"/n"}),
    ("/form", FORM, b"", {"/n"}),
    ("/form", JSON, b"", {""}),
    ("/form", FORM, b"n=1&other=2", {"/other"}),
    ("/form", FORM, b"n=1&size=2&size[w]=2", {"/size"}),
    ("/form", FORM, b"n=%FF", {""}),
    ("/form", FORM, b"n=1&size" + b"[a]" * 40 + b"=1", {"/size"}),
    ("/form", FORM, b"a&" * 10_001, {""}),
    ("/stripe", FORM, b"metadata[order][deep]=1", {"/metadata/order"}),
    ("/stripe", FORM, b"expand=a", {"/expand"}),
    ("/stripe", FORM, b"images=true", {"/images"}),
    ("/stripe", FORM, b'images=["a"]', {"/images"}),
    ("/stripe", FORM, b"images=a&images[]=b", {"/images"}),
    ("/stripe", FORM, b"metadata=a", {"/metadata"}),
    ("/stripe", FORM, b'metadata={"a": "b"}', {"/metadata"}),
    ("/styled", FORM, b"ids=1,x", {"/ids/1"}),
    ("/styled", FORM, b"json=x", {"/json"}),
    ("/files", f"{MULTIPART}; boundary=x", b"--x--\r\n", {"/file"}),
    ("/files", f"{MULTIPART}; boundary=x", b"--x\r\nnonsense", {""}),
    ("/files", MULTIPART, b"--x--\r\n", {""}),
]


@pytest.mark.parametrize(("path", "media_type", "body", "wrong"), REFUSED)
def test_a_wrong_body_is_refused_by_its_place(
    echo: Echo, path: str, media_type: str, body: bytes, wrong: set[str]
):
    assert places(echo.post(path, media_type, body)) == wrong


@pytest.mark.parametrize("media_type", [JSON, MULTIPART, ""])
def test_another_media_type_is_415(echo: Echo, media_type: str):
    answered = echo.post("/form", media_type, b"{}")
    assert answered.status == 415, answered
    assert FORM in answered.json()["detail"]


def test_a_form_that_is_too_long_is_413(echo: Echo):
    assert echo.post("/form", FORM, b"n=1&note=" + b"a" * 2**20).status == 413


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
