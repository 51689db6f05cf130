"""Payments that are made, and orders that are captured, while the client sees the line break."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.journeys.gallery.served import GALLERY, NOON
from tests.server_process import IN_MEMORY, PLAIN, Server, running


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    contracts = (str(GALLERY / f"{each}.yaml") for each in ("codes", "orders"))
    with running(*IN_MEMORY, *contracts) as started:
        yield started


@contextmanager
def client(server: Server, name: str, **credentials: str) -> Iterator[httpx.Client]:
    """A client of a sandbox of its own, in which the scenario of a contract decides."""
    url, scenario = f"{server.url}/~{name}", f"{name}-magic"
    with httpx.Client(base_url=url, headers=credentials, timeout=30, verify=PLAIN) as api:
        source = (GALLERY / f"{scenario}.yaml").read_text(encoding="utf-8")
        for target, body in (
            (f"scenarios/{scenario}", {"source": source}),
            ("scenarios/active", {"name": scenario}),
            ("clock", {"now": NOON, "frozen": True}),
        ):
            assert api.put(f"/_control/{target}", json=body).is_success
        yield api


def test_a_payment_is_found_again_under_its_key(server: Server):
    payment = {
        "amount": {"value": 1000, "currency": "EUR"},
        "reference": "cart-17",
        "paymentMethod": {"type": "scheme"},
    }
    sent = {"X-Case": "lost", "Idempotency-Key": "k1"}
    with client(server, "codes", **{"X-API-Key": "any"}) as api:
        with pytest.raises(httpx.ReadError):
            api.post("/v3/payments", json=payment, headers=sent)
        again = api.post("/v3/payments", json=payment, headers=sent)
        assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true")
        assert api.get("/v3/payments").json()["data"] == [again.json()]


def test_an_order_is_captured_all_the_same(server: Server):
    amount = {"currency_code": "EUR", "value": "100.99"}
    order = {"intent": "CAPTURE", "purchase_units": [{"amount": amount}]}
    with client(server, "orders", Authorization="Bearer any") as api:
        made = api.post("/v2/orders", json=order).json()
        links = {each["rel"]: each["href"] for each in made["links"]}
        assert api.post(links["approve"]).is_success
        with pytest.raises(httpx.ReadError):
            api.post(links["capture"])
        assert api.get(links["self"]).json()["status"] == "CAPTURED"
