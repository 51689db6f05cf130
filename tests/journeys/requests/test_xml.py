"""XML is read by the `xml` objects of the contract."""

from typing import Any

import pytest

from tests.journeys.requests.echo import Echo, check_read, echo_of, places, taking_bodies

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
SCHEMAS = {
    "Pet": PET,
    "Tag": {
        "type": "object",
        "xml": {"name": "tag"},
        "properties": {"label": {"type": "string"}, "rank": {"type": "integer"}},
    },
}

# Path: media types, each with its schema and what else is said of it.
BODIES: dict[str, dict[str, dict[str, Any]]] = {
    "/xml": {"application/xml": {"schema": {"$ref": "#/components/schemas/Pet"}}},
    "/tag": {"text/xml": {"schema": {"$ref": "#/components/schemas/Tag"}}},
}


echo = echo_of(taking_bodies(BODIES, SCHEMAS))


# Path, media type, body, value.
READ: list[tuple[str, str, bytes, Any]] = [
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
    check_read(echo, path, media_type, body, value)


# Path, media type, body, places.
REFUSED: list[tuple[str, str, bytes, set[str]]] = [
    ("/xml", "application/xml", b"<pet><fullName>Rex</fullName></pet>", {""}),
    ("/xml", "application/xml", b'<pet xmlns="https://pets.example"/>', {"/name"}),
    (
        "/xml",
        "application/xml",
        b"""<p:pet xmlns:p="https://pets.example" id="x"><fullName>a</fullName>
        <tag><rank>y</rank></tag></p:pet>""",
        {"/id", "/tags/0/rank"},
    ),
    (
        "/xml",
        "application/xml",
        b'<pet xmlns="https://pets.example"><fullName>a</fullName><photos><x/></photos></pet>',
        {"/photos"},
    ),
    ("/tag", "text/xml", b"<tag>", {""}),
    ("/tag", "text/xml", b"<label/>", {""}),
    ("/tag", "text/xml", b'<!DOCTYPE a [<!ENTITY b "c">]><tag><label>&b;</label></tag>', {""}),
    ("/tag", "text/xml", b"<tag>" + b"<a>" * 100 + b"</a>" * 100 + b"</tag>", {""}),
]


@pytest.mark.parametrize(("path", "media_type", "body", "wrong"), REFUSED)
def test_a_wrong_body_is_refused_by_its_place(
    echo: Echo, path: str, media_type: str, body: bytes, wrong: set[str]
):
    assert places(echo.post(path, media_type, body)) == wrong
