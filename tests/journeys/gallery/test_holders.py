"""Payments of which the card holder's name decides: gallery/holders.yaml with its magic values."""

from typing import Any

import pytest

from tests.journeys.gallery.served import CARD, WELL, Client, checked, client_with, of, roles

server = of("holders")
api = client_with(Authorization="Bearer any")


def payment(holder: str = "APRO", amount: str = "125.00", **more: Any) -> dict[str, Any]:
    card = {"card_holder": holder, "number": CARD, "expiry": "12/31", "security_code": "123"}
    return {"transaction_amount": amount, "currency": "BRL", "card": card} | more


def test_contract_and_scenario_are_well_and_the_roles_found():
    assert checked("holders") == WELL
    assert roles("holders") == [
        "create POST /v1/payments",
        "list GET /v1/payments",
        "show GET /v1/payments/{payment_id}",
        "change PATCH /v1/payments/{payment_id}",
        "action POST /v1/payments/{payment_id}/cancel",
        "create POST /v1/customers",
        "list GET /v1/customers",
        "show GET /v1/customers/{customer_id}",
        "replace PUT /v1/customers/{customer_id}",
        "delete DELETE /v1/customers/{customer_id}",
    ]


def test_a_payment_is_made_shown_listed_changed_and_cancelled(api: Client):
    made = api.done("POST", "/v1/payments", payment(external_reference="cart-17"))
    path = f"/v1/payments/{made['id']}"
    assert made["date_created"] == "2026-01-27T12:00:00.000Z"
    assert (made["status"], made["transaction_amount"]) == ("approved", "125.00")
    assert {"number", "security_code"}.isdisjoint(made["card"])
    assert api.done("GET", path) == made
    api.done("POST", "/v1/payments", payment(amount="3.00"))
    page = api.done("GET", "/v1/payments?external_reference=cart-17&limit=1")
    assert page == {"results": [made], "paging": {"total": 1, "limit": 1, "offset": 0}}
    changed = api.done("PATCH", path, {"description": "Shoes"})
    assert changed == {**made, "description": "Shoes"}
    assert api.done("POST", f"{path}/cancel") == {**changed, "status": "cancelled"}
    again = api.call("POST", f"{path}/cancel")
    assert (again.status, again.json()["error"]) == (409, "conflict")


def test_a_key_has_the_same_answer_given_again(api: Client):
    first, again = [
        api.done("POST", "/v1/payments", payment(), X_Idempotency_Key="k1") for _ in range(2)
    ]
    assert first == again
    assert api.done("GET", "/v1/payments")["paging"]["total"] == 1


def test_a_customer_is_made_replaced_and_deleted_but_for_a_debtor(api: Client):
    made = api.done("POST", "/v1/customers", {"email": "ada@example.com", "first_name": "Ada"})
    path = f"/v1/customers/{made['id']}"
    replaced = api.done("PUT", path, {"email": "debtor@example.com"})
    assert replaced["email"] == "debtor@example.com"
    assert "first_name" not in replaced
    refused = api.call("DELETE", path)
    assert (refused.status, refused.json()["message"]) == (409, "There are open payments")
    api.done("PUT", path, {"email": "ada@example.com"})
    assert api.call("DELETE", path).status == 204
    assert api.call("GET", path).json()["error"] == "not_found"


@pytest.mark.parametrize(
    ("sent", "status", "detail"),
    [
        (payment("OTHE"), "rejected", "other_reason"),
        (payment("FUND"), "rejected", "insufficient_amount"),
        (payment("CALL ME"), "rejected", "call_for_authorize"),
        (payment("SECU"), "rejected", "bad_security_code"),
        (payment("EXPI"), "rejected", "bad_date"),
        (payment("FORM"), "rejected", "bad_form"),
        (payment("ADA DECLINED"), "rejected", "other_reason"),
        (payment("CONT"), "pending", "contingency"),
        (payment(amount="10000.00"), "in_process", "by_reviewer"),
        (payment(amount="9999.99"), "approved", "accredited"),
        (payment(currency="USD", installments=3), "rejected", "bad_installments"),
        (payment("FUNDS"), "approved", "accredited"),
    ],
)
def test_what_is_sent_decides(api: Client, sent: dict[str, Any], status: str, detail: str):
    made = api.done("POST", "/v1/payments", sent)
    assert (made["status"], made["status_detail"]) == (status, detail)
    assert made["transaction_amount"] == sent["transaction_amount"]
    assert api.done("GET", f"/v1/payments/{made['id']}") == made


def test_a_reviewed_payment_is_approved_in_time(api: Client):
    made = api.done("POST", "/v1/payments", payment(amount="10000.00"))
    api.done("POST", "/_control/clock/advance", {"by": "2d"})
    assert api.done("GET", f"/v1/payments/{made['id']}")["status"] == "approved"


def test_a_sandbox_begins_with_a_customer_with_debts(api: Client):
    assert api.call("DELETE", "/v1/customers/cus_0debtor0").status == 409


def test_what_breaks_between_client_and_server(api: Client):
    limited = api.call("POST", "/v1/payments", payment("RATE"))
    assert (limited.status, limited.headers["retry-after"]) == (429, "1")
    assert api.call("POST", "/v1/payments", payment("BROKEN")).json()["error"] == "internal_error"
    slow = api.call("GET", "/v1/payments?limit=100")
    assert slow.headers["paydrill-rule"] == "holders-magic/slow-pages"


def test_a_mistake_is_told_in_the_contract_s_words(api: Client):
    wrong = api.call("POST", "/v1/payments", payment(amount="125"))
    assert (wrong.status, wrong.json()["error"]) == (400, "bad_request")
    assert wrong.json()["message"].startswith("transaction_amount does not")
    assert api.call("GET", "/v1/payments", Authorization="none").status == 401
