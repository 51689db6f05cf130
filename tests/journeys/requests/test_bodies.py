"""Bodies of JSON, text and bytes, of one media type, several or a range."""

from typing import Any

import pytest

from tests.journeys.requests.echo import Echo, check_read, completed, echo_of, places, taking_bodies

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
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
    "/bytes": {"application/octet-stream": {"schema": {"type": "string", "maxLength": 3}}},
    "/pdf": {"application/pdf": {"schema": {"type": "object"}}},
    "/lines": {"application/x-ndjson": {"schema": ORDER}},
    "/list": {"application/jsonl": {"schema": {"type": "array", "items": ORDER, "maxItems": 2}}},
}


echo = echo_of(taking_bodies(BODIES))


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
    ("/bytes", "application/octet-stream", b"\x00\xff", b"\x00\xff"),
    ("/pdf", "application/pdf", b"%PDF \xff", b"%PDF \xff"),
    ("/lines", "application/x-ndjson", b'{"n": 1}\n\r\n{"n": 2}\n', [{"n": 1}, {"n": 2}]),
    ("/list", "application/jsonl", b'{"n": 1}\n{"n": 2}', [{"n": 1}, {"n": 2}]),
]


@pytest.mark.parametrize(("path", "media_type", "body", "value"), READ)
def test_a_body_is_read(echo: Echo, path: str, media_type: str, body: bytes, value: Any):
    check_read(echo, path, media_type, body, value)


# Path, media type, body, places.
REFUSED: list[tuple[str, str, bytes, set[str]]] = [
    ("/patch", "application/merge-patch+json", b"{}", {"/n"}),
    ("/patch", "application/json-patch+json", b'[{"op": 1}, 2]', {"/1"}),
    ("/any", FORM, b"n=x", {"/n"}),
    ("/texts", "text/plain", b"too long", {""}),
    ("/texts", "text/plain", b"\xff", {""}),
    ("/texts", "text/plain; charset=klingon", b"a", {""}),
    ("/number", "text/plain", b"five", {""}),
    ("/bytes", "application/octet-stream", b"\xff" * 4, {""}),
    ("/lines", "application/x-ndjson", b'{"n": 1}\n{"n": "x"}', {"/1/n"}),
    ("/lines", "application/x-ndjson", b'{"n": 1}\n{', {""}),
    ("/list", "application/jsonl", b'{"n": 1}\n{"n": 1}\n{"n": 1}', {""}),
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
    assert echo.ask("POST", "/charset", body=body).status == 415
    assert echo.ask("POST", "/anything", body=body).body == body
    assert places(echo.ask("POST", "/charset")) == {""}


def test_a_compressed_body_is_refused(echo: Echo):
    headers = (("Content-Type", "text/plain"), ("Content-Encoding", "gzip"))
    assert echo.ask("POST", "/texts", *headers, body=b"n").status == 415
