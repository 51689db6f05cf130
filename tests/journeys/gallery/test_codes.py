"""Payments that are refused by codes: gallery/codes.yaml with its magic values."""

from typing import Any

import pytest

from tests.journeys.gallery.served import CARD, WELL, Client, checked, client_with, of, roles

server = of("codes")
api = client_with(X_API_Key="any")
PAYMENTS = "/v3/payments"


def payment(value: int = 1000, currency: str = "EUR", method: str = "scheme") -> dict[str, Any]:
    card = {"type": method, "number": CARD, "holderName": "Ada", "cvc": "123"}
    return {
        "amount": {"value": value, "currency": currency},
        "reference": "cart-17",
        "paymentMethod": card,
    }


def test_contract_and_scenario_are_well_and_the_roles_found():
    assert checked("codes") == WELL
    assert roles("codes") == [
        "create POST /v3/payments",
        "list GET /v3/payments",
        "show GET /v3/payments/{paymentId}",
        "change PATCH /v3/payments/{paymentId}",
        "action POST /v3/payments/{paymentId}/capture",
        "action POST /v3/payments/{paymentId}/cancel",
        "create POST /v3/payments/{paymentId}/refunds",
        "list GET /v3/payments/{paymentId}/refunds",
        "show GET /v3/payments/{paymentId}/refunds/{refundId}",
    ]


def test_a_payment_is_made_shown_listed_changed_captured_and_refunded(api: Client):
    made, other = [api.done("POST", PAYMENTS, payment(value)) for value in (1000, 500)]
    path = f"{PAYMENTS}/{made['id']}"
    assert (made["resultCode"], made["status"]) == ("Authorised", "open")
    assert "paymentMethod" not in made
    assert api.done("GET", path) == made
    first = api.done("GET", f"{PAYMENTS}?limit=1")
    assert (first["data"], first["hasMore"]) == ([other], True)
    last = api.done("GET", f"{PAYMENTS}?limit=1&cursor={first['nextCursor']}")
    assert last == {"data": [made], "hasMore": False, "nextCursor": None}
    changed = api.done("PATCH", path, {"metadata": {"cart": "17"}})
    assert changed["metadata"] == {"cart": "17"}
    assert api.done("POST", f"{path}/capture")["status"] == "captured"
    refund = api.done("POST", f"{path}/refunds", {"amount": {"value": 300, "currency": "EUR"}})
    assert (refund["status"], refund["paymentId"]) == ("received", made["id"])
    assert api.done("GET", f"{path}/refunds") == {"data": [refund]}
    assert api.done("GET", f"{path}/refunds/{refund['id']}") == refund


def test_a_payment_that_is_not_open_is_neither_captured_nor_cancelled(api: Client):
    path = f"{PAYMENTS}/{api.done('POST', PAYMENTS, payment())['id']}"
    assert api.done("POST", f"{path}/cancel")["status"] == "cancelled"
    for verb in ("capture", "cancel"):
        refused = api.call("POST", f"{path}/{verb}")
        assert (refused.status, refused.json()["errorCode"]) == (422, "167")
    missing = api.call("POST", f"{PAYMENTS}/K7PT30FF94BQZ6W2/capture")
    assert (missing.status, missing.json()["errorCode"]) == (404, "904")


@pytest.mark.parametrize(
    ("value", "code"), [(2002, "2"), (2005, "5"), (2006, "6"), (2012, "12"), (1000000, "20")]
)
def test_amounts_are_refused_by_their_codes(api: Client, value: int, code: str):
    refused = api.done("POST", PAYMENTS, payment(value))
    assert (refused["resultCode"], refused["refusalReasonCode"]) == ("Refused", code)
    assert refused["amount"] == {"value": value, "currency": "EUR"}


def test_the_method_the_currency_and_a_header_decide(api: Client):
    transfer = api.done("POST", PAYMENTS, payment(method="sepadirectdebit"))
    assert transfer["resultCode"] == "Pending"
    api.done("POST", "/_control/clock/advance", {"by": "2d"})
    assert api.done("GET", f"{PAYMENTS}/{transfer['id']}")["resultCode"] == "Authorised"
    assert api.call("POST", PAYMENTS, payment(currency="XTS")).json()["errorCode"] == "138"
    assert api.done("POST", PAYMENTS, payment(), X_Case="refused")["resultCode"] == "Refused"


def test_the_third_call_and_the_night_decide(api: Client):
    told = [api.done("POST", PAYMENTS, payment(), X_Case="third") for _ in range(4)]
    assert [each.get("refusalReasonCode") for each in told] == [None, None, "17", None]
    api.done("POST", "/_control/clock/advance", {"by": "10h"})
    assert api.done("POST", PAYMENTS, payment())["refusalReason"] == "Issuer asleep"
    api.done("POST", "/_control/clock/advance", {"by": "8h"})
    assert api.done("POST", PAYMENTS, payment())["resultCode"] == "Authorised"


def test_refunds_by_their_amounts(api: Client):
    path = f"{PAYMENTS}/{api.done('POST', PAYMENTS, payment())['id']}/refunds"
    assert (
        api.done("POST", path, {"amount": {"value": 1010, "currency": "EUR"}})["status"] == "failed"
    )
    refused = api.call("POST", path, {"amount": {"value": 100000, "currency": "EUR"}})
    assert (refused.status, refused.json()["errorCode"]) == (422, "168")


def test_down_once_and_by_chance(api: Client):
    down = api.call("POST", PAYMENTS, payment(), X_Case="down-once")
    assert (down.status, down.json()["errorCode"], down.headers["retry-after"]) == (503, "905", "2")
    assert api.call("POST", PAYMENTS, payment(), X_Case="down-once").status == 201
    tries = [api.call("POST", PAYMENTS, payment(), X_Case="flaky").status for _ in range(20)]
    assert set(tries) == {201, 503}
