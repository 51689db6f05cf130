"""The merchant's card API: the documents' examples, and every route."""

import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.journeys.shopping import (
    SEED_TOKENIZATION,
    TOKEN,
    TRANSACTION_ID,
    paid,
    pay,
    problem,
    stand_still,
    tokenize,
)

NOON = "2025-06-15T12:00:00.000Z"
BRANDS = [
    ("4532015112830366", "123", "Visa", "0366"),
    ("4111111111111111", "123", "Visa", "1111"),
    ("5425233430109903", "123", "Mastercard", "9903"),
    ("374245455400126", "1234", "American Express", "0126"),
    ("6011111111111117", "123", "Discover", "1117"),
]


def test_the_documents_card_becomes_a_token(api: httpx.Client):
    stand_still(api, NOON)
    answer = api.post("/api/v1/tokenize", json=SEED_TOKENIZATION)
    token = answer.json()
    assert answer.status_code == 201
    assert re.fullmatch(TOKEN, token["token"])
    known = {
        "token": token["token"],
        "last_four_digits": "0366",
        "card_type": "Visa",
        "expires_at": "2025-06-16T12:00:00.000Z",
        "created_at": NOON,
    }
    assert token == known | {"customer_id": "cust_123"}
    assert api.get(f"/api/v1/tokens/{token['token']}").json() == known | {"is_valid": True}


def test_the_documents_token_pays_and_its_transaction_is_read(api: httpx.Client):
    stand_still(api, NOON)
    token = api.post("/api/v1/tokenize", json=SEED_TOKENIZATION).json()["token"]
    order = {
        "token": token,
        "amount": 99.99,
        "currency": "USD",
        "customer_id": "cust_123",
        "description": "Order #12345",
    }
    answer = api.post("/api/v1/payments", json=order)
    payment = answer.json()
    assert answer.status_code == 201
    assert re.fullmatch(TRANSACTION_ID, payment["transaction_id"])
    assert payment["transaction_id"].startswith("txn_20250615120000_")
    description = order.pop("description")
    assert payment == order | {
        "transaction_id": payment["transaction_id"],
        "status": "success",
        "message": "Payment processed successfully",
        "processed_at": NOON,
    }
    answer = api.get(f"/api/v1/transactions/{payment['transaction_id']}")
    assert answer.status_code == 200
    assert answer.json() == payment | {
        "description": description,
        "card_info": {"last_four": "0366", "card_type": "Visa"},
        "amount_captured": 99.99,
        "refunded": False,
        "amount_refunded": 0,
        "refunds": [],
    }


@pytest.mark.parametrize(("number", "cvv", "brand", "last_four"), BRANDS)
def test_each_documented_test_card_is_taken_for_its_brand(
    api: httpx.Client, number: str, cvv: str, brand: str, last_four: str
):
    token = tokenize(api, card_number=number, cvv=cvv)
    known = api.get(f"/api/v1/tokens/{token}").json()
    assert (known["card_type"], known["last_four_digits"]) == (brand, last_four)
    assert known["is_valid"] is True


def test_spaces_and_dashes_in_a_number_are_skipped(api: httpx.Client):
    token = tokenize(api, card_number="3742 454554-00126", cvv="1234")
    assert api.get(f"/api/v1/tokens/{token}").json()["last_four_digits"] == "0126"


def test_the_currency_is_dollars_unless_stated(api: httpx.Client):
    assert pay(api, "12.50").json()["currency"] == "USD"


def test_a_token_pays_for_its_own_customer_only(api: httpx.Client):
    order = {"token": tokenize(api, "cust_1"), "amount": 10, "customer_id": "cust_2"}
    answer = api.post("/api/v1/payments", json=order)
    assert problem(answer) == (401, "invalid_token")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["detail"] == "Invalid or expired token"


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/tokens/tok_unknown", "token_not_found"),
        ("GET", "/transactions/txn_unknown", "transaction_not_found"),
        ("POST", "/transactions/txn_unknown/refund", "transaction_not_found"),
        ("POST", "/transactions/txn_unknown/capture", "transaction_not_found"),
        ("POST", "/transactions/txn_unknown/void", "transaction_not_found"),
    ],
)
def test_what_nobody_knows_is_a_404(api: httpx.Client, method: str, path: str, code: str):
    assert problem(api.request(method, f"/api/v1{path}")) == (404, code)


