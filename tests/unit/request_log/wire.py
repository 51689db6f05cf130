"""Exchanges for tests, as the server would tell an observer of them."""

from types import SimpleNamespace

from paydrill.pipeline.request import Request
from paydrill.pipeline.response import Response
from paydrill.pipeline.result import Result
from paydrill.values.times import ClockSetting

NOON_MS = 1_769_515_200_000
FROZEN = ClockSetting(frozen_ms=NOON_MS)
PAYMENT = b'{"token": "tok_7f8b248a37bea9c079ca8e3f182c1caf", "amount": 99.99, "currency": "USD"}'
PAID = b'{"transaction_id":"txn_20261121222023_2317754ff26f6052","status":"success"}'


def operation(id_="cards.create_payment", *, takes_card_numbers=False):
    """As much of an operation as an observer looks at."""
    contract = id_.partition(".")[0]
    return SimpleNamespace(id=id_, contract=contract, takes_card_numbers=takes_card_numbers)


def request(body=PAYMENT, *, path="/api/v1/payments", query=b"", headers=None, sandbox="shop"):
    """A request for a sandbox."""
    made = Request("POST", path, query, dict(headers or {}), sandbox, b"req_9f86d08100000001")
    made.body = body
    return made


def tell(recorder, asked=None, *, of="cards.create_payment", status=201, **answer):
    """Tell of one answer; `answer` may have a `body`, `rules`, a `wire`, and a `clock`.

    The clock is that of its sandbox at noon, and stands still; `None` where that was not opened.
    """
    asked, body = asked or request(), answer.get("body", PAID)
    rules, clock = answer.get("rules", ""), answer.get("clock", FROZEN)
    fields = b"x-request-id: %b\r\ncontent-type: application/json\r\n" % asked.id
    fields += b"content-length: %d\r\n" % len(body)
    if rules:
        fields += f"paydrill-rule: {rules}\r\n".encode()
    named = tuple(rules.split(", ")) if rules else ()
    response = Response(status, "application/json", {}, {}, answer.get("wire"), named)
    result = Result(of and operation(of), response, NOON_MS, clock)
    return recorder.record(asked, result, fields, body)
