"""Rules on operations of a contract that is not ours: what they match on, and what is answered."""

import itertools
from typing import Any

import orjson
import pytest

from tests.in_process import Answered, Asked, InProcess, as_json, only

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

server = only(CONTRACT)
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


@pytest.mark.parametrize(
    ("when", "fields", "expected"),
    [
        ("body: {/amount: 402}", {"amount": 402}, 503),
        ("body: {/amount: 402}", {"amount": 403}, 201),
        ("body: {/total: {min: 10}}", {"total": "12.50"}, 503),
        ("body: {/total: {min: 10}}", {"total": "9.99"}, 201),
        ("body: {/items/*/sku: gift-*}", {"items": [{"sku": "a"}, {"sku": "gift-1"}]}, 503),
        ("body: {/note: null}", {"note": None}, 503),
        ("body: {/note: {exists: false}}", {"note": None}, 201),
        ("body: {/note: {exists: false}}", {}, 503),
        ("body: {/note: {matches: '^a+$'}}", {"note": "aaa"}, 503),
        ("path: {id: 'cus_*'}", {}, 503),
        ("path: {id: 'x*'}", {}, 201),
        ("query: {dry-run: false}", {}, 503),
    ],
)
def test_a_rule_matches_what_was_sent(
    server: InProcess, when: str, fields: dict[str, Any], expected: int
):
    told = Shop(server, one_rule(when)).pay(**fields)
    assert told.status == expected
    assert ("paydrill-rule" in told.headers) == (expected == 503)


def test_a_form_counts_as_its_fields_with_their_types(server: InProcess):
    shop = Shop(server, one_rule("body: {/amount: 402, /items/0/sku: x}"))
    assert shop.form(PAY, "amount=402&items[0][sku]=x").status == 503
    assert shop.form(PAY, "amount=402").status == 201


def test_parameters_have_the_types_of_the_contract(server: InProcess):
    refuse = "fault: {status: 409, effect: none}"
    shop = Shop(server, one_rule("path: {id: 7}", refuse, "forgetPayment"))
    assert shop.call("DELETE", "/payments/7").status == 409
    assert shop.call("DELETE", "/payments/8").status == 204


def test_a_one_shot_has_these_conditions_too(server: InProcess):
    shop = Shop(server, "  []\n")
    fault = {"fault": {"status": 503, "effect": "none"}}
    rule = {"when": {"operation": "createPayment", "body": {"/amount": 402}}, "then": fault}
    assert orjson.loads(shop.ask("POST", "/_control/outcomes", rule).body)["when"] == rule["when"]
    assert [shop.pay(amount=each).status for each in (5, 402, 402)] == [201, 503, 201]


def test_an_explanation_takes_what_is_sent_and_says_which_pointer_held_what(server: InProcess):
    shop = Shop(server, one_rule("body: {/amount: 402}"))
    asked = {"operation": "createPayment", "path": {"id": "cus_1"}, "body": {"amount": 403}}
    told = shop.ask("POST", "/_control/scenarios/explain", asked).json()
    assert told["nearest"][0]["unmet"] == [
        {"condition": "body", "wanted": {"/amount": 402}, "found": {"/amount": 403}}
    ]
    assert "{/amount: 403}" in told["nearest"][0]["note"].replace('"', "")
    asked["body"] = {"amount": 402}
    told = shop.ask("POST", "/_control/scenarios/explain", asked).json()
    assert (told["applied"], told["fault"]["status"]) == (["mine/r"], 503)


def test_an_explanation_of_much_is_short(server: InProcess):
    places = ", ".join(f"/items/{each}/sku: {'y' * 199}" for each in range(20))
    shop = Shop(server, one_rule(f"body: {{{places}}}"))
    body = {"items": [{"sku": "x" * 5000}] * 20}
    asked = {"operation": "createPayment", "body": body}
    told = shop.ask("POST", "/_control/scenarios/explain", asked)
    assert len(told.body) < 20_000
