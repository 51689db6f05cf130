"""Exchanges for tests, as the server would tell an observer of them."""

from types import SimpleNamespace

from paydrill.pipeline.request import Request
from paydrill.values.times import ClockSetting

NOON_MS = 1_769_515_200_000
PAYMENT = b'{"token": "tok_7f8b248a37bea9c079ca8e3f182c1caf", "amount": 99.99, "currency": "USD"}'
PAID = b'{"transaction_id":"txn_20261121222023_2317754ff26f6052","status":"success"}'


def operation(id_="cards.create_payment", *, takes_card_numbers=False):
    """As much of an operation as an observer looks at."""
    contract = id_.partition(".")[0]
    return SimpleNamespace(id=id_, contract=contract, takes_card_numbers=takes_card_numbers)


def request(body=PAYMENT, *, path="/api/v1/payments", query=b"", headers=None, sandbox="shop"):
    """A request that was answered at noon in its sandbox, on a clock that stands still."""
    made = Request("POST", path, query, dict(headers or {}), sandbox, b"req_9f86d08100000001")
    made.body = body
    made.opened = SimpleNamespace(now_ms=NOON_MS, clock=ClockSetting(frozen_ms=NOON_MS))
    return made


def tell(recorder, asked=None, *, of="cards.create_payment", status=201, **answer):
    """Tell of one answer; `answer` may have a `body`, `rules` and a `wire`."""
    asked, body = asked or request(), answer.get("body", PAID)
    lines = [(b"x-request-id", asked.id), (b"content-type", b"application/json")]
    lines.append((b"content-length", b"%d" % len(body)))
    if "rules" in answer:
        lines.append((b"paydrill-rule", answer["rules"].encode()))
    return recorder.answered(asked, of and operation(of), status, lines, body, answer.get("wire"))
