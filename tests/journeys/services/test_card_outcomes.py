"""What becomes of a card: amounts that mean something, tokens that age, cards no bank printed."""

import httpx
import pytest

from tests.journeys.shopping import (
    authorize,
    pay,
    pointers,
    post_literal,
    problem,
    stand_still,
    tokenization,
    tokenize,
)

OUTCOMES = [
    ("0.01", "failed", "Insufficient funds", "insufficient_funds", "insufficient-funds"),
    ("0.010", "failed", "Insufficient funds", "insufficient_funds", "insufficient-funds"),
    ("1e-2", "failed", "Insufficient funds", "insufficient_funds", "insufficient-funds"),
    ("0.02", "failed", "Card declined", "card_declined", "card-declined"),
    ("0.03", "pending", "Payment pending verification", None, "verification"),
    ("9999.99", "success", "Payment processed successfully", None, None),
    (
        "10000.00",
        "pending",
        "Large transaction - manual review required",
        None,
        "manual-review",
    ),
    (
        "10000.01",
        "pending",
        "Large transaction - manual review required",
        None,
        "manual-review",
    ),
]


@pytest.mark.parametrize(("amount", "status", "message", "decline_code", "rule"), OUTCOMES)
def test_a_documented_amount_has_its_documented_outcome(
    api: httpx.Client,
    amount: str,
    status: str,
    message: str,
    decline_code: str | None,
    rule: str | None,
):
    answer = pay(api, amount)
    body = answer.json()
    assert answer.status_code == 201
    assert (body["status"], body["message"]) == (status, message)
    assert body.get("decline_code") == decline_code
    assert answer.headers.get("paydrill-rule") == (rule and f"default/{rule}")
    assert api.get(f"/api/v1/transactions/{body['transaction_id']}").json()["status"] == status


@pytest.mark.parametrize("amount", ["0.01", "0.02", "0.03", "9999.99", "0.5"])
def test_yen_have_no_decimals_and_are_not_rounded(api: httpx.Client, amount: str):
    answer = pay(api, amount, currency="JPY")
    assert pointers(answer) == ["/amount"]
    assert api.get("/api/v1/transactions").json()["transactions"] == []


@pytest.mark.parametrize("amount", ["10000", "10000.00"])
def test_ten_thousand_yen_go_to_review(api: httpx.Client, amount: str):
    assert pay(api, amount, currency="JPY").json()["status"] == "pending"


@pytest.mark.parametrize("amount", ["0.011", "0", "-1", "0.001", "10000000000", '"99.99"', "null"])
def test_an_amount_that_cannot_be_paid_names_the_field(api: httpx.Client, amount: str):
    assert pointers(pay(api, amount)) == ["/amount"]
    assert api.get("/api/v1/transactions").json()["transactions"] == []


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1e400", "01", ".5"])
def test_a_number_that_json_does_not_have_is_refused(api: httpx.Client, amount: str):
    assert problem(pay(api, amount))[0] == 400
    assert api.get("/api/v1/transactions").json()["transactions"] == []


@pytest.mark.parametrize("currency", ["XXX", "ZZZ", "usd", "US"])
def test_a_currency_nobody_pays_in_names_the_field(api: httpx.Client, currency: str):
    assert pointers(pay(api, "10.00", currency=currency)) == ["/currency"]


def test_every_wrong_field_is_named_at_once(api: httpx.Client):
    body = {"amount": 0, "currency": 7, "customer_id": "", "tip": 1}
    found = pointers(api.post("/api/v1/payments", json=body))
    assert sorted(found) == ["/amount", "/currency", "/customer_id", "/tip", "/token"]


def test_a_token_works_for_24_hours_and_not_a_second_longer(api: httpx.Client):
    stand_still(api, "2026-01-27T00:00:00Z")
    token = tokenize(api)
    order = {"token": token, "amount": 10, "customer_id": "cust_123"}
    stand_still(api, "2026-01-27T23:59:59Z")
    assert api.post("/api/v1/payments", json=order).status_code == 201
    assert api.get(f"/api/v1/tokens/{token}").json()["is_valid"] is True
    stand_still(api, "2026-01-28T00:00:00Z")
    assert api.get(f"/api/v1/tokens/{token}").json()["is_valid"] is False
    assert problem(api.post("/api/v1/payments", json=order)) == (401, "invalid_token")


@pytest.mark.parametrize(
    ("card", "wrong"),
    [
        ({"card_number": "4532015112830367"}, ["/card/card_number"]),
        ({"card_number": "453201511283036"}, ["/card/card_number"]),
        ({"card_number": "4532a15112830366"}, ["/card/card_number"]),
        ({"cvv": "1234"}, ["/card/cvv"]),
        ({"cvv": "12"}, ["/card/cvv"]),
        ({"card_number": "374245455400126", "cvv": "123"}, ["/card/cvv"]),
        ({"expiry_year": 2025, "expiry_month": 12}, ["/card/expiry_year"]),
        ({"expiry_month": 13}, ["/card/expiry_month"]),
        ({"expiry_month": 0}, ["/card/expiry_month"]),
        (
            {"card_number": "4532015112830367", "expiry_year": 2025, "cvv": "1234"},
            ["/card/card_number", "/card/expiry_year", "/card/cvv"],
        ),
    ],
)
def test_a_card_no_bank_printed_names_what_is_wrong(
    api: httpx.Client, card: dict[str, object], wrong: list[str]
):
    stand_still(api, "2026-01-01T00:00:00Z")
    assert pointers(api.post("/api/v1/tokenize", json=tokenization(**card))) == wrong


def test_a_card_is_good_to_the_end_of_its_month(api: httpx.Client):
    last_month = tokenization(expiry_year=2025, expiry_month=12)
    stand_still(api, "2025-12-31T23:59:59.999Z")
    assert api.post("/api/v1/tokenize", json=last_month).status_code == 201
    stand_still(api, "2026-01-01T00:00:00Z")
    assert pointers(api.post("/api/v1/tokenize", json=last_month)) == ["/card/expiry_year"]


def test_a_refund_is_as_exact_as_a_payment(api: httpx.Client):
    transaction = pay(api, "100", currency="JPY").json()["transaction_id"]
    path = f"/api/v1/transactions/{transaction}/refund"
    assert pointers(post_literal(api, path, "amount", "0.5", {})) == ["/amount"]
    assert api.get(f"/api/v1/transactions/{transaction}").json()["refunds"] == []


@pytest.mark.parametrize(
    ("number", "decline_code"),
    [
        ("4000000000000002", "generic_decline"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000009987", "lost_card"),
        ("4000000000009979", "stolen_card"),
        ("4000000000000069", "expired_card"),
        ("4000000000000127", "incorrect_cvc"),
        ("4000000000000119", "processing_error"),
        ("4000000000006975", "card_velocity_exceeded"),
    ],
)
def test_a_published_card_declines_in_both_services(
    api: httpx.Client, number: str, decline_code: str
):
    body = authorize(api, "25.00", card_number=number).json()
    assert (body["status"], body["decline_code"]) == ("declined", decline_code)
    answer = pay(api, "25.00", token=tokenize(api, card_number=number))
    assert answer.json()["decline_code"] == decline_code