def test_a_refund_without_a_body_gives_everything_back(api: httpx.Client):
    stand_still(api, NOON)
    transaction = paid(api, "99.99")
    answer = api.post(f"/api/v1/transactions/{transaction}/refund")
    refund = answer.json()
    assert answer.status_code == 200
    assert re.fullmatch("ref_[0-9a-f]{16}", refund["refund_id"])
    assert refund == {
        "refund_id": refund["refund_id"],
        "original_transaction_id": transaction,
        "amount": 99.99,
        "currency": "USD",
        "customer_id": "cust_123",
        "status": "success",
        "message": "Refund processed successfully",
        "processed_at": NOON,
    }
    after = api.get(f"/api/v1/transactions/{transaction}").json()
    assert (after["refunded"], after["amount_refunded"], after["status"]) == (
        True,
        99.99,
        "success",
    )


def test_partial_refunds_follow_one_another_until_nothing_is_left(api: httpx.Client):
    transaction = paid(api, "100.00")
    refund = f"/api/v1/transactions/{transaction}/refund"
    for amount, reason in ((25.10, "One of four items"), (24.90, None)):
        assert api.post(refund, json={"amount": amount, "reason": reason}).status_code == 200
    assert api.post(refund).json()["amount"] == 50
    assert problem(api.post(refund)) == (400, "not_refundable")
    after = api.get(f"/api/v1/transactions/{transaction}").json()
    assert [(made["amount"], made["reason"]) for made in after["refunds"]] == [
        (25.1, "One of four items"),
        (24.9, None),
        (50, None),
    ]
    assert after["amount_refunded"] == 100


def test_a_refund_of_more_than_is_left_changes_nothing(api: httpx.Client):
    transaction = paid(api, "99.99")
    api.post(f"/api/v1/transactions/{transaction}/refund", json={"amount": 60})
    before = api.get(f"/api/v1/transactions/{transaction}").json()
    answer = api.post(f"/api/v1/transactions/{transaction}/refund", json={"amount": 40})
    assert problem(answer) == (400, "refund_exceeds_rest")
    assert "39.99 USD" in answer.json()["detail"]
    assert api.get(f"/api/v1/transactions/{transaction}").json() == before


@pytest.mark.parametrize("amount", ["0.01", "0.03"])
def test_only_a_successful_payment_is_refunded(api: httpx.Client, amount: str):
    answer = api.post(f"/api/v1/transactions/{paid(api, amount)}/refund")
    assert problem(answer) == (400, "not_refundable")
    assert answer.json()["detail"] == "Only successful transactions can be refunded"


def test_twenty_parallel_refunds_refund_exactly_once(api: httpx.Client):
    transaction = paid(api, "99.99")
    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda _: api.post(f"/api/v1/transactions/{transaction}/refund"), range(20))
        )
    assert sorted(answer.status_code for answer in answers) == [200, *[400] * 19]
    after = api.get(f"/api/v1/transactions/{transaction}").json()
    assert (after["amount_refunded"], len(after["refunds"])) == (99.99, 1)


def test_an_authorization_is_captured_in_part_and_once(api: httpx.Client):
    authorized = pay(api, "50.00", capture=False).json()
    assert (authorized["status"], authorized["amount"]) == ("authorized", 50)
    path = f"/api/v1/transactions/{authorized['transaction_id']}"
    assert problem(api.post(f"{path}/refund")) == (400, "not_refundable")
    assert problem(api.post(f"{path}/capture", json={"amount": 50.01}))[0] == 400
    captured = api.post(f"{path}/capture", json={"amount": 30.00})
    assert captured.status_code == 200
    body = captured.json()
    assert (body["status"], body["amount"], body["amount_captured"]) == ("success", 50, 30)
    assert problem(api.post(f"{path}/capture")) == (400, "not_capturable")
    assert problem(api.post(f"{path}/void")) == (400, "not_voidable")
    assert api.post(f"{path}/refund").json()["amount"] == 30


def test_an_authorization_is_captured_whole_without_a_body(api: httpx.Client):
    transaction = paid(api, "50.00", capture=False)
    captured = api.post(f"/api/v1/transactions/{transaction}/capture").json()
    assert (captured["status"], captured["amount_captured"]) == ("success", 50)


def test_an_authorization_is_voided(api: httpx.Client):
    path = f"/api/v1/transactions/{paid(api, '50.00', capture=False)}"
    voided = api.post(f"{path}/void")
    assert (voided.status_code, voided.json()["status"]) == (200, "voided")
    assert problem(api.post(f"{path}/capture")) == (400, "not_capturable")
    assert api.get(path).json()["amount_captured"] == 0


def test_an_authorization_nobody_captures_is_released_after_seven_days(api: httpx.Client):
    path = f"/api/v1/transactions/{paid(api, '50.00', capture=False)}"
    api.post("/_control/clock/advance", json={"by": "7d"})
    assert api.get(path).json()["status"] == "voided"
    assert problem(api.post(f"{path}/capture")) == (400, "not_capturable")
