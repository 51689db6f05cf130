"""Samples are usual or full, and the same in another process and after a restart."""

from pathlib import Path

import pytest

from tests.raw_http import Answer, connection, get, request
from tests.server_process import IN_MEMORY, running

CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /orders/{id}:
    get:
      operationId: get_order
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        200:
          description: d
          headers: {X-Rate: {schema: {type: integer}}}
          content: &order {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
  /forms:
    get:
      operationId: form
      responses:
        200:
          description: d
          content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Order'}}}
components:
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: {type: string}
        note: {type: string}
        kind: {type: string, default: usual}
        customer: {type: object, properties: {name: {type: string}, friends: {type: array, items: {
          $ref: '#/components/schemas/Order/properties/customer'}}}}
"""
FROZEN = request(
    "PUT",
    "/_control/clock",
    "Content-Type: application/json",
    body=b'{"now": "2026-05-01T12:00:00Z", "frozen": true}',
)


@pytest.fixture
def shop(tmp_path: Path) -> str:
    file = tmp_path / "shop.yaml"
    file.write_text(CONTRACT, encoding="utf-8")
    return str(file)


def asked(*arguments: str, target: str = "/orders/o_1") -> Answer:
    with running(*IN_MEMORY, *arguments, afresh=True) as server, connection(server.url) as line:
        line.asks(FROZEN)
        return line.asks(get(target))


def test_a_full_sample_has_all_that_its_schema_has(shop: str):
    usual, full = asked(shop), asked(shop, "--samples", "full")
    assert usual.json().keys() == {"id", "kind"}
    assert "x-rate" not in usual.headers
    assert full.json().keys() == {"id", "note", "kind", "customer"}
    assert full.json()["customer"]["name"]
    assert full.headers["x-rate"]


def test_another_process_answers_with_the_same_bytes(shop: str):
    for target in ("/orders/o_1", "/forms"):
        first, again, other = (
            asked(shop, "--samples", "full", "--seed", seed, target=target) for seed in "112"
        )
        assert first.body == again.body != other.body
        assert first.headers["content-type"] == again.headers["content-type"]
