"""Bodies of stand-ins: which response, its example or a sample, and its bytes."""

import csv
import io
import json
from typing import Any

import pytest
from lxml import etree
from PIL import Image

from paydrill.errors import NoAnswer, NotAcceptable, UnknownPreference
from paydrill.openapi.media_types import covering, is_json
from paydrill.openapi.operation import Operation
from paydrill.openapi.validators import Schemas
from paydrill.responders.documented import usual_response
from paydrill.responders.examples import broken_examples
from paydrill.responders.files import file_of
from paydrill.responders.media import content_of
from paydrill.responders.preferences import NO_PREFERENCES, Preferences, preferences_of
from paydrill.responders.samples.combined import References
from paydrill.responders.samples.context import Context
from paydrill.responders.stand_in import StandIn

ORDER = {
    "type": "object",
    "required": ["id", "total"],
    "properties": {"id": {"type": "string"}, "total": {"type": "integer"}},
}
CONTEXT = Context("k")


def operation(documented: dict[str, Any], **components: Any) -> Operation:
    document = {
        "openapi": "3.0.3",
        "paths": {"/orders": {"get": {"responses": documented}}},
        "components": components,
    }
    definition = {"responses": documented, "parameters": [], "security": []}
    return Operation("shop", "", "/orders", "get", document, definition, Schemas(document))


def response(media_type: str = "application/json", **media: Any) -> dict[str, Any]:
    return {"description": "d", "content": {media_type: media}}


def answer(responses: dict[str, Any], prefer: str = "", accept: str = "", **more: Any) -> Any:
    stand_in = StandIn(operation(responses, **more))
    return stand_in.answer(CONTEXT, preferences_of(prefer), accept)


@pytest.mark.parametrize(
    ("documented", "chosen"),
    [
        ("201 200 404", 200),
        ("204 202", 202),
        ("2XX 201 default", 201),
        ("2XX default", 200),
        ("default 404", 200),
        ("404 302 301", 301),
        ("404 3XX", 302),
        ("500 403", 403),
        ("4XX", 400),
        ("100 x-note", None),
        ("", None),
    ],
)
def test_the_lowest_documented_success_answers(documented: str, chosen: int | None):
    usual = usual_response(dict.fromkeys(documented.split()))
    assert (usual and usual[0]) == chosen


def test_a_status_is_documented_by_itself_its_class_or_default():
    known = operation({"404": {}, "4xx": {}, "default": {}})
    assert [known.documents(status) for status in (404, 422, 503)] == ["404", "4xx", "default"]
    assert operation({"200": {}}).documents(404) is None


@pytest.mark.parametrize(
    ("header", "wishes"),
    [
        (None, NO_PREFERENCES),
        ("code=422, example=expired, dynamic=true", Preferences(422, "expired", dynamic=True)),
        ("code=422; example=expired", Preferences(422, "expired")),
        ('CODE = "422" , example="a \\"b\\", c"', Preferences(422, 'a "b", c')),
        ("dynamic", Preferences(dynamic=True)),
        ("dynamic=false, respond-async, wait=10", NO_PREFERENCES),
        ("code=422, code=404", Preferences(422)),
        ("code=, example=", NO_PREFERENCES),
        ("code=9999", Preferences("9999")),
        ("=,;,==", NO_PREFERENCES),
    ],
)
def test_preferences_are_read_as_rfc_7240_writes_them(header: str | None, wishes: Preferences):
    assert preferences_of(header) == wishes


def test_the_example_answers_if_its_schema_accepts_it():
    media = {"schema": ORDER, "examples": {"a": {"value": {"id": "1", "total": 1}}}}
    assert answer({"200": response(**media)})[:3] == ({"id": "1", "total": 1}, 200, JSON)
    media["examples"]["b"] = {"$ref": "#/components/examples/B"}
    shared = {"B": {"value": {"id": "2", "total": 2}}}
    named = answer({"200": response(**media)}, "example=b", examples=shared)
    assert named[0] == {"id": "2", "total": 2}
    with pytest.raises(UnknownPreference, match="documented are: a, b"):
        answer({"200": response(**media)}, "example=c", examples=shared)
    dynamic = answer({"200": response(**media)}, "dynamic=true", examples=shared)[0]
    assert dynamic not in ({"id": "1", "total": 1}, {"id": "2", "total": 2})


