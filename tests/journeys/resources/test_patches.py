"""Things are changed by JSON Patch (RFC 6902) where their contract takes it."""

import itertools
from typing import Any

import pytest

from tests.in_process import Answered, Asked, InProcess, as_json, only

CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /orders:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {$ref: '#/components/responses/Order'}}}
    patch:
      requestBody:
        required: true
        content:
          application/json-patch+json:
            schema:
              type: array
              items:
                type: object
                required: [op, path]
                properties: {op: {type: string}, path: {type: string}, value: {}}
      responses:
        '200': {$ref: '#/components/responses/Order'}
        '400':
          description: No.
          content:
            application/json:
              schema: {type: object, required: [message], properties: {message: {type: string}}}
  /tags/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    put: {responses: {'200': {$ref: '#/components/responses/Order'}}}
    get: {responses: {'200': {$ref: '#/components/responses/Order'}}}
    patch:
      requestBody:
        content:
          application/json:
            schema: {type: array, items: {type: object, properties: {name: {type: string}}}}
      responses: {'200': {$ref: '#/components/responses/Order'}}
components:
  responses:
    Order:
      description: One.
      content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
  schemas:
    Order:
      type: object
      required: [id, amount]
      properties:
        id: {type: string, readOnly: true}
        amount: {type: integer, default: 1}
        note: {type: string}
        password: {type: string, writeOnly: true}
        items: {type: array, items: {type: object, properties: {sku: {type: string}}}}
"""

server = only(CONTRACT)
_numbers = itertools.count(1)


@pytest.fixture
def order(server: InProcess) -> str:
    """The path of an order of two items."""
    prefix = f"/~patched-{next(_numbers)}"
    sent = {"amount": 5, "note": "now", "items": [{"sku": "a"}, {"sku": "b"}]}
    made = server.ask(as_json("POST", f"{prefix}/orders", sent)).json()
    return f"{prefix}/orders/{made['id']}"


def patch(server: InProcess, order: str, *operations: dict[str, Any]) -> Answered:
    """Ask for a patch."""
    sent = as_json("PATCH", order, list(operations))
    return server.ask(
        Asked("PATCH", order, sent.body, (("Content-Type", "application/json-patch+json"),))
    )


def test_each_operation_is_done(server: InProcess, order: str) -> None:
    answer = patch(
        server,
        order,
        {"op": "test", "path": "/amount", "value": 5},
        {"op": "replace", "path": "/amount", "value": 6},
        {"op": "remove", "path": "/note"},
        {"op": "add", "path": "/items/-", "value": {"sku": "c"}},
        {"op": "remove", "path": "/items/0"},
    )
    assert answer.status == 200, answer.body
    kept = server.ask(Asked("GET", order)).json()
    assert kept == answer.json()
    assert (kept["amount"], "note" in kept) == (6, False)
    assert kept["items"] == [{"sku": "b"}, {"sku": "c"}]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "test", "path": "/amount", "value": 7},
        {"op": "remove", "path": "/nothing"},
        {"op": "replace", "path": "/items/9/sku", "value": "x"},
        {"op": "jump", "path": "/amount"},
        {"op": "add", "path": "amount", "value": 1},
        {"op": "add", "path": "/amount"},
        {"op": "replace", "path": "", "value": 5},
        {"op": "remove", "path": ""},
        {"op": "replace", "path": "/amount", "value": "many"},
        {"op": "remove", "path": "/amount"},
    ],
)
def test_a_patch_that_cannot_be_applied_changes_nothing(
    server: InProcess, order: str, operation: dict[str, Any]
) -> None:
    before = server.ask(Asked("GET", order)).json()
    first = {"op": "replace", "path": "/note", "value": "changed"}
    assert patch(server, order, first, operation).status == 400
    assert server.ask(Asked("GET", order)).json() == before


def test_copies_cannot_double_without_end(server: InProcess, order: str) -> None:
    copies = [{"op": "copy", "from": "/items", "path": f"/items/{n}/more"} for n in (0, 1) * 20]
    refused = patch(server, order, *copies)
    assert refused.status == 400
    assert "bytes of it" in refused.json()["message"]
    deep = [{"op": "add", "path": "/items/0" + "/x" * n, "value": {}} for n in range(1, 90)]
    assert patch(server, order, *deep).status == 400
    many = [{"op": "test", "path": "/amount", "value": 5}] * 1001
    assert patch(server, order, *many).status == 400


def test_a_refusal_repeats_no_value(server: InProcess, order: str) -> None:
    secret = {"op": "add", "path": "/items/0/cvc", "value": "737"}
    for wrong in ({"op": "test", "path": "/none", "value": 1}, {"op": "test", "path": "/items"}):
        assert "737" not in patch(server, order, secret, wrong).body.decode()


def test_neither_secrets_nor_ids_nor_unknown_fields_are_written(
    server: InProcess, order: str
) -> None:
    answer = patch(
        server,
        order,
        {"op": "add", "path": "/password", "value": "s3cret"},
        {"op": "add", "path": "/unknown", "value": 1},
        {"op": "replace", "path": "/id", "value": "other"},
    )
    kept = server.ask(Asked("GET", order)).json()
    assert answer.json() == kept
    assert kept["id"] == order.rpartition("/")[2]
    assert kept.keys().isdisjoint({"password", "unknown"})


def test_a_list_that_is_no_patch_is_none(server: InProcess) -> None:
    path = f"/~patched-{next(_numbers)}/tags/t1"
    assert server.ask(Asked("PUT", path)).status == 200
    assert server.ask(as_json("PATCH", path, [{"name": "new"}])).status == 200
