"""What Stripe's schemas are held against, and what is found: on a contract written for it."""

from typing import Any

import pytest

from bench.corpus.contract import Contract
from bench.stripe.comparing import examples, statuses, unknown
from bench.stripe.published import FORM, Answer, Published
from bench.stripe.walking import pairs

CUP = {
    "type": "object",
    "required": ["id", "object"],
    "properties": {
        "id": {"type": "string", "maxLength": 8},
        "object": {"type": "string", "enum": ["cup"]},
        "tea": {
            "nullable": True,
            "anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/error"}],
        },
        "status": {"type": "string", "enum": ["empty", "full"]},
    },
}
ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "object"}}}


def answered(schema: str, **more: Any) -> dict[str, Any]:
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"}, **more}
    return {"description": "", "content": {"application/json": content}}


def contract(fields: dict[str, Any], **shown: Any) -> Contract:
    schema = {"type": "object", "properties": fields}
    operation = {
        "requestBody": {"content": {FORM: {"schema": schema}}},
        "responses": {"200": answered("cup", **shown), "default": answered("error")},
    }
    paths = {"/v1/cups/{id}": {"post": operation, "get": operation}, "/v1/cups/search": {}}
    paths["/v1/cups/search"] = {"get": {"responses": {"200": answered("error")}}}
    names = {"cup": CUP, "error": ERROR, "checkout.session": {}}
    return Contract({"openapi": "3.0.0", "paths": paths, "components": {"schemas": names}})


PUBLISHED = Published(contract({"tea": {"properties": {"leaf": {}}}}))


@pytest.mark.parametrize(
    ("path", "status", "body", "fault"),
    [
        ("/v1/cups/1", 200, {"id": "1", "object": "cup", "tea": None}, ""),
        ("/v1/cups/1", 200, {"id": "1", "object": "cup", "more": 1}, ""),
        ("/v1/cups/1", 200, {"id": "1"}, '/: "object" is a required property'),
        ("/v1/cups/1", 200, {"id": "123456789", "object": "cup"}, "/id: "),
        ("/v1/cups/1", 200, {"id": "1", "object": "cup", "tea": 1}, "/tea: "),
        ("/v1/cups/1", 402, {"error": {}}, ""),
        ("/v1/cups/1", 402, {"id": "1", "object": "cup"}, '/: "error" is a required property'),
        ("/v1/cups/search", 200, {"error": {}}, ""),
        ("/v1/cups/search", 404, {}, "the provider documents no 404"),
        ("/v1/cups", 200, {}, "the provider has no such operation"),
    ],
)
def test_an_answer_is_judged_by_what_is_documented_for_it(
    path: str, status: int, body: Any, fault: str
):
    found = PUBLISHED.faults(Answer("get", path, status, body))
    assert len(found) == bool(fault)
    assert all(each.startswith(fault) for each in found)


def test_an_object_is_judged_by_its_kind():
    assert PUBLISHED.faults_of_object({"id": "1", "object": "cup"}) == []
    assert PUBLISHED.faults_of_object({"object": "cup"}) == ['/: "id" is a required property']
    assert PUBLISHED.faults_of_object({"object": "pot"}) == ["the provider has no object pot"]


def test_fields_that_the_provider_has_not_are_named():
    leaf = {"tea": {"anyOf": [{"type": "array", "items": {"properties": {"leaf": {}}}}]}}
    assert list(unknown(contract(leaf), PUBLISHED)) == []
    assert list(unknown(contract({"tea": {"properties": {"milk": {}}}}), PUBLISHED)) == [
        "GET /v1/cups/{id} takes tea[milk], which the provider's does not",
        "POST /v1/cups/{id} takes tea[milk], which the provider's does not",
    ]


def test_examples_and_statuses_are_those_that_a_contract_shows():
    shown = contract({}, examples={"one": {"value": {"id": "1"}}, "two": {"value": {"id": "2"}}})
    assert [each.body for each in examples(shown)] == [{"id": "1"}, {"id": "2"}] * 2
    assert next(each.path for each in examples(shown)) == "/v1/cups/example"
    assert statuses(shown) == {("cup", "empty"), ("cup", "full")}


def test_fields_are_written_with_brackets():
    fields = {"a": {"b": [1, {"c": True}]}, "d": ""}
    assert list(pairs(fields)) == [("a[b][0]", "1"), ("a[b][1][c]", "true"), ("d", "")]
