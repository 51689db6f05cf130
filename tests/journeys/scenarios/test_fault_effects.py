"""Whether money has moved when something goes wrong, and what a retry gets."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys.conftest import sandbox_of
from tests.journeys.shopping import paid, tokenize
from tests.server_process import IN_MEMORY, PATIENCE_S, Server, running

FAULTS = ("--scenario", str(Path(__file__).with_name("faults.yaml")))
KINDS = ("status", "reset", "timeout", "truncate", "malformed", "slow-drip")
KEY = "9d1c2a5e"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(*IN_MEMORY, *FAULTS) as started:
        yield started


@pytest.fixture
def api(server: Server, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    url = f"{server.url}/~{sandbox_of(request)}"
    with httpx.Client(base_url=url, timeout=PATIENCE_S) as client:
        yield client


class Till:
    """Pays and gives back, whatever becomes of the answers."""

    def __init__(self, api: httpx.Client) -> None:
        self._api = api
        self._token = tokenize(api)

    def pay(self, fault: str = "") -> httpx.Response:
        payment = {"token": self._token, "customer_id": "cust_123", "amount": 12.5}
        return self._post("/api/v1/payments", payment, fault)

    def give_back(self, payment: str, fault: str = "") -> httpx.Response:
        return self._post(f"/api/v1/transactions/{payment}/refund", {"amount": 10}, fault)

    def refunded(self, payment: str) -> float:
        """How much of a payment was given back, as far as the server knows."""
        return float(self._api.get(f"/api/v1/transactions/{payment}").json()["amount_refunded"])

    def payments(self) -> list[dict[str, Any]]:
        transactions = self._api.get("/api/v1/transactions").json()["transactions"]
        return list(transactions)

    def _post(self, path: str, body: Any, fault: str) -> httpx.Response:
        headers = {"Idempotency-Key": KEY} | ({"X-Fault": fault} if fault else {})
        return self._api.post(path, json=body, headers=headers)


@pytest.mark.parametrize("kind", KINDS)
def test_committed_a_retry_gets_the_answer_that_was_lost(api: httpx.Client, kind: str):
    till = Till(api)
    with suppress(httpx.TransportError):
        till.pay(f"{kind}-committed")
    (payment,) = till.payments()
    assert payment["status"] == "success"
    for fault in ("", f"{kind}-committed"):  # a replay comes before any rule
        again = till.pay(fault)
        assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true")
        assert again.json()["transaction_id"] == payment["transaction_id"]
    assert till.payments() == [payment]


@pytest.mark.parametrize("kind", KINDS)
def test_none_nothing_has_happened_and_a_retry_is_the_first(api: httpx.Client, kind: str):
    till = Till(api)
    with suppress(httpx.TransportError):
        till.pay(f"{kind}-none")
    assert till.payments() == []
    again = till.pay()
    assert again.status_code == 201
    assert "idempotency-replayed" not in again.headers
    assert [each["transaction_id"] for each in till.payments()] == [again.json()["transaction_id"]]


@pytest.mark.parametrize("effect", ["none", "committed"])
@pytest.mark.parametrize("kind", KINDS)
def test_money_is_given_back_once(api: httpx.Client, kind: str, effect: str):
    payment, till = paid(api), Till(api)
    with suppress(httpx.TransportError):
        till.give_back(payment, f"{kind}-{effect}")
    assert till.refunded(payment) == (10 if effect == "committed" else 0)
    again = till.give_back(payment)
    assert again.status_code == 200
    assert ("idempotency-replayed" in again.headers) == (effect == "committed")
    assert till.refunded(payment) == 10
    assert api.get("/_control/invariants").status_code == 200


@pytest.mark.parametrize("effect", ["none", "committed"])
def test_a_scripted_status_names_its_rule_and_when_to_come_back(api: httpx.Client, effect: str):
    answer = Till(api).pay(f"status-{effect}")
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
    assert answer.headers["paydrill-rule"] == f"faults/status-{effect}"
    assert answer.headers.get("retry-after") == ("7" if effect == "none" else None)
