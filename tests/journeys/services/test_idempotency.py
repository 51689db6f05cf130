"""`Idempotency-Key`: the same request twice is done once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.journeys.shopping import JSON, authorize, problem, stand_still, tokenize

KEY = {"Idempotency-Key": "5f0c2c1e-7d0a-4a55-9e0c-9b1c2f1c7a10"}


def order(api: httpx.Client, amount: float = 99.99) -> dict[str, Any]:
    return {"token": tokenize(api), "amount": amount, "customer_id": "cust_123"}


def payments_of(api: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get("/api/v1/transactions").json()["transactions"]
    return found


@pytest.mark.parametrize("amount", [99.99, 0.01, 0.03])
def test_a_replay_is_the_same_answer_and_no_second_payment(api: httpx.Client, amount: float):
    body = order(api, amount)
    first = api.post("/api/v1/payments", json=body, headers=KEY)
    assert "idempotency-replayed" not in first.headers
    for _ in range(2):
        again = api.post("/api/v1/payments", json=body, headers=KEY)
        assert again.headers["idempotency-replayed"] == "true"
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.headers.get("paydrill-rule") == first.headers.get("paydrill-rule")
    assert len(payments_of(api)) == 1


def test_the_same_request_may_be_written_differently(api: httpx.Client):
    body = order(api)
    first = api.post("/api/v1/payments", json=body, headers=KEY)
    other_way_round = dict(reversed(body.items()))
    again = api.post("/api/v1/payments", json=other_way_round, headers=KEY)
    assert again.content == first.content


@pytest.mark.parametrize("written", ["10.0", "10.00", "1e1", "1E+1", "100e-1"])
def test_a_number_may_be_written_differently(api: httpx.Client, written: str):
    first = api.post("/payments", content='{"value": 10}', headers=KEY | JSON)
    assert first.status_code == 201
    again = api.post("/payments", content=f'{{ "value" :{written} }}', headers=KEY | JSON)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == first.content
    other = api.post("/payments", content='{"value": 10.01}', headers=KEY | JSON)
    assert other.status_code == 422


def test_another_request_under_the_key_is_a_422(api: httpx.Client):
    body = order(api)
    api.post("/api/v1/payments", json=body, headers=KEY)
    other = api.post("/api/v1/payments", json={**body, "amount": 1}, headers=KEY)
    assert problem(other) == (422, "idempotency_key_reused")
    elsewhere = api.post("/payments", json={"value": 10}, headers=KEY)
    assert elsewhere.status_code == 422
    assert elsewhere.json().keys() == {"message"}
    assert len(payments_of(api)) == 1


def test_what_failed_validation_is_not_kept(api: httpx.Client):
    body = order(api)
    wrong = api.post("/api/v1/payments", json={**body, "amount": 0.001}, headers=KEY)
    assert wrong.status_code == 400
    assert api.post("/api/v1/payments", json=body, headers=KEY).status_code == 201


def test_a_key_is_kept_for_24_hours(api: httpx.Client):
    stand_still(api, "2026-01-27T00:00:00Z")
    first = authorize(api, "10.00").json()["payment_id"]
    path = f"/refund/{first}"
    refund = api.post(path, json={"amount": 4}, headers=KEY).json()
    stand_still(api, "2026-01-27T23:59:59Z")
    assert api.post(path, json={"amount": 4}, headers=KEY).json() == refund
    stand_still(api, "2026-01-28T00:00:00Z")
    assert api.post(path, json={"amount": 4}, headers=KEY).json()["amount_refunded"] == 8


def test_thirty_calls_at_once_make_one_payment(api: httpx.Client):
    body = order(api)

    def call(_: int) -> httpx.Response:
        return api.post("/api/v1/payments", json=body, headers=KEY)

    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(call, range(30)))
    [payment] = payments_of(api)
    for answer in answers:
        if answer.status_code == 201:
            assert answer.json()["transaction_id"] == payment["transaction_id"]
        else:
            assert problem(answer) == (409, "idempotency_key_in_use")
    first = [a for a in answers if a.is_success and "idempotency-replayed" not in a.headers]
    assert len(first) == 1


def acquirer_refund(api: httpx.Client) -> str:
    return f"/refund/{authorize(api, '10.00').json()['payment_id']}"


def acquirer_capture(api: httpx.Client) -> str:
    return f"/capture/{authorize(api, '10.00', capture=False).json()['payment_id']}"


def acquirer_void(api: httpx.Client) -> str:
    return f"/void/{authorize(api, '10.00', capture=False).json()['payment_id']}"


def card_path(api: httpx.Client, action: str, *, capture: bool) -> str:
    body = {**order(api), "capture": capture}
    made = api.post("/api/v1/payments", json=body).json()
    return f"/api/v1/transactions/{made['transaction_id']}/{action}"


def pix_refund(api: httpx.Client) -> str:
    charge = api.post("/payments", json={"value": 10}).json()["payment"]
    body = {"bank_payment_id": charge["bank_payment_id"], "value": 10}
    assert api.post("/payments/pix/confirmation", json=body).is_success
    return f"/payments/pix/{charge['id']}/refund"


@pytest.mark.parametrize(
    "path_of",
    [
        acquirer_refund,
        acquirer_capture,
        acquirer_void,
        lambda api: card_path(api, "refund", capture=True),
        lambda api: card_path(api, "capture", capture=False),
        lambda api: card_path(api, "void", capture=False),
        pix_refund,
    ],
    ids=["refund", "capture", "void", "cards-refund", "cards-capture", "cards-void", "pix-refund"],
)
def test_every_move_of_money_can_be_repeated(
    api: httpx.Client, path_of: Callable[[httpx.Client], str]
):
    path = path_of(api)
    first = api.post(path, headers=KEY)
    assert first.status_code == 200
    again = api.post(path, headers=KEY)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == first.content


def test_a_key_belongs_to_its_sandbox(api: httpx.Client):
    first = api.post("/payments", json={"value": 10}, headers=KEY)
    elsewhere = httpx.URL(str(api.base_url).rstrip("/") + "-2/payments")
    other = api.post(elsewhere, json={"value": 10}, headers=KEY)
    assert "idempotency-replayed" not in other.headers
    assert other.json()["payment"]["bank_payment_id"] != first.json()["payment"]["bank_payment_id"]
