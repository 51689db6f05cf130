"""The judge of `make corpus`, by contracts of each version of OpenAPI written for it."""

import json
from typing import Any

import pytest

from bench.corpus.contract import Contract
from bench.corpus.judge import Judge, Response

MONEY = {
    "type": "object",
    "required": ["amount"],
    "properties": {
        "amount": {"type": "number", "multipleOf": 0.01, "minimum": 0, "exclusiveMinimum": True},
        "note": {"type": "string", "nullable": True, "maxLength": 5},
        "pin": {"type": "string", "writeOnly": True},
    },
}


def contract(version: str, responses: dict[str, Any], **more: Any) -> Contract:
    key = "swagger" if version == "2.0" else "openapi"
    return Contract({key: version, "paths": {"/a": {"get": {"responses": responses}}}, **more})


def served_as(schema: Any, version: str = "3.0.3", **more: Any) -> Contract:
    return contract(version, {"200": {"content": {"application/json": {"schema": schema}}}}, **more)


def reason(judged: Contract, body: Any, status: int = 200, kind: str = "application/json") -> str:
    (operation,) = judged.operations()
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(status, {"content-type": kind} if kind else {}, content)
    return Judge(judged).accepted(operation, response).reason


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"amount": 0.29}, ""),
        ({"amount": 0.29, "note": None}, ""),
        ({"amount": 0}, "invalid body"),
        ({"amount": 0.295}, "invalid body"),
        ({"note": "no amount"}, "invalid body"),
        ({"amount": 1, "note": "too long"}, "invalid body"),
        ([], "invalid body"),
    ],
)
def test_a_body_of_3_0(body, expected):
    assert reason(served_as(MONEY), body) == expected


def test_a_body_of_2_0():
    responses = {"200": {"schema": {"$ref": "#/definitions/Pet"}}}
    pet = {"type": "object", "properties": {"tag": {"type": "string", "x-nullable": True}}}
    judged = contract("2.0", responses, definitions={"Pet": pet}, produces=["application/json"])
    assert reason(judged, {"tag": None}) == ""
    assert reason(judged, {"tag": 1}) == "invalid body"
    assert reason(contract("2.0", {"200": {"description": ""}}), {}) == "undocumented body"


def test_a_body_of_3_1():
    schema = {
        "$ref": "#/components/schemas/Pet",
        "required": ["kind"],
        "unevaluatedProperties": False,
    }
    pet = {"type": ["object", "null"], "properties": {"kind": {"const": "cat"}}}
    judged = served_as(schema, "3.1.0", components={"schemas": {"Pet": pet}})
    assert reason(judged, {"kind": "cat"}) == ""
    assert reason(judged, None) == ""
    assert reason(judged, {}) == "invalid body"
    assert reason(judged, {"kind": "dog"}) == "invalid body"
    assert reason(judged, {"kind": "cat", "more": 1}) == "invalid body"


def test_beside_a_reference_nothing_counts_before_3_1():
    schema = {"$ref": "#/components/schemas/Pet", "required": ["kind"]}
    judged = served_as(schema, components={"schemas": {"Pet": {"type": "object"}}})
    assert reason(judged, {}) == ""


def test_a_schema_that_refers_to_itself():
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    judged = served_as(
        {"$ref": "#/components/schemas/Node"}, components={"schemas": {"Node": node}}
    )
    assert reason(judged, {"next": {"next": {}}}) == ""
    assert reason(judged, {"next": {"next": 1}}) == "invalid body"


def test_what_only_requests_hold_is_not_required_of_responses():
    schema = {"allOf": [MONEY, {"required": ["amount", "pin"]}]}
    assert reason(served_as(schema), {"amount": 1}) == ""


@pytest.mark.parametrize(
    "schema",
    [
        {"required": "true", "type": "object"},
        {"type": "any"},
        {"type": "object", "properties": {"$ref": {"type": "string"}}},
        {"$ref": "#/components/schemas/Missing"},
        {"$ref": "https://elsewhere.example/pet.json"},
        {"type": "object", "additionalProperties": "yes", "minProperties": "0"},
        {"pattern": "(?<"},
    ],
)
def test_what_is_malformed_says_nothing(schema):
    assert reason(served_as(schema), {"$ref": "a"}) == ""


