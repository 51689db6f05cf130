"""Where that is asked for, what a body refers to by id must be there."""

import itertools
from typing import Any

import pytest

from tests.in_process import Asked, InProcess, as_json, only

CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /customers:
    post:
      responses: {'201': {$ref: '#/components/responses/Customer'}}
  /customers/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {$ref: '#/components/responses/Customer'}}}
  /orders:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
        '422':
          description: Wrong.
          content:
            application/json:
              schema: {type: object, properties: {message: {type: string}}}
    get:
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Order'}}
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200':
          description: One.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
components:
  responses:
    Customer:
      description: One.
      content:
        application/json:
          schema:
            type: object
            required: [id]
            properties: {id: {type: string}, name: {type: string}}
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: {type: string, readOnly: true}
        customer_id: {type: string}
        customer: {type: object, properties: {id: {type: string}}}
        note: {type: string}
"""

server = only(CONTRACT, check_references=True)
_numbers = itertools.count(1)


@pytest.fixture
def prefix() -> str:
    """A sandbox of its own."""
    return f"/~referring-{next(_numbers)}"


@pytest.mark.parametrize(
    "wrap", [lambda id_: {"customer_id": id_}, lambda id_: {"customer": {"id": id_}}]
)
def test_a_reference_leads_to_a_thing(server: InProcess, prefix: str, wrap: Any) -> None:
    customer = server.ask(as_json("POST", f"{prefix}/customers", {})).json()["id"]
    assert server.ask(as_json("POST", f"{prefix}/orders", wrap(customer))).status == 201
    refused = server.ask(as_json("POST", f"{prefix}/orders", wrap("cus_none")))
    assert refused.status == 422
    assert "no customer has the id 'cus_none'" in refused.headers["paydrill-error"]
    assert len(server.ask(Asked("GET", f"{prefix}/orders")).json()) == 1


def test_what_is_not_referred_to_needs_not_be_there(server: InProcess, prefix: str) -> None:
    assert server.ask(as_json("POST", f"{prefix}/orders", {"note": "none"})).status == 201


unchecked = only(CONTRACT)


def test_references_are_free_where_that_is_not_asked_for(unchecked: InProcess, prefix: str) -> None:
    sent = as_json("POST", f"{prefix}/orders", {"customer_id": "cus_none"})
    assert unchecked.ask(sent).json()["customer_id"] == "cus_none"
