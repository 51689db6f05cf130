"""The acquirer: the document's payload, and every route."""

import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.journeys.shopping import (
    JSON,
    SEED_AUTHORIZATION,
    UUID,
    authorize,
    pointers,
    problem,
    stand_still,
)

NOON = "2025-06-15T12:00:00.000Z"
UNKNOWN = "7f2c1a52-0f0b-4a0e-9d5c-2f6f0c7f4b11"


def test_the_documents_payload_is_paid_and_its_status_told(api: httpx.Client):
    stand_still(api, NOON)
    answer = api.post("/payment", content=SEED_AUTHORIZATION, headers=JSON)
    payment = answer.json()
    assert answer.status_code == 201
    assert re.fullmatch(UUID, payment["payment_id"])
    assert re.fullmatch("[0-9A-Z]{6}", payment["authorization_code"])
    assert payment == {
        "payment_id": payment["payment_id"],
        "status": "captured",
        "card_type": "Visa",
        "amount": 150,
        "currency": "USD",
        "customer_name": "Maria Oliveira",
        "card_number": "************1111",
        "response_code": "00",
        "authorization_code": payment["authorization_code"],
        "message": payment["message"],
        "timestamp": NOON,
    }
    answer = api.get(f"/status/{payment['payment_id']}")
    assert answer.status_code == 200
    assert answer.json() == payment | {
        "amount_captured": 150,
        "amount_refunded": 0,
        "settlement_batch_id": None,
        "merchant_reference": None,
    }


@pytest.mark.parametrize(
    ("amount", "status", "response_code", "message", "decline_code"),
    [
        ("0.01", "declined", "51", "Insufficient funds", "insufficient_funds"),
        ("0.02", "declined", "05", "Card declined", "card_declined"),
        ("0.03", "pending", None, "Payment pending verification", None),
        ("10000.00", "pending", None, "Large transaction - manual review required", None),
        ("9999.99", "captured", "00", None, None),
    ],
)
def test_a_documented_amount_has_its_documented_outcome(
    api: httpx.Client,
    amount: str,
    status: str,
    response_code: str | None,
    message: str | None,
    decline_code: str | None,
):
    answer = authorize(api, amount)
    body = answer.json()
    assert (answer.status_code, body["status"]) == (201, status)
    assert body["response_code"] == (response_code or body["response_code"])
    assert body["message"] == (message or body["message"])
    assert body.get("decline_code") == decline_code
    assert ("authorization_code" in body) == (status == "captured")
    assert api.get(f"/status/{body['payment_id']}").json()["status"] == status


@pytest.mark.parametrize("amount", ["0.01", "0.02", "0.03", "9999.99"])
def test_yen_have_no_decimals_and_are_not_rounded(api: httpx.Client, amount: str):
    assert pointers(authorize(api, amount, currency="JPY")) == ["/amount"]


def test_ten_thousand_yen_go_to_review(api: httpx.Client):
    assert authorize(api, "10000", currency="JPY").json()["status"] == "pending"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"card_number": "4111111111111112"}, ["/card_number"]),
        ({"expiry": "12/25"}, ["/expiry"]),
        ({"expiry": "13/30"}, ["/expiry"]),
        ({"cvv": "1234"}, ["/cvv"]),
        ({"card_number": "374245455400126", "cvv": "123"}, ["/cvv"]),
        ({"currency": "ZZZ"}, ["/currency"]),
        ({"customer_name": ""}, ["/customer_name"]),
        ({"surprise": 1}, ["/surprise"]),
        (
            {"card_number": "4111111111111112", "expiry": "12/25", "cvv": "1234"},
            ["/card_number", "/expiry", "/cvv"],
        ),
    ],
)
def test_a_wrong_field_is_named(api: httpx.Client, fields: dict[str, object], wrong: list[str]):
    stand_still(api, "2026-01-01T00:00:00Z")
    assert pointers(authorize(api, "10.00", **fields)) == wrong