JSON = "application/json"


def test_a_broken_example_is_mended_and_reported():
    broken = {"total": "12", "note": "kept"}
    found = operation({"200": {"description": "d", "content": {JSON: _media(broken)}}})
    body = StandIn(found).answer(CONTEXT)[0]
    assert body["note"] == "kept"
    assert isinstance(body["total"], int)
    assert isinstance(body["id"], str)
    reported = dict(broken_examples(found))
    at = "/paths/~1orders/get/responses/200/content/application~1json/example"
    assert list(reported) == [at]
    assert reported[at] == "/id is required; /total must be an integer"
    assert (
        list(broken_examples(operation({"200": response(**_media({"id": "1", "total": 1}))}))) == []
    )
    shared = operation(
        {"200": {"$ref": "#/components/responses/Fine"}},
        responses={
            "Fine": response(schema=ORDER, examples={"a": {"$ref": "#/components/examples/A"}})
        },
        examples={"A": {"value": {}}},
    )
    assert [pointer for pointer, _ in broken_examples(shared)] == ["/components/examples/A/value"]


def _media(example: Any) -> dict[str, Any]:
    return {"schema": ORDER, "example": example}


def test_an_example_that_is_the_text_of_json_is_read():
    assert answer({"200": response(**_media('{"id": "1", "total": 1}'))})[0] == {
        "id": "1",
        "total": 1,
    }


def test_a_schema_without_a_valid_body_is_named():
    never = {"Never": {"type": "string", "minLength": 5, "maxLength": 3}}
    documented = response(schema={"$ref": "#/components/schemas/Never"})
    with pytest.raises(NoAnswer, match="#/components/schemas/Never: its text must have 5"):
        answer({"200": documented}, schemas=never)
    with pytest.raises(NoAnswer, match="documents no response"):
        answer({})
    with pytest.raises(UnknownPreference, match="documented are: 200"):
        answer({"200": documented}, "code=409")


def test_accept_chooses_among_the_documented_media_types():
    content = {
        JSON: {"example": {"a": 1}},
        "text/csv": {"example": [{"a": 1, "b": "x,y"}, {"a": 2}]},
        "application/vnd.api+json; charset=utf-8": {"example": {"b": 1}},
    }
    documented = {"200": {"description": "d", "content": content}}
    assert answer(documented)[:3] == ({"a": 1}, 200, JSON)
    as_csv = answer(documented, accept="text/csv")
    assert list(csv.reader(io.StringIO(as_csv[0].decode()))) == [
        ["a", "b"],
        ["1", "x,y"],
        ["2", ""],
    ]
    assert as_csv[3] == {"Vary": "Accept"}
    vendor = answer(documented, accept="application/vnd.api+json")
    assert (json.loads(vendor[0]), vendor[2]) == (
        {"b": 1},
        "application/vnd.api+json; charset=utf-8",
    )
    with pytest.raises(NotAcceptable, match="text/csv"):
        answer(documented, accept="image/png")


def test_ranges_of_media_types_are_answered_by_one_of_them():
    assert answer({"200": response("*/*", example={"a": 1})})[:3] == ({"a": 1}, 200, JSON)
    as_xml = answer({"200": response("*/*", example={"a": 1})}, accept="application/xml")
    assert etree.fromstring(as_xml[0]).find("a").text == "1"
    assert answer({"200": response("image/*")}, accept="image/gif")[2] == "image/gif"
    assert covering(["*/*", "text/*", "text/html"], "text/plain; charset=utf-8") == "text/*"
    assert covering(["text/html"], "text/plain") is None
    assert [is_json(each) for each in ("a/b+json; v=1", "text/json", "a/json-seq")] == [1, 1, 0]


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp", "bmp", "jpg", "x-unknown"])
def test_images_are_valid(kind: str):
    body = answer({"200": response(f"image/{kind}", schema={"type": "string", "format": "binary"})})
    with Image.open(io.BytesIO(body[0])) as image:
        image.load()
        assert image.size == (1, 1)


