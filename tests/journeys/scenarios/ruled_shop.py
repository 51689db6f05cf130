"""A shop whose contract is not ours, in sandboxes that have rules of their own."""

import itertools
from typing import Any

from tests.in_process import Answered, Asked, InProcess, as_json

CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: 1.0.0}
paths:
  /customers/{id}/payments:
    post:
      operationId: createPayment
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: dry-run, in: query, schema: {type: boolean, default: false}}
        - {name: Idempotency-Key, in: header, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Ask'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Ask'}}
      responses:
        '201':
          description: Paid.
          headers: {X-Trace: {schema: {type: string, maxLength: 8}}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Payment'}
            application/xml:
              schema: {$ref: '#/components/schemas/Payment'}
        '402':
          description: Declined.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Wrong'}
              examples:
                declined: {value: {error: {code: card_declined}}}
                limit-exceeded: {value: {error: {code: limit_exceeded, limit: '10000'}}}
        '503': {description: Down., content: {application/json: {schema: {type: object}}}}
  /payments/{id}:
    delete:
      operationId: forgetPayment
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'204': {description: Gone.}, '409': {description: Not now.}}
components:
  schemas:
    Ask:
      type: object
      required: [amount]
      properties:
        amount: {type: integer}
        total: {type: string}
        note: {type: [string, 'null']}
        items: {type: array, items: {type: object, properties: {sku: {type: string}}}}
    Payment:
      type: object
      required: [id, amount, status]
      properties:
        id: {type: string}
        amount: {type: integer}
        status: {type: string, enum: [paid, pending]}
    Wrong:
      type: object
      required: [error]
      properties:
        error:
          type: object
          required: [code]
          additionalProperties: false
          properties:
            code: {type: string, enum: [card_declined, limit_exceeded, insufficient_funds]}
            limit: {type: string}
"""

_numbers = itertools.count(1)
PAY = "/customers/cus_1/payments"
REFUSE = "fault: {status: 503, effect: none}"


class Shop:
    """A sandbox of the server with a scenario of its own."""

    def __init__(self, server: InProcess, rules: str) -> None:
        self._server = server
        self._prefix = f"/~rules-{next(_numbers)}"
        source = f"scenario: 1\nname: mine\nrules:\n{rules}"
        self.ask("PUT", "/_control/scenarios/mine", {"source": source})
        self.ask("PUT", "/_control/scenarios/active", {"name": "mine"})

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answered:
        told = self.call(method, path, body, **headers)
        assert told.status < 300, told.body
        return told

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answered:
        target = self._prefix + path
        if body is None:
            own = tuple((name.replace("_", "-"), value) for name, value in headers.items())
            return self._server.ask(Asked(method, target, b"", own))
        return self._server.ask(as_json(method, target, body, **headers))

    def form(self, path: str, text: str) -> Answered:
        header = ("Content-Type", "application/x-www-form-urlencoded")
        return self._server.ask(Asked("POST", self._prefix + path, text.encode(), (header,)))

    def pay(self, **fields: Any) -> Answered:
        return self.call("POST", PAY, {"amount": 5} | fields)


def one_rule(when: str, then: str = REFUSE, operation: str = "createPayment") -> str:
    return f"  - id: r\n    when: {{operation: {operation}, {when}}}\n    then: {{{then}}}\n"