def test_a_card_without_expiry_or_cvv_pays(api: httpx.Client):
    with_both = authorize(api, "10.00", expiry="12/99", cvv="123", merchant_reference="order-1")
    assert with_both.status_code == 201
    status = api.get(f"/status/{with_both.json()['payment_id']}").json()
    assert status["merchant_reference"] == "order-1"
    assert authorize(api, "10.00").status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "status"), ("POST", "refund"), ("POST", "capture"), ("POST", "void")],
)
def test_a_payment_nobody_knows_is_a_404(api: httpx.Client, method: str, path: str):
    answer = api.request(method, f"/{path}/{UNKNOWN}")
    assert problem(answer) == (404, "payment_not_found")
    assert answer.json()["detail"] == "Payment not found"


def test_a_refund_without_a_body_gives_everything_back(api: httpx.Client):
    stand_still(api, NOON)
    payment_id = authorize(api, "150.00").json()["payment_id"]
    answer = api.post(f"/refund/{payment_id}")
    refund = answer.json()
    assert answer.status_code == 200
    assert re.fullmatch(UUID, refund["refund_id"])
    assert refund == {
        "payment_id": payment_id,
        "refund_id": refund["refund_id"],
        "status": "refunded",
        "refund_status": "success",
        "amount": 150,
        "currency": "USD",
        "amount_refunded": 150,
        "message": refund["message"],
        "timestamp": NOON,
        "response_code": "00",
    }
    assert problem(api.post(f"/refund/{payment_id}")) == (400, "not_refundable")


def test_a_refund_in_part_leaves_the_rest(api: httpx.Client):
    payment_id = authorize(api, "150.00").json()["payment_id"]
    refund = api.post(f"/refund/{payment_id}", json={"amount": 50}).json()
    assert (refund["status"], refund["amount"]) == ("partially_refunded", 50)
    before = api.get(f"/status/{payment_id}").json()
    assert (before["status"], before["amount_refunded"]) == ("partially_refunded", 50)
    too_much = api.post(f"/refund/{payment_id}", json={"amount": 100.01})
    assert problem(too_much) == (400, "refund_exceeds_rest")
    assert api.get(f"/status/{payment_id}").json() == before
    assert api.post(f"/refund/{payment_id}").json()["amount"] == 100


def test_twenty_parallel_refunds_refund_exactly_once(api: httpx.Client):
    payment_id = authorize(api, "150.00").json()["payment_id"]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: api.post(f"/refund/{payment_id}"), range(20)))
    assert sorted(answer.status_code for answer in answers) == [200, *[400] * 19]
    assert api.get(f"/status/{payment_id}").json()["amount_refunded"] == 150


def test_an_authorization_is_captured_in_part_and_once(api: httpx.Client):
    authorized = authorize(api, "80.00", currency="BRL", capture=False).json()
    payment_id = authorized["payment_id"]
    assert (authorized["status"], authorized["response_code"]) == ("authorized", "00")
    assert problem(api.post(f"/refund/{payment_id}")) == (400, "not_refundable")
    assert problem(api.post(f"/capture/{payment_id}", json={"amount": 80.01}))[0] == 400
    captured = api.post(f"/capture/{payment_id}", json={"amount": 30}).json()
    assert (captured["status"], captured["amount_captured"]) == ("captured", 30)
    assert problem(api.post(f"/capture/{payment_id}")) == (400, "not_capturable")
    assert problem(api.post(f"/void/{payment_id}")) == (400, "not_voidable")
    assert api.post(f"/refund/{payment_id}").json()["amount"] == 30


def test_an_authorization_is_voided(api: httpx.Client):
    payment_id = authorize(api, "80.00", capture=False).json()["payment_id"]
    voided = api.post(f"/void/{payment_id}")
    assert (voided.status_code, voided.json()["status"]) == (200, "voided")
    assert problem(api.post(f"/capture/{payment_id}")) == (400, "not_capturable")


def test_an_authorization_nobody_captures_expires_after_seven_days(api: httpx.Client):
    payment_id = authorize(api, "80.00", capture=False).json()["payment_id"]
    api.post("/_control/clock/advance", json={"by": "7d"})
    assert api.get(f"/status/{payment_id}").json()["status"] == "expired"