@pytest.mark.parametrize(
    ("form", "fits", "breaks"),
    [
        ("date-time", "2026-11-29T10:00:00.5Z", "2026-11-29 10:00"),
        ("date", "2026-11-29", "20261129"),
        ("uuid", "8f94f796-9941-49ef-854d-7535d55cbece", "8f94"),
        ("uri", "https://example.com/a", "example.com/a"),
        ("int32", 2**31 - 1, 2**31),
    ],
)
def test_formats_are_judged_apart(form, fits, breaks):
    judged = served_as({"format": form})
    assert reason(judged, fits) == ""
    assert reason(judged, breaks) == "invalid format"


def test_a_pattern_is_that_of_ecma_262():
    judged = served_as({"type": "string", "pattern": "^a$"})
    assert reason(judged, "a") == ""
    assert reason(judged, "a\n") == "invalid body"


@pytest.mark.parametrize(
    ("body", "status", "kind", "expected"),
    [
        (b"", 0, "", "no response"),
        (b"{}", 500, "application/json", "server error"),
        (b"{}", 400, "application/json", "valid request refused"),
        (b"{}", 202, "application/json", "undocumented status"),
        (b"{}", 200, "application/json; charset=utf-8", ""),
        (b"{}", 200, "text/html", "undocumented media type"),
        (b"{}", 200, "", "undocumented media type"),
        (b"", 200, "application/json", "body missing"),
        (b"{'a': 1}", 200, "application/json", "unreadable body"),
        (b"NaN", 200, "application/json", "unreadable body"),
    ],
)
def test_the_rest_of_a_response(body, status, kind, expected):
    assert reason(served_as({}), body, status, kind) == expected


def test_a_range_of_statuses_and_the_default_document_those_that_they_cover():
    assert reason(contract("3.0.3", {"2XX": {"description": ""}}), b"", 204) == ""
    assert reason(contract("3.0.3", {"default": {"description": ""}}), b"", 200) == ""
    assert (
        reason(contract("3.0.3", {"default": {"description": ""}}), b"", 400)
        == "valid request refused"
    )
    # Nothing else is documented, so nothing else can be expected.
    assert reason(contract("3.0.3", {"403": {"description": ""}}), b"", 403) == ""


def test_a_range_of_media_types_covers_what_falls_into_it():
    judged = contract("3.0.3", {"200": {"content": {"application/*": {"schema": MONEY}}}})
    assert reason(judged, {"amount": 1}, kind="application/vnd.api+json") == ""
    assert reason(judged, {}, kind="application/vnd.api+json") == "invalid body"
    assert reason(judged, {}, kind="text/plain") == "undocumented media type"


def test_a_required_header_has_to_be_there():
    headers = {"X-Id": {"required": True, "schema": {"type": "string"}}}
    assert reason(contract("3.0.3", {"200": {"headers": headers}}), b"") == "missing header"


def test_a_refusal_is_judged_by_its_status_and_by_its_shape():
    refusal = {"content": {"application/json": {"schema": MONEY}}}
    judged = contract("3.0.3", {"200": {"description": ""}, "4XX": refusal})
    (operation,) = judged.operations()
    judge = Judge(judged)
    kind = {"content-type": "application/json"}
    fine = Response(422, kind, b'{"amount": 1}')
    assert judge.refused(fine, in_path=False).ok
    assert judge.shaped(operation, fine).ok
    assert judge.documents_refusals(operation)
    assert judge.shaped(operation, Response(400, kind, b"{}")).reason == "invalid body"
    assert judge.refused(Response(404, kind, b"{}"), in_path=False).reason == "operation not found"
    assert judge.refused(Response(404, kind, b"{}"), in_path=True).ok
    assert judge.refused(Response(200, kind, b""), in_path=True).reason == "wrong request accepted"
    assert judge.refused(Response(500, kind, b""), in_path=True).reason == "server error"
