"""A handler that drifts from its contract: its answer is never sent as if it were fine."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from paydrill.payments.errors import TokenNotFound
from tests.contract.shop import CONTRACT, GOOD, WAYS, Shop
from tests.in_process import as_json

# What the handler returns, and what the log and the client are told of it.
DRIFTS: list[tuple[str, Any, str]] = [
    ("wrong status", (GOOD, 202), "answered 202, which is a status its contract does not document"),
    ("server error", (GOOD, 503), "answered 503, which is a status"),
    ("media type of no answer", (GOOD, 200, "text/html"), "as text/html, which is not documented"),
    ("media type of another", (GOOD, 404, "application/json"), "as application/json, which is not"),
]
BODY_DRIFTS: list[tuple[str, Any, str]] = [
    ("missing field", ({"id": "o_1"}, 200), "/lines is required"),
    ("extra field", (GOOD | {"cvv": 123}, 200), "/cvv is not a field"),
    ("wrong type", (GOOD | {"id": 7}, 200), "/id must be a string"),
    ("too long", (GOOD | {"id": "o_1234567"}, 200), "/id must have at most 8 characters"),
    ("not of the list", (GOOD | {"state": "lost"}, 200), "/state must be one of open, paid"),
    ("null", (None, 200), "must be an object"),
    ("deep within", (GOOD | {"lines": [{"amount": 5}, {}]}, 200), "/lines/1/amount is required"),
    ("negative", (GOOD | {"lines": [{"amount": -1}]}, 200), "/lines/0/amount must be at least 0"),
    ("bytes of another shape", (b'{"id": "o_1"}', 200), "/lines is required"),
]

KEEPING = CONTRACT.replace("    get:", "    put:")
"""Its operation keeps responses under a key, which one that only reads does not."""


@pytest.fixture(params=WAYS)
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Shop]:
    opened = Shop(tmp_path, request.param)
    yield opened
    opened.server.close()


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
    assert shop.counted == {("orders.show_order", 500): 1}


def test_several_faults_are_told_at_once(shop: Shop):
    shop.show = lambda: ({"id": 7, "lines": [{}]}, 200)
    detail = shop.ask().json()["detail"]
    assert "/id must be a string" in detail
    assert "/lines/0/amount is required" in detail


def test_a_missing_header_is_a_500(shop: Shop, caplog: pytest.LogCaptureFixture):
    answer = shop.server.ask(as_json("POST", "/shop/orders", {}))
    assert answer.status == 500
    detail = "orders.make_order answered 201, without the header Location"
    assert answer.json()["detail"] == detail
    assert detail in caplog.text
    assert shop.counted == {("orders.make_order", 500): 1}


@pytest.mark.parametrize("way", WAYS)
def test_a_header_that_breaks_its_schema_is_a_500(tmp_path: Path, way: str):
    # Of the headers an exchange gives, a replay's is the one a request can ask for.
    header = "Idempotency-Replayed: {schema: {type: string, enum: ['never']}}"
    changed = KEEPING.replace("Paydrill-Rule: {schema: {type: string, maxLength: 5}}", header)
    assert changed != KEEPING
    shop = Shop(tmp_path, way, contract=changed)
    assert shop.ask("PUT", Idempotency_Key="one").status == 200
    again = shop.ask("PUT", Idempotency_Key="one")
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


@pytest.mark.parametrize("way", WAYS)
def test_a_drift_stays_a_500_when_it_is_repeated_under_its_key(tmp_path: Path, way: str):
    shop = Shop(tmp_path, way, contract=KEEPING)
    shop.show = lambda: ({"id": "o_1"}, 200)
    answers = [shop.ask("PUT", Idempotency_Key="one") for _ in range(2)]
    shop.server.close()
    assert [answer.status for answer in answers] == [500, 500]
