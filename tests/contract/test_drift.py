"""A handler that drifts from its contract: its answer is never sent as if it were fine."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from paydrill.application import _connexion
from paydrill.contract.documents import Contract, load_contracts
from paydrill.contract.edge import Edge, Others
from paydrill.contract.exchange import Exchange
from paydrill.contract.guard import Guard
from paydrill.contract.routes import Routes
from paydrill.contract.sending import Sender
from paydrill.engine.errors import TokenNotFound
from paydrill.engine.idempotency import InFlight
from paydrill.stores.memory import MemoryStore
from paydrill.traffic.memory_log import MemoryLog
from paydrill.traffic.observer import Traffic
from tests.factories import make_engine
from tests.in_process import Answered, Asked, InProcess, as_json

CONTRACT = """
openapi: 3.0.3
info: {title: Orders, version: 1.0.0}
servers: [{url: /shop}]
paths:
  /orders/{id}:
    get:
      operationId: orders.show_order
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: Idempotency-Key, in: header, schema: {type: string}}
      responses:
        '200':
          description: The order.
          headers:
            Paydrill-Rule: {schema: {type: string, maxLength: 5}}
          content:
            application/json: {schema: {$ref: '#/components/schemas/Order'}}
            text/csv: {schema: {type: string}}
        4XX:
          description: Refused.
          content: {application/problem+json: {schema: {type: object}}}
  /orders:
    post:
      operationId: orders.make_order
      requestBody:
        required: true
        content: {application/json: {schema: {type: object}}}
      responses:
        '201':
          description: Made.
          headers:
            Location: {required: true, schema: {type: string}}
          content: {application/json: {schema: {type: object}}}
components:
  schemas:
    Order:
      type: object
      additionalProperties: false
      required: [id, lines]
      properties:
        id: {type: string, maxLength: 8}
        note: {type: string, nullable: true}
        state: {type: string, enum: [open, paid]}
        lines:
          type: array
          items:
            type: object
            required: [amount]
            properties: {amount: {type: number, minimum: 0}}
