"""Idempotency keys of a contract that is not ours."""

from collections.abc import Callable

import pytest

from tests.in_process import Asked, InProcess, as_json, only

server = only("""
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /orders:
    parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
    get:
      operationId: list_orders
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {'200': {description: Fine.}, '400': {description: Wrong.}}
    post:
      operationId: make_order
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        '204': {description: Made.}
        '400':
          description: Wrong.
          content: {application/json: {schema: {type: object, required: [why]}}}
    put:
      operationId: replace_orders
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'204': {description: Fine.}, '400': {description: Wrong.}}
    patch:
      operationId: change_orders
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'204': {description: Fine.}}
  /payments:
    parameters: [{name: PayPal-Request-Id, in: header, schema: {type: string}}]
    post:
      operationId: pay
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Sent'}}}}
      responses: {'201': {$ref: '#/components/responses/One'}}
  /payments/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: look, responses: {'200': {$ref: '#/components/responses/One'}}}
  /refunds:
    post:
      operationId: refund
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Sent'}}}}
      responses: {'201': {$ref: '#/components/responses/One'}}
  /refunds/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: look_again, responses: {'200': {$ref: '#/components/responses/One'}}}
components:
  responses:
    One:
      description: One.
      content: {application/json: {schema: {$ref: '#/components/schemas/One'}}}
  schemas:
    Sent:
      type: object
      properties: {value: {type: integer}, idempotency_key: {type: string}}
    One:
      type: object
      required: [id, value]
      properties: {id: {type: string}, value: {type: integer}}
""")


@pytest.mark.parametrize(("method", "status"), [("POST", 400), ("PUT", 400), ("PATCH", 422)])
def test_a_key_that_is_used_again_is_refused_as_documented(
    server: InProcess, method: str, status: int
) -> None:
    lines = (("Content-Type", "application/json"), ("Idempotency-Key", method))
    assert server.ask(Asked(method, "/orders", b"{}", lines)).status == 204
    refused = server.ask(Asked(method, "/orders", b'{"a": 1}', lines))
    assert refused.status == status
    assert refused.headers["paydrill-error"].startswith("This Idempotency-Key was used")


def test_a_key_means_nothing_to_what_reads_only(server: InProcess) -> None:
    for limit in (1, 2, 1):
        lines = (("Idempotency-Key", "k"),)
        answer = server.ask(Asked("GET", f"/orders?limit={limit}", b"", lines))
        assert (answer.status, "idempotency-replayed" in answer.headers) == (200, False)


def in_a_header(key: str) -> Asked:
    return as_json("POST", "/payments", {"value": 1}, PayPal_Request_Id=key)


def in_the_body(key: str) -> Asked:
    return as_json("POST", "/refunds", {"value": 1, "idempotency_key": key})


@pytest.mark.parametrize("keyed", [in_a_header, in_the_body])
def test_one_thing_is_made_under_a_key_of_any_name(
    server: InProcess, keyed: Callable[[str], Asked]
) -> None:
    first, again, other = (server.ask(keyed(each)).json() for each in ("one", "one", "two"))
    assert first == again
    assert first["id"] != other["id"]
