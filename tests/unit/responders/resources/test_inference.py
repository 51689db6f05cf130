"""The roles of operations: each row of the table in the documentation, and near misses."""

from typing import Any

import pytest
import yaml

from paydrill.openapi.documents import ContractFile, load_contracts
from paydrill.responders.resources.inference import roles_of

ORDER = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "amount": {"type": "integer"},
        "status": {"type": "string", "enum": ["open", "cancelled"]},
    },
}
ITEM = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "sku": {"type": "string"}, "size": {"type": "string"}},
}
PAGE = {"type": "object", "properties": {"data": {"type": "array", "items": {"$ref": "#/O"}}}}
JSON = "application/json"


def answers(schema: Any) -> dict[str, Any]:
    """An operation that answers with a schema; `None` answers without content."""
    content = {} if schema is None else {"content": {JSON: {"schema": schema}}}
    return {"responses": {"200": {"description": "Fine.", **content}}}


def takes(schema: Any, answer: Any) -> dict[str, Any]:
    """An operation that is sent one schema and answers with another."""
    return {"requestBody": {"content": {JSON: {"schema": schema}}}, **answers(answer)}


def roles(tmp_path: Any, paths: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """The roles and the paths of their resources, by `METHOD path`."""
    schemas = {"Order": ORDER, "Item": ITEM}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    }
    text = yaml.safe_dump(document).replace("#/O", "#/components/schemas/Order")
    file = tmp_path / "shop.yaml"
    file.write_text(text.replace("#/I", "#/components/schemas/Item"), encoding="utf-8")
    operations = load_contracts((), [ContractFile(file)])[0].operations
    found = roles_of(operations)
    return {
        f"{each.method.upper()} {each.path}": (found[each.id].does, found[each.id].resource.item)
        for each in operations
        if each.id in found
    }


O, I = {"$ref": "#/O"}, {"$ref": "#/I"}  # noqa: E741 - as short as the schemas' own names
ONE = "/orders/{id}"
SHOWN = {ONE: {"get": answers(O)}}