"""
GOOD = {"id": "o_1", "lines": [{"amount": 5}], "note": None}

# What the handler returns, and what the log and the client are told of it.
DRIFTS: list[tuple[str, Any, str]] = [
    ("wrong status", (GOOD, 202), "answered 202, which is a status its contract does not document"),
    ("server error", (GOOD, 503), "answered 503, which is a status"),
    ("media type of no answer", (GOOD, 200, "text/html"), "as text/html, which is not documented"),
    ("media type of another", (GOOD, 404, "application/json"), "as application/json, which is not"),
]
BODY_DRIFTS: list[tuple[str, Any, str]] = [
    ("missing field", ({"id": "o_1"}, 200), "/lines is required."),
    ("extra field", (GOOD | {"cvv": 123}, 200), "/cvv is not a field"),
    ("wrong type", (GOOD | {"id": 7}, 200), "/id must be a string."),
    ("too long", (GOOD | {"id": "o_1234567"}, 200), "/id must have at most 8 characters."),
    ("not of the list", (GOOD | {"state": "lost"}, 200), "/state must be one of open, paid."),
    ("null", (None, 200), "must be an object."),
    ("deep within", (GOOD | {"lines": [{"amount": 5}, {}]}, 200), "/lines/1/amount is required."),
    ("negative", (GOOD | {"lines": [{"amount": -1}]}, 200), "/lines/0/amount must be at least 0."),
    ("bytes of another shape", (b'{"id": "o_1"}', 200), "/lines is required."),
]


async def nothing_to_send(_: str) -> None:
    """No webhook is to come before an answer."""


class Shop:
    """A server over the contract, with handlers that tests bring along."""

    def __init__(self, contracts: tuple[Contract, ...], pipeline: str) -> None:
        self.traffic = Traffic(MemoryLog(100))
        self.show: Callable[[], Any] = lambda: (GOOD, 200)
        self.make: Callable[[], Any] = lambda: ({}, 201)
        handlers = {
            "orders.show_order": lambda sandbox, id: self.show(),  # noqa: ARG005 - called by name
            "orders.make_order": lambda sandbox, body: self.make(),  # noqa: ARG005
        }
        operations = contracts[0].operations
        store = MemoryStore()
        engine, in_flight = make_engine(store), InFlight()
        exchanges = {
            each.id: Exchange(each, handlers[each.id], engine, in_flight, {}) for each in operations
        }
        routes, sender = Routes(operations), Sender(self.traffic, nothing_to_send)
        app, at_once = _connexion(pipeline, contracts, exchanges, routes, sender, store)
        others = Others(lifespan=app, sockets=None, at_once=at_once)
        self.application = Edge(app, routes, Guard(None), sender, others)
        self.server = InProcess(self.application)

    def ask(self, **headers: str) -> Answered:
        lines = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return self.server.ask(Asked("GET", "/shop/orders/o_1", headers=lines))


@pytest.fixture(params=["compiled"])
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Shop]:
    (tmp_path / "orders.yaml").write_text(CONTRACT, encoding="utf-8")
    opened = Shop(load_contracts(tmp_path), request.param)
    yield opened
    opened.server.close()


@pytest.mark.parametrize("shop", ["compiled", "stock"], indirect=True)
def test_an_answer_that_keeps_the_contract_is_sent(shop: Shop, caplog: pytest.LogCaptureFixture):
    answer = shop.ask()
    assert (answer.status, answer.json()) == (200, GOOD)
    shop.show = lambda: ("id;lines", 200, "text/csv")
    as_csv = shop.ask()
    assert (as_csv.status, as_csv.media_type, as_csv.body) == (200, "text/csv", b"id;lines")
    assert caplog.records == []


@pytest.mark.parametrize(("_name", "returned", "says"), DRIFTS + BODY_DRIFTS)
def test_an_answer_that_breaks_the_contract_is_a_500_that_says_where(
    shop: Shop, caplog: pytest.LogCaptureFixture, _name: str, returned: Any, says: str
):
    shop.show = lambda: returned
    answer = shop.ask()
    assert (answer.status, answer.media_type) == (500, "application/problem+json")
    problem = answer.json()
    assert problem["code"] == "contract_broken"
    assert problem["detail"].startswith(f"orders.show_order answered {returned[1]}, ")
    assert says in problem["detail"]
    assert [record.getMessage() for record in caplog.records] == [problem["detail"]]
    assert caplog.records[0].levelno == logging.ERROR
    assert counted(shop) == {("orders.show_order", 500): 1}


@pytest.mark.parametrize("shop", ["stock"], indirect=True)
@pytest.mark.parametrize(("_name", "returned", "_says"), BODY_DRIFTS)
def test_the_stock_pipeline_does_not_send_a_body_that_drifts_either(
    shop: Shop, _name: str, returned: Any, _says: str
):
    shop.show = lambda: returned
    answer = shop.ask()
    assert (answer.status, answer.media_type) == (500, "application/problem+json")
    assert answer.json()["code"] == "contract_broken"
    assert counted(shop) == {("orders.show_order", 500): 1}


def test_several_faults_are_told_at_once(shop: Shop):
    shop.show = lambda: ({"id": 7, "lines": [{}]}, 200)
    detail = shop.ask().json()["detail"]
    assert "/id must be a string." in detail
    assert "/lines/0/amount is required." in detail


def test_a_missing_header_is_a_500(shop: Shop, caplog: pytest.LogCaptureFixture):
    answer = shop.server.ask(as_json("POST", "/shop/orders", {}))
    assert answer.status == 500
    detail = "orders.make_order answered 201, without the header Location"
    assert answer.json()["detail"] == detail
    assert detail in caplog.text
    assert counted(shop) == {("orders.make_order", 500): 1}


def test_a_header_that_breaks_its_schema_is_a_500(tmp_path: Path):
    # Of the headers an exchange gives, a replay's is the one a request can ask for.
    header = "Idempotency-Replayed: {schema: {type: string, enum: ['never']}}"
    changed = CONTRACT.replace("Paydrill-Rule: {schema: {type: string, maxLength: 5}}", header)
    assert changed != CONTRACT
    (tmp_path / "orders.yaml").write_text(changed, encoding="utf-8")
    shop = Shop(load_contracts(tmp_path), "compiled")
    assert shop.ask(Idempotency_Key="one").status == 200
    again = shop.ask(Idempotency_Key="one")
    shop.server.close()
    assert again.status == 500
    assert again.json()["detail"].startswith("orders.show_order answered 200, with a header ")
    assert "Idempotency-Replayed that breaks its schema" in again.json()["detail"]


def test_a_refusal_that_the_contract_does_not_document_is_a_500(shop: Shop):
    def refuse() -> None:
        raise TokenNotFound

    shop.show = shop.make = refuse
    assert shop.ask().status == 404  # documented as 4XX
    undocumented = shop.server.ask(as_json("POST", "/shop/orders", {}))
    assert undocumented.status == 500
    assert undocumented.json()["detail"].startswith("orders.make_order answered 404, ")


def test_a_drift_stays_a_500_when_it_is_repeated_under_its_key(shop: Shop):
    shop.show = lambda: ({"id": "o_1"}, 200)
    answers = [shop.ask(Idempotency_Key="one") for _ in range(2)]
    assert [answer.status for answer in answers] == [500, 500]


def test_a_handler_that_fails_tells_the_log_and_not_the_client(
    shop: Shop, caplog: pytest.LogCaptureFixture
):
    def fail() -> None:
        raise RuntimeError("4111111111111111")

    shop.show = fail
    answer = shop.ask()
    assert (answer.status, answer.json()["code"]) == (500, "internal_error")
    assert "4111111111111111" not in answer.body.decode()
    assert "orders.show_order failed" in caplog.text
    assert "RuntimeError" in caplog.text
    assert counted(shop) == {("orders.show_order", 500): 1}


def counted(shop: Shop) -> dict[tuple[str | None, int], int]:
    """The server's own count of its answers, by operation and status."""
    return shop.traffic.met(None).answers
