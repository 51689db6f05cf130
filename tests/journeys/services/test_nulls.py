"""Null for an optional field, as serializers write one that was left out."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from paydrill.openapi.operation import JSON, Operation
from paydrill.openapi.pointers import resolve
from tests.journeys.shopping import AUTHORIZATION, tokenization
from tests.our_contracts import OUR_CONTRACTS

OPERATIONS = [
    operation
    for contract in OUR_CONTRACTS
    for operation in contract.operations
    if contract.name in {"acquirer", "cards", "pix"}
]
AS_JSON = {"Accept": "application/json"}


def optional_fields() -> Iterator[Any]:
    """Every one but amounts to refund and to capture, where leaving out means all of the money."""
    for operation in OPERATIONS:
        todo = [(operation.id, operation.body_schemas.get(JSON, {}))]
        while todo:
            place, node = todo.pop()
            schema = resolve(operation.document, node)
            for name, field in schema.get("properties", {}).items():
                todo.append((f"{place}/{name}", field))
                if name not in (*schema.get("required", ()), "amount", "value"):
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
    assert same(api, "/settlements", {}, ["business_date", "currency"])["batches"]


def test_null_says_no_more_than_nothing_of_tokens(api: httpx.Client):
    wanted = tokenization("c_1")
    address = {**wanted["customer"]["billing_address"], "country": None}
    wanted["customer"] |= {"phone": None, "billing_address": address}
    made = api.post("/api/v1/tokenize", json=wanted)
    assert made.status_code == 201, made.text
    order = {"token": made.json()["token"], "amount": 5, "customer_id": "c_1"}
    paid = same(api, "/api/v1/payments", order, ["currency", "description", "capture"])
    assert (paid["currency"], paid["status"]) == ("USD", "success")
    at = f"/api/v1/transactions/{paid['transaction_id']}"
    assert same(api, f"{at}/refund", {}, ["reason"])["amount"] == 5


def test_null_says_no_more_than_nothing_of_pix(api: httpx.Client):
    same(api, "/payments", {"value": 10}, ["description", "expires_in_s"])


def test_null_is_no_amount(api: httpx.Client):
    """It is how JavaScript writes NaN, and all of the money is not what that means."""
    paid = api.post("/payment", json=AUTHORIZATION).json()["payment_id"]
    held = api.post("/payment", json={**AUTHORIZATION, "capture": False}).json()["payment_id"]
    charge = api.post("/payments", json={"value": 10}).json()["payment"]
    confirmation = {"bank_payment_id": charge["bank_payment_id"], "value": 10}
    assert api.post("/payments/pix/confirmation", json=confirmation).status_code == 200
    for path, name in (
        (f"/refund/{paid}", "amount"),
        (f"/capture/{held}", "amount"),
        (f"/payments/pix/{charge['id']}/refund", "value"),
    ):
        assert api.post(path, json={name: None}).status_code == 400
    assert api.get(f"/status/{paid}").json()["amount_refunded"] == 0
    assert api.get(f"/status/{held}").json()["amount_captured"] == 0
    assert api.get(f"/payments/pix/{charge['id']}", headers=AS_JSON).json()["amount_returned"] == 0
