"""Bytes of stand-ins: XML that any reader takes, lines of JSON, and the types that are offered."""

from email import message_from_bytes
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from werkzeug.formparser import parse_form_data

from paydrill.openapi.media_types import covering
from paydrill.responders.media import content_of, offers, written_as
from paydrill.responders.samples.combined import References

TEXT = {"type": "string"}
NS = {"namespace": "urn:shop"}


def schema(own: dict[str, Any] | None = None, **fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "xml": {"name": "order", **(own or {})},
        "properties": {name: {**TEXT, "xml": form} for name, form in fields.items()},
    }


@pytest.mark.parametrize(
    ("schema", "value", "root", "attributes", "children"),
    [
        (
            schema(a={"attribute": True, "prefix": "s", **NS}),
            "1",
            "order",
            {"{urn:shop}a": "1"},
            {},
        ),
        (schema(a={"attribute": True, "prefix": "s"}), "1", "order", {"a": "1"}, {}),
        (schema(a={"attribute": True, **NS}), "1", "order", {"a": "1"}, {}),
        (schema(a={"prefix": "s"}), "1", "order", {}, {"a": "1"}),
        (
            schema({"prefix": "s", **NS}, a={"prefix": "s"}),
            "1",
            "{urn:shop}order",
            {},
            {"{urn:shop}a": "1"},
        ),
        (schema({"prefix": "s"}, a={"prefix": "s", **NS}), "1", "order", {}, {"{urn:shop}a": "1"}),
        (schema({"prefix": "1 x:y", **NS}), "1", "{urn:shop}order", {}, {"a": "1"}),
        (schema({"prefix": "xmlns", **NS}), "1", "order", {}, {"a": "1"}),
        (
            schema(a={"attribute": True, "prefix": "xml", "name": "lang"}),
            "de",
            "order",
            {"{http://www.w3.org/XML/1998/namespace}lang": "de"},
            {},
        ),
        (schema(a={"name": "dc:title"}), "1", "order", {}, {"title": "1"}),
        (schema(a={"name": "a:b:c"}), "1", "order", {}, {"b_c": "1"}),
        (schema(a={"name": "m²:"}), "1", "order", {}, {"_": "1"}),
        (schema(a={"name": "größe²"}), "1", "order", {}, {"größe_": "1"}),
    ],
)
def test_xml_is_well_formed_whatever_its_prefixes(
    schema: Any, value: str, root: str, attributes: Any, children: Any
):
    written = content_of({"a": value}, "application/xml", schema, References({}))
    found = etree.fromstring(written)
    assert (found.tag, dict(found.attrib)) == (root, attributes)
    assert {each.tag: each.text for each in found} == children


@pytest.mark.parametrize(
    ("media_type", "begin"),
    [
        ("application/x-ndjson", b""),
        ("application/ndjson", b""),
        ("application/jsonl; charset=utf-8", b""),
        ("application/x-jsonlines", b""),
        ("application/jsonlines", b""),
        ("application/json-seq", b"\x1e"),
        ("application/geo+json-seq", b"\x1e"),
    ],
)
def test_lines_of_json_are_written_as_they_are_read(media_type: str, begin: bytes):
    written = content_of([{"a": 1}, 2], media_type, {}, References({}))
    assert written == begin + b'{"a": 1}\n' + begin + b"2\n"
    assert content_of({"a": 1}, media_type, {}, References({})) == begin + b'{"a": 1}\n'


@pytest.mark.parametrize(
    ("key", "media", "offered", "others"),
    [
        ("multipart/*", {}, {"multipart/mixed", "multipart/form-data"}, set()),
        ("application/*+json", {}, set(), set()),
        ("json", {}, set(), set()),
        ("text/html, text/plain", {}, set(), set()),
        ("text/plain; x=\xe9", {}, set(), set()),
        ("text/plain;charset=utf-8", {}, {"text/plain;charset=utf-8"}, set()),
        ("font/*", {}, {"font/woff2"}, set()),
        ("image/*", {"example": "a"}, {"image/png"}, set()),
        ("application/*", {}, {"application/json", "application/pdf"}, set()),
        ("application/*", {"example": {}}, {"application/json"}, {"application/pdf"}),
        ("application/*", {"schema": {"$ref": "#/a"}}, {"application/xml"}, {"application/pdf"}),
        ("*/*", {"examples": {"a": {"value": 1}}}, {"text/csv"}, {"image/png"}),
        ("*", {}, {"application/json", "image/png"}, {"*"}),
    ],
)
def test_types_that_can_be_sent_are_offered(
    key: str, media: dict[str, Any], offered: set[str], others: set[str]
):
    found = offers({"a": {"example": 1}}, {key: media})
    assert offered <= found.keys()
    assert offered or not found
    assert others.isdisjoint(found)
    assert all(covering([key], each) == key for each in found)


@pytest.mark.parametrize(
    ("media_type", "value", "fields"),
    [
        ("multipart/form-data", {"a": 1, "b": ["x", "y"]}, {"a": ["1"], "b": ["x", "y"]}),
        ("multipart/form-data", {'say "hi"\r\n': "x"}, {'say "hi"%0D%0A': ["x"]}),
        ("multipart/form-data", {}, {}),
    ],
)
def test_fields_are_parts_that_a_reader_takes(
    media_type: str, value: Any, fields: dict[str, list[str]]
):
    body, sent_as = written_as(value, media_type, {}, References({}))
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": sent_as,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    _, form, _ = parse_form_data(environ)
    assert form.to_dict(flat=False) == fields


@pytest.mark.parametrize(
    ("value", "parts"), [([{"a": 1}, "x"], [b'{"a":1}', b"x"]), ({"a": 1}, [b'{"a":1}'])]
)
def test_items_are_parts(value: Any, parts: list[bytes]):
    body, sent_as = written_as(value, "multipart/mixed", {}, References({}))
    message = message_from_bytes(f"Content-Type: {sent_as}\r\n\r\n".encode() + body)
    assert [each.get_payload(decode=True) for each in message.get_payload()] == parts


def test_an_example_in_parts_stays_as_it_is():
    text = "--x y\r\nContent-Type: text/plain\r\n\r\na\r\n--x y--\r\n"
    body, sent_as = written_as(text, "multipart/related", {}, References({}))
    assert (body, sent_as) == (text.encode(), 'multipart/related; boundary="x y"')
