"""What is published of our contracts has nothing that generators of clients stumble over."""

from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import validate

from paydrill.openapi.kinds import every, reference_of
from paydrill.openapi.pointers import resolve
from paydrill.pages.for_generators import for_generators
from tests.our_contracts import OUR_CONTRACTS

DOCUMENTS = {each.name: each.document for each in OUR_CONTRACTS}


@pytest.fixture(params=DOCUMENTS)
def published(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A contract as it is published."""
    return for_generators(DOCUMENTS[request.param])


def nodes(document: dict[str, Any], kind: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Every object of a kind, with the place it is at."""
    for node, found, path in every(document, "document"):
        if found == kind and isinstance(node, dict):
            yield node, "/".join(map(str, path))


def test_it_is_valid(published: dict[str, Any]):
    validate(published)


def test_callbacks_are_written_out(published: dict[str, Any]):
    found = [*nodes(published, "callback")]
    assert [at for node, at in found if reference_of(node, "callback")] == []
    assert "callbacks" not in published.get("components", {})


def test_as_many_callbacks_are_published_as_there_are():
    for document in DOCUMENTS.values():
        operations = [node for node, _ in nodes(document, "operation")]
        callbacks = [name for node in operations for name in node.get("callbacks", ())]
        assert len([*nodes(for_generators(document), "callback")]) == len(callbacks)


def test_links_send_no_objects(published: dict[str, Any]):
    bodies = [
        (at, node["requestBody"]) for node, at in nodes(published, "link") if "requestBody" in node
    ]
    assert [at for at, body in bodies if not isinstance(body, str)] == []


def test_what_is_optional_has_no_default_and_no_component_is_only_null(published: dict[str, Any]):
    for schema, at in nodes(published, "schema"):
        for name, field in schema.get("properties", {}).items():
            assert "default" not in field or name in schema.get("required", ()), f"{at}/{name}"
        if schema.get("enum") == [None]:
            assert not at.startswith("components/schemas/") or at.count("/") > 2, at


def test_what_is_optional_is_not_filled_in(published: dict[str, Any]):
    sent = [(node, at) for node, at in nodes(published, "operation") if "/callbacks/" not in at]
    for operation, at in sent:
        for node in operation.get("parameters", ()):
            parameter = resolve(published, node)
            schema = resolve(published, parameter["schema"])
            if not parameter.get("required"):
                assert {"example", "examples"}.isdisjoint({*parameter, *schema}), (at, parameter)


def test_a_default_is_told_where_it_was():
    fields = for_generators(DOCUMENTS["cards"])["components"]["schemas"]["CardPaymentRequest"]
    assert fields["properties"]["currency"]["description"].endswith(' Default: `"USD"`.')
    assert fields["properties"]["capture"]["description"].endswith(" Default: `true`.")
    source = DOCUMENTS["cards"]["components"]["schemas"]["CardPaymentRequest"]["properties"]
    assert source["currency"]["default"] == "USD"


ODD = [
    {"paths": None, "components": [1]},
    {"paths": {"/a": {"get": {"callbacks": {"x": {"$ref": "#/nowhere"}, "y": 5, "z": {}}}}}},
    {"components": {"schemas": {"A": {"properties": [1], "required": 5}, "B": 5}}},
    {"components": {"schemas": {"A": {"required": "a", "properties": {"a": True, "b": 5}}}}},
]


@pytest.mark.parametrize("document", ODD)
def test_an_odd_document_is_published_as_it_is(document: dict[str, Any]):
    assert for_generators(document) == document


def test_a_default_without_a_description_is_told_alone():
    document = {"components": {"schemas": {"A": {"properties": {"a": {"default": None}}}}}}
    field = for_generators(document)["components"]["schemas"]["A"]["properties"]["a"]
    assert field == {"description": "Default: `null`."}
