"""Null for an optional field, as serializers write one that was left out."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from paydrill.contract.documents import load_contracts
from paydrill.contract.operations import JSON, Operation, resolve
from paydrill.settings import Settings

OPERATIONS = [
    operation
    for contract in load_contracts(Settings.contracts)
    for operation in contract.operations
    if contract.name in {"acquirer", "cards", "pix"}
]
AUTHORIZATION = {
    "card_number": "4111111111111111",
    "amount": 150,
    "currency": "USD",
    "customer_name": "Ada",
}
ADDRESS = {"street": "1 Main St", "city": "Lisbon", "state": "LX", "zip_code": "1"}
CARD = {"card_number": "4111111111111111", "card_holder": "Ada", "cvv": "123"}
TOKENIZATION = {
    "card": {**CARD, "expiry_month": 12, "expiry_year": 2030},
    "customer": {"customer_id": "c_1", "email": "ada@example.com", "billing_address": ADDRESS},
}


def optional_fields() -> Iterator[Any]:
    for operation in OPERATIONS:
        todo = [(operation.id, operation.body_schemas.get(JSON, {}))]
        while todo:
            place, node = todo.pop()
            schema = resolve(operation.document, node)
            for name, field in schema.get("properties", {}).items():
                todo.append((f"{place}/{name}", field))
                if name not in schema.get("required", ()):
                    yield pytest.param(operation, field, id=f"{place}/{name}")


@pytest.mark.parametrize(("operation", "field"), list(optional_fields()))
def test_every_optional_field_takes_null(operation: Operation, field: dict[str, Any]):
    assert operation.schemas.compile(field).is_valid(None)


def test_a_required_field_takes_none(api: httpx.Client):
    for name in AUTHORIZATION:
        answer = api.post("/payment", json={**AUTHORIZATION, name: None})
        assert answer.status_code == 400
        assert [each["pointer"] for each in answer.json()["errors"]] == [f"/{name}"]
    assert api.post("/payments", json={"value": None}).content == b'{"message": "Invalid value"}'


def same(api: httpx.Client, path: str, body: dict[str, Any], nulls: list[str]) -> dict[str, Any]:
    """What both a body and the same with nulls are answered: under one key, they are one."""
    key = {"Idempotency-Key": path}
    plain = api.post(path, json=body, headers=key)
    assert plain.status_code < 300, plain.text
    with_nulls = api.post(path, json={**body, **dict.fromkeys(nulls)}, headers=key)
    assert with_nulls.headers.get("idempotency-replayed") == "true", with_nulls.text
    assert with_nulls.content == plain.content
    value: dict[str, Any] = plain.json()
    return value


def test_null_says_no_more_than_nothing(api: httpx.Client):
    nulls = ["capture", "expiry", "cvv", "merchant_reference"]
    assert same(api, "/payment", AUTHORIZATION, nulls)["status"] == "captured"
    paid = api.post("/payment", json={**AUTHORIZATION, **dict.fromkeys(nulls)}).json()
    refund = same(api, f"/refund/{paid['payment_id']}", {}, ["amount"])
    assert refund["amount_refunded"] == 150
    held = api.post("/payment", json={**AUTHORIZATION, "capture": False}).json()
    assert same(api, f"/capture/{held['payment_id']}", {}, ["amount"])["amount_captured"] == 150
    assert same(api, "/settlements", {}, ["business_date", "currency"])["batches"]


def test_null_says_no_more_than_nothing_of_tokens(api: httpx.Client):
    customer = {**TOKENIZATION["customer"], "phone": None}
    customer["billing_address"] = {**ADDRESS, "country": None}
    made = api.post("/api/v1/tokenize", json={**TOKENIZATION, "customer": customer})
    assert made.status_code == 201, made.text
    order = {"token": made.json()["token"], "amount": 5, "customer_id": "c_1"}
    paid = same(api, "/api/v1/payments", order, ["currency", "description", "capture"])
    assert (paid["currency"], paid["status"]) == ("USD", "success")
    at = f"/api/v1/transactions/{paid['transaction_id']}"
    assert same(api, f"{at}/refund", {}, ["amount", "reason"])["amount"] == 5
    held = api.post("/api/v1/payments", json={**order, "capture": False}).json()
    captured = same(api, f"/api/v1/transactions/{held['transaction_id']}/capture", {}, ["amount"])
    assert captured["amount_captured"] == 5


def test_null_says_no_more_than_nothing_of_pix(api: httpx.Client):
    charge = same(api, "/payments", {"value": 10}, ["description", "expires_in_s"])["payment"]
    confirmation = {"bank_payment_id": charge["bank_payment_id"], "value": 10}
    assert api.post("/payments/pix/confirmation", json=confirmation).status_code == 200
    assert same(api, f"/payments/pix/{charge['id']}/refund", {}, ["value"])["value"] == 10