@pytest.mark.parametrize(
    ("paths", "role"),
    [
        ({"/orders": {"post": takes(O, O)}, **SHOWN}, {"POST /orders": ("create", ONE)}),
        (
            {"/orders": {"post": takes(O, {"type": "object", "properties": {"data": O}})}, **SHOWN},
            {"POST /orders": ("create", ONE)},
        ),
        ({"/orders": {"post": takes(ORDER, None)}, **SHOWN}, {"POST /orders": ("create", ONE)}),
        ({ONE: {"get": answers(O), "put": takes(O, O)}}, {f"PUT {ONE}": ("put", ONE)}),
        (
            {"/orders": {"post": takes(O, O)}, ONE: {"get": answers(O), "put": takes(O, O)}},
            {"POST /orders": ("create", ONE), f"PUT {ONE}": ("replace", ONE)},
        ),
        (
            {"/orders": {"get": answers({"type": "array", "items": O})}, **SHOWN},
            {"GET /orders": ("list", ONE)},
        ),
        ({"/orders": {"get": answers(PAGE)}, **SHOWN}, {"GET /orders": ("list", ONE)}),
        ({ONE: {"get": answers(O), "patch": takes(O, O)}}, {f"PATCH {ONE}": ("change", ONE)}),
        ({ONE: {"get": answers(O), "post": takes(O, O)}}, {f"POST {ONE}": ("change", ONE)}),
        ({ONE: {"get": answers(O), "delete": answers(None)}}, {f"DELETE {ONE}": ("delete", ONE)}),
        (
            {**SHOWN, f"{ONE}/cancel": {"post": answers(O)}},
            {f"POST {ONE}/cancel": ("action", ONE)},
        ),
        ({**SHOWN, f"{ONE}:cancel": {"post": answers(O)}}, {f"POST {ONE}:cancel": ("action", ONE)}),
        (
            {**SHOWN, f"{ONE}/status": {"put": takes(O, O), "delete": answers(None)}},
            {f"PUT {ONE}/status": ("action", ONE), f"DELETE {ONE}/status": ("action", ONE)},
        ),
        (
            {
                **SHOWN,
                f"{ONE}/items": {"post": takes(I, I)},
                f"{ONE}/items/{{item}}": {"get": answers(I)},
            },
            {
                f"POST {ONE}/items": ("create", f"{ONE}/items/{{item}}"),
                f"GET {ONE}/items/{{item}}": ("show", f"{ONE}/items/{{item}}"),
            },
        ),
        (
            {**SHOWN, "/customers/{id}/orders": {"post": takes(O, O), "get": answers(PAGE)}},
            {
                "POST /customers/{id}/orders": ("create", ONE),
                "GET /customers/{id}/orders": ("list", ONE),
            },
        ),
        (
            {"/settings": {"get": answers(O), "put": takes(O, O), "delete": answers(None)}},
            {
                "GET /settings": ("show", "/settings"),
                "PUT /settings": ("put", "/settings"),
                "DELETE /settings": ("delete", "/settings"),
            },
        ),
        (
            {
                "/rooms/{id}/wage": {
                    "get": answers({"type": "object", "properties": {"wage": O}}),
                    "put": takes({"type": "object", "properties": {"wage": O}}, None),
                }
            },
            {
                "GET /rooms/{id}/wage": ("show", "/rooms/{id}/wage"),
                "PUT /rooms/{id}/wage": ("put", "/rooms/{id}/wage"),
            },
        ),
        (
            {**SHOWN, "/orders/search": {"post": takes(I, PAGE)}},
            {"POST /orders/search": ("list", ONE)},
        ),
        (
            {"/secrets": {"post": takes(I, I), "get": answers({"type": "array", "items": I})}},
            {
                "POST /secrets": ("create", "/secrets/{id}"),
                "GET /secrets": ("list", "/secrets/{id}"),
            },
        ),
        (
            {
                **SHOWN,
                f"{ONE}/capture": {
                    "post": answers({"type": "object", "properties": {"errors": {}}})
                },
            },
            {f"POST {ONE}/capture": ("action", ONE)},
        ),
        (
            {**SHOWN, f"{ONE}/lines/{{line}}": {"patch": takes(I, None)}},
            {f"PATCH {ONE}/lines/{{line}}": ("action", ONE)},
        ),
        # near misses: nothing of these is a resource
        ({**SHOWN, f"{ONE}/receipt": {"post": takes(I, I)}}, {}),
        ({**SHOWN, f"{ONE}/parts": {"post": answers({"type": "array", "items": I})}}, {}),
        ({"/balance": {"get": answers(O)}}, {}),
        ({"/search": {"post": takes(O, I)}}, {}),
        ({**SHOWN, f"{ONE}/history": {"get": answers({"type": "array", "items": I})}}, {}),
        ({"/{a}/{b}": {"get": answers(O)}}, {}),
        (
            {
                "/statuses": {"post": takes({"type": "object", "properties": {"status": O}}, None)},
                "/statuses/{id}": {"get": answers(O)},
            },
            {
                "POST /statuses": ("create", "/statuses/{id}"),
                "GET /statuses/{id}": ("show", "/statuses/{id}"),
            },
        ),
        # words of the contract, or of an overlay
        (
            {
                **SHOWN,
                "/search": {
                    "post": takes(O, PAGE)
                    | {"x-paydrill-role": "list", "x-paydrill-resource": "order"}
                },
            },
            {"POST /search": ("list", ONE)},
        ),
        (
            {"/charges": {"post": takes(O, O) | {"x-paydrill-role": "create"}}},
            {"POST /charges": ("create", "/charges/{id}")},
        ),
        (
            {**SHOWN, f"{ONE}/cancel": {"post": answers(O) | {"x-paydrill-role": "none"}}},
            {},
        ),
        (
            {**SHOWN, f"{ONE}/cancel": {"post": answers(O) | {"x-paydrill-role": "akshun"}}},
            {f"POST {ONE}/cancel": ("action", ONE)},
        ),
        (
            {**SHOWN, f"{ONE}/cancel": {"post": answers(O) | {"x-paydrill-resource": {}}}},
            {f"POST {ONE}/cancel": ("action", ONE)},
        ),
    ],
)
def test_roles_are_found_by_paths_and_shapes(
    tmp_path: Any, paths: dict[str, Any], role: dict[str, tuple[str, str]]
) -> None:
    shown = {f"GET {ONE}": ("show", ONE)} if ONE in paths else {}
    assert roles(tmp_path, paths) == shown | role
