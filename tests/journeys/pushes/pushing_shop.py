"""A contract that pushes: webhooks of several forms, and callbacks of its operations."""

from typing import Any

import httpx
from jsonschema import Draft202012Validator
from yaml import safe_load

CONTRACT = """
openapi: 3.1.0
info: {title: Pushing shop, version: "1"}
servers: [{url: https://pushing.example/v1}]
paths:
  /payments:
    post:
      operationId: createPayment
      parameters: [{name: Idempotency-Key, in: header, schema: {type: string}}]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                amount: {type: integer, minimum: 1}
                callbackUrl: {type: string}
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Payment'}}}
        '402': {description: Declined.}
      callbacks:
        onPaid:
          '{$request.body#/callbackUrl}':
            post:
              requestBody:
                content: {application/json: {schema: {$ref: '#/components/schemas/Payment'}}}
              responses: {'200': {description: Thanks.}}
        on moved:
          '{$request.body#/callbackUrl}/moved?id={$response.body#/id}':
            put:
              requestBody:
                content:
                  application/json:
                    schema:
                      type: object
                      required: [event, payment]
                      properties:
                        event: {type: string}
                        payment: {$ref: '#/components/schemas/Payment'}
              responses: {'200': {description: Thanks.}}
  /payments/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getPayment
      responses:
        '200':
          description: One.
          content: {application/json: {schema: {$ref: '#/components/schemas/Payment'}}}
  /customers:
    post:
      operationId: createCustomer
      requestBody:
        content:
          application/json: {schema: {type: object, properties: {name: {type: string}}}}
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Customer'}}}
  /customers/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getCustomer
      responses:
        '200':
          description: One.
          content: {application/json: {schema: {$ref: '#/components/schemas/Customer'}}}
  /customers/{id}/cards/{code}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: code, in: path, required: true, schema: {type: string}}
    put:
      operationId: putCard
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Card'}}}
    get:
      operationId: getCard
      responses:
        '200':
          description: One.
          content: {application/json: {schema: {$ref: '#/components/schemas/Card'}}}
webhooks:
  payment.paid:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}
      responses: {'200': {description: Thanks.}}
  payment failed:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [id, action, data]
              properties:
                id: {type: integer}
                action: {type: string}
                data: {type: object, required: [id], properties: {id: {type: string}}}
            example: {id: 12345, action: payment.updated, data: {id: '999'}}
      responses: {'200': {description: Thanks.}}
  card.expired:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/Event'}}}
      responses: {'200': {description: Thanks.}}
  tick:
    post:
      requestBody:
        content:
          application/xml:
            schema:
              type: object
              required: [n]
              properties: {n: {type: integer}}
              xml: {name: tick}
      responses: {'200': {description: Thanks.}}
  impossible:
    post:
      requestBody:
        content:
          application/json: {schema: {type: object, required: [a], properties: {a: false}}}
      responses: {'200': {description: Thanks.}}
components:
  schemas:
    Payment:
      type: object
      required: [id, amount, status]
      additionalProperties: false
      properties:
        id: {type: string, example: pay_9s6XKzkNRiz8i3}
        amount: {type: integer}
        status: {type: string, enum: [open, paid]}
        callbackUrl: {type: string}
        created_at: {type: string, format: date-time}
    Customer:
      type: object
      required: [id, name]
      properties: {id: {type: string, example: cus_9s6XKzkNRiz8i3}, name: {type: string}}
    Card:
      type: object
      required: [code, brand, expires]
      properties:
        code: {type: string}
        brand: {type: string, enum: [blue, red]}
        expires: {type: string}
    Event:
      type: object
      required: [id, type, created, data]
      properties:
        id: {type: string, example: evt_1}
        type: {type: string, enum: [customer.created, payment.paid, card.expired]}
        created: {type: integer, example: 1400000000}
        data:
          type: object
          required: [object]
          properties:
            object:
              anyOf:
                - $ref: '#/components/schemas/Customer'
                - $ref: '#/components/schemas/Payment'
                - $ref: '#/components/schemas/Card'
"""


def is_valid(message: Any, name: str) -> bool:
    """Whether a message keeps a schema of the contract."""
    document = safe_load(CONTRACT)
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return Draft202012Validator(schema).is_valid(message)


def made(api: httpx.Client, path: str, **body: Any) -> Any:
    """What a POST makes."""
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def send(api: httpx.Client, name: str, **more: str) -> httpx.Response:
    """Ask for a webhook or a callback."""
    return api.post("/_control/webhooks/send", json={"name": name, **more})
