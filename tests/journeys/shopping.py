"""What the journeys do all the time: seed requests, tokenizing, paying."""

from typing import Any

import httpx

# The request bodies of the documents that existing clients were written from, verbatim.
SEED_TOKENIZATION: dict[str, Any] = {
    "card": {
        "card_number": "4532015112830366",
        "card_holder": "John Doe",
        "expiry_month": 12,
        "expiry_year": 2025,
        "cvv": "123",
    },
    "customer": {
        "customer_id": "cust_123",
        "email": "john.doe@example.com",
        "phone": "+1-555-0123",
        "billing_address": {
            "street": "123 Main St",
            "city": "New York",
            "state": "NY",
            "zip_code": "10001",
            "country": "US",
        },
    },
}
SEED_AUTHORIZATION = """{
  "card_number": "4111111111111111",
  "amount": 150.00,
  "currency": "USD",
  "customer_name": "Maria Oliveira"
}"""
AUTHORIZATION: dict[str, Any] = {
    "card_number": "4111111111111111",
    "amount": 150,
    "currency": "USD",
    "customer_name": "Ada",
}
JSON = {"Content-Type": "application/json"}
PROBLEM = "application/problem+json"

TOKEN = r"tok_[0-9a-f]{32}"
TRANSACTION_ID = r"txn_[0-9]{14}_[0-9a-f]{16}"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def stand_still(api: httpx.Client, now: str) -> None:
    """Freeze the sandbox's clock at a moment, as `2025-06-01T12:00:00Z`."""
    answer = api.put("/_control/clock", json={"now": now, "frozen": True})
    assert answer.status_code == 200, answer.text


def tokenization(customer: str = "cust_123", **card: Any) -> dict[str, Any]:
    """The documents' request with another customer, or other card fields."""
    return {
        "card": {**SEED_TOKENIZATION["card"], "expiry_year": 2099, **card},
        "customer": {**SEED_TOKENIZATION["customer"], "customer_id": customer},
    }


def tokenize(api: httpx.Client, customer: str = "cust_123", **card: Any) -> str:
    """A token for a card of the customer."""
    answer = api.post("/api/v1/tokenize", json=tokenization(customer, **card))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def pay(api: httpx.Client, amount: str, **more: Any) -> httpx.Response:
    """A payment with a fresh token; `amount` goes out digit by digit."""
    customer = more.pop("customer_id", "cust_123")
    fields = {"token": tokenize(api, customer), "customer_id": customer, **more}
    return post_literal(api, "/api/v1/payments", "amount", amount, fields)


def paid(api: httpx.Client, amount: str = "99.99", **more: Any) -> str:
    """The id of a payment that went through."""
    answer = pay(api, amount, **more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["transaction_id"])


def authorize(api: httpx.Client, amount: str, **more: Any) -> httpx.Response:
    """An authorization by card number; `amount` goes out digit by digit."""
    return post_literal(api, "/payment", "amount", amount, {**AUTHORIZATION, **more})


def post_literal(
    api: httpx.Client, path: str, name: str, number: str, fields: dict[str, Any]
) -> httpx.Response:
    """A JSON object with one number written exactly as given, which no JSON writer would do."""
    text = httpx.Request("POST", "http://host", json={**fields, name: "#"}).content.decode()
    return api.post(path, content=text.replace('"#"', number), headers=JSON)


def pointers(answer: httpx.Response) -> list[str]:
    """The fields that a 400 names, each once, though it may have several faults."""
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == PROBLEM, answer.text
    return list(dict.fromkeys(error["pointer"] for error in answer.json()["errors"]))


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal that is a problem document."""
    assert answer.headers["content-type"] == PROBLEM, answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["type"] == "about:blank"
    assert body["detail"]
    return answer.status_code, body["code"]


def refused(answer: httpx.Response, code: str = "unknown_name") -> dict[str, str]:
    """Messages of a 400, by pointer."""
    assert problem(answer) == (400, code)
    return {each["pointer"]: each["message"] for each in answer.json()["errors"]}