def test_other_files_are_valid():
    assert etree.fromstring(file_of("image/svg+xml")).tag.endswith("svg")
    pdf = file_of("application/pdf")
    start = int(pdf.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert pdf[start:].startswith(b"xref\n0 4\n")
    places = [int(line[:10]) for line in pdf[start:].split(b"\n")[3:6]]
    assert [pdf[at : at + 7] for at in places] == [b"1 0 obj", b"2 0 obj", b"3 0 obj"]
    assert answer({"200": response("application/octet-stream")})[0]
    assert file_of("text/plain") is None


def test_xml_objects_are_honoured():
    item = {"type": "object", "xml": {"name": "line"}, "properties": {"n": {"type": "integer"}}}
    schema = {
        "type": "object",
        "xml": {"name": "order", "namespace": "urn:shop", "prefix": "s"},
        "properties": {
            "id": {"type": "string", "xml": {"attribute": True}},
            "lines": {"type": "array", "xml": {"wrapped": True}, "items": item},
            "tags": {"type": "array", "items": {"type": "string"}},
            "2nd name": {"type": "string"},
        },
    }
    value = {"id": "o<1", "lines": [{"n": 1}, {"n": 2}], "tags": ["a", "b\x00"], "2nd name": "&"}
    written = content_of(value, "application/xml", schema, References({}))
    root = etree.fromstring(written)
    assert (root.tag, root.attrib) == ("{urn:shop}order", {"id": "o<1"})
    assert [each.findtext("n") for each in root.findall("lines/line")] == ["1", "2"]
    assert [each.text for each in root.findall("tags")] == ["a", "b"]
    assert root.findtext("_2nd_name") == "&"
    as_list = content_of([1, 2], "text/xml", {"type": "array"}, References({}))
    assert [each.text for each in etree.fromstring(as_list)] == ["1", "2"]
    ready = b"<a/>"
    assert content_of("<a/>", "application/xml", {}, References({})) == ready


@pytest.mark.parametrize(
    ("media_type", "value", "body"),
    [
        ("text/plain", "plain", b"plain"),
        ("text/plain", {"a": True}, b'{"a": true}'),
        ("application/x-www-form-urlencoded", {"a": "x y", "b": [1, 2]}, b"a=x+y&b=1&b=2"),
        ("application/x-ndjson", [{"a": 1}, {"a": 2}], b'{"a": 1}\n{"a": 2}\n'),
        ("text/event-stream", [{"a": 1}], b'data: {"a": 1}\n\n'),
        ("text/event-stream", "event: x\n\n", b"event: x\n\n"),
        ("application/json;charset=utf-8", {"a": 1}, b'{"a":1}'),
        ("application/jwt", "a.b.c", b"a.b.c"),
    ],
)
def test_values_are_written_as_their_media_type_asks(media_type: str, value: Any, body: bytes):
    assert content_of(value, media_type, {}, References({})) == body


def test_headers_have_their_example_or_a_sample():
    shared = {"Rate": {"required": True, "schema": {"type": "integer", "minimum": 5, "maximum": 5}}}
    headers = {
        "X-Rate": {"$ref": "#/components/headers/Rate"},
        "ETag": {"schema": {"type": "string"}, "example": '"abc"'},
        "X-Wrong": {"schema": {"type": "integer"}, "example": "none"},
        "X-Optional": {"schema": {"type": "string"}},
        "X-Json": {"required": True, "content": {JSON: {"schema": ORDER}}},
        "X-Lines": {"required": True, "schema": {"type": "string", "enum": ["a\nb", "c"]}},
        "Content-Type": {"required": True, "schema": {"type": "integer"}},
        "Content-Length": {"schema": {"type": "integer"}, "example": 7},
    }
    documented = {"200": {"description": "d", "headers": headers}}
    content, status, _, made = answer(documented, headers=shared)
    assert (content, status) == (b"", 200)
    assert json.loads(made.pop("X-Json")).keys() == {"id", "total"}
    assert made == {"X-Rate": "5", "ETag": '"abc"', "X-Lines": "c"}


def test_redirects_lead_to_this_server():
    location = {"Location": {"schema": {"type": "string", "format": "uri"}}}
    redirect = {"302": {"description": "d", "headers": location}}
    assert answer(redirect)[3] == {"Location": "http://localhost/"}
    location["Location"]["example"] = "https://example.com/there"
    assert answer(redirect)[3] == {"Location": "https://example.com/there"}
    created = {
        "201": {**response(**_media({"id": "o_1", "total": 1})), "headers": {"location": {}}}
    }
    assert answer(created)[3] == {"location": "http://localhost/orders/o_1"}
