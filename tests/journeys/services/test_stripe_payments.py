"""Payments in Stripe's API: every status of an intent, and the money behind it."""

import pytest

from tests.journeys.services.stripe import Merchant, merchant

__all__ = ["merchant"]


def test_a_payment_is_a_captured_one_in_the_ledger(merchant: Merchant):
    paid = merchant.pay(metadata={"order": "6735"})
    assert (paid["status"], paid["amount_received"]) == ("succeeded", 2000)
    charge = merchant.get(f"charges/{paid['latest_charge']}", expand=["balance_transaction"])
    assert (charge["paid"], charge["captured"], charge["refunded"]) == (True, True, False)
    assert charge["metadata"] == {"order": "6735"}
    moved = charge["balance_transaction"]
    assert (moved["amount"], moved["net"], moved["type"]) == (2000, 2000 - moved["fee"], "charge")
    assert moved["source"] == charge["id"]
    [pending] = merchant.get("balance")["pending"]
    assert (pending["amount"], pending["currency"]) == (moved["net"], "usd")
    merchant.control("invariants", None, "GET")


def test_an_intent_goes_from_status_to_status(merchant: Merchant):
    made = merchant.post("payment_intents", amount=500, currency="eur")
    assert (made["status"], made["latest_charge"]) == ("requires_payment_method", None)
    at = f"payment_intents/{made['id']}"
    assert merchant.post(at, payment_method="pm_card_visa")["status"] == "requires_confirmation"
    assert merchant.post(f"{at}/confirm")["status"] == "succeeded"
    error = merchant.post(f"{at}/confirm", 400)["error"]
    assert error["code"] == "payment_intent_unexpected_state"
    assert error["payment_intent"]["status"] == "succeeded"
    assert merchant.post(f"{at}/cancel", 400)["error"]["code"] == error["code"]


def test_a_decline_leaves_the_intent_to_be_tried_again(merchant: Merchant):
    error = merchant.pay("visa_chargeDeclinedInsufficientFunds", 402)["error"]
    assert (error["type"], error["code"]) == ("card_error", "card_declined")
    assert error["decline_code"] == "insufficient_funds"
    intent = error["payment_intent"]
    assert (intent["status"], intent["payment_method"]) == ("requires_payment_method", None)
    assert intent["last_payment_error"]["charge"] == error["charge"] == intent["latest_charge"]
    charge = merchant.get(f"charges/{error['charge']}")
    assert (charge["status"], charge["outcome"]["type"]) == ("failed", "issuer_declined")
    again = merchant.post(f"payment_intents/{intent['id']}/confirm", payment_method="pm_card_visa")
    assert (again["status"], again["last_payment_error"]) == ("succeeded", None)
    assert again["latest_charge"] != charge["id"]


@pytest.mark.parametrize(
    ("result", "status", "code"),
    [
        ("authenticated", "succeeded", None),
        ("failed", "requires_payment_method", "payment_intent_authentication_failure"),
    ],
)
def test_a_challenge_is_ended_by_the_control_api(
    merchant: Merchant, result: str, status: str, code: str | None
):
    asked = merchant.pay("authenticationRequired", return_url="https://shop.example/back")
    assert (asked["status"], asked["latest_charge"]) == ("requires_action", None)
    url = asked["next_action"]["redirect_to_url"]["url"]
    merchant.control(f"challenges/{url.rpartition('/')[2]}", {"result": result})
    ended = merchant.get(f"payment_intents/{asked['id']}")
    assert ended["status"] == status
    assert (ended["last_payment_error"] or {}).get("code") == code
    assert (ended["latest_charge"] is None) is (code is not None)


@pytest.mark.parametrize(
    ("asked", "status"),
    [("automatic", "succeeded"), ("any", "requires_action"), ("challenge", "requires_action")],
)
def test_3d_secure_is_optional_for_a_card_until_the_payment_asks_for_it(
    merchant: Merchant, asked: str, status: str
):
    options = {"card": {"request_three_d_secure": asked}}
    paid = merchant.pay("threeDSecureOptional", payment_method_options=options)
    assert paid["status"] == status


def test_a_part_is_captured_and_a_part_refunded(merchant: Merchant):
    held = merchant.pay(capture_method="manual")
    assert (held["status"], held["amount_capturable"]) == ("requires_capture", 2000)
    at = f"payment_intents/{held['id']}"
    error = merchant.post(f"{at}/capture", 400, amount_to_capture=2001)["error"]
    assert error["param"] == "amount_to_capture"
    captured = merchant.post(f"{at}/capture", amount_to_capture=1500)
    assert (captured["status"], captured["amount_received"]) == ("succeeded", 1500)
    assert captured["amount_capturable"] == 0
    part = merchant.post("refunds", payment_intent=held["id"], amount=500, metadata={"a": "b"})
    assert (part["status"], part["metadata"]) == ("succeeded", {"a": "b"})
    more = merchant.post("refunds", 400, charge=part["charge"], amount=1001)["error"]
    assert (more["param"], more.get("code")) == ("amount", None)
    assert merchant.post("refunds", charge=part["charge"])["amount"] == 1000
    error = merchant.post("refunds", 400, charge=part["charge"])["error"]
    assert error["code"] == "charge_already_refunded"
    assert merchant.get(f"charges/{part['charge']}")["refunded"] is True


def test_what_is_not_captured_in_a_week_is_released(merchant: Merchant):
    held = merchant.pay(capture_method="manual")
    merchant.advance("7d")
    released = merchant.get(f"payment_intents/{held['id']}")
    assert (released["status"], released["cancellation_reason"]) == ("canceled", "automatic")
    assert merchant.told()[-2:] == ["charge.expired", "payment_intent.canceled"]


def test_a_canceled_intent_releases_what_was_held(merchant: Merchant):
    held = merchant.pay(capture_method="manual")
    canceled = merchant.post(
        f"payment_intents/{held['id']}/cancel", cancellation_reason="abandoned"
    )
    assert (canceled["status"], canceled["cancellation_reason"]) == ("canceled", "abandoned")
    assert merchant.get(f"charges/{held['latest_charge']}")["refunded"] is True
    waiting = merchant.post("payment_intents", amount=500, currency="usd")
    canceled = merchant.post(f"payment_intents/{waiting['id']}/cancel")
    assert (canceled["status"], merchant.told()[-1]) == ("canceled", "payment_intent.canceled")


def test_refunds_can_come_later_and_fail_later(merchant: Merchant):
    pending = merchant.post("refunds", payment_intent=merchant.pay("pendingRefund")["id"])
    failing = merchant.post("refunds", payment_intent=merchant.pay("refundFail")["id"])
    assert (pending["status"], failing["status"]) == ("pending", "succeeded")
    merchant.advance("1s")
    assert merchant.get(f"refunds/{pending['id']}")["status"] == "succeeded"
    failed = merchant.get(f"refunds/{failing['id']}", expand=["failure_balance_transaction"])
    assert (failed["status"], failed["failure_reason"]) == ("failed", "expired_or_canceled_card")
    assert failed["failure_balance_transaction"]["amount"] == 2000
    assert merchant.told()[-2:] == ["refund.failed", "charge.refund.updated"]
    merchant.control("invariants", None, "GET")


@pytest.mark.parametrize(("text", "status"), [("winning", "won"), ("losing", "lost")])
def test_a_dispute_is_decided_by_its_evidence(merchant: Merchant, text: str, status: str):
    paid = merchant.pay("createDispute")
    merchant.advance("1s")
    [dispute] = merchant.get("disputes", payment_intent=paid["id"])["data"]
    assert (dispute["status"], dispute["reason"]) == ("needs_response", "fraudulent")
    assert [each["amount"] for each in dispute["balance_transactions"]] == [-2000]
    at = f"disputes/{dispute['id']}"
    kept = merchant.post(at, evidence={"customer_name": "Ada"}, submit=False)
    assert (kept["status"], kept["evidence"]["customer_name"]) == ("needs_response", "Ada")
    ended = merchant.post(at, evidence={"uncategorized_text": f"{text}_evidence"})
    assert (ended["status"], ended["evidence_details"]["submission_count"]) == (status, 1)
    assert ended["evidence"]["customer_name"] == "Ada"
    assert "charge.dispute.closed" in merchant.told()


def test_a_card_that_is_set_up_pays_without_the_cardholder(merchant: Merchant):
    customer = merchant.post("customers", name="Ada")["id"]
    asked = merchant.post(
        "setup_intents",
        customer=customer,
        confirm=True,
        payment_method="pm_card_authenticationRequiredOnSetup",
    )
    assert asked["status"] == "requires_action"
    off_session = {"customer": customer, "off_session": True}
    early = merchant.pay("authenticationRequiredOnSetup", 402, **off_session)["error"]
    assert early["code"] == "authentication_required"
    challenge = asked["next_action"]["redirect_to_url"]["url"].rpartition("/")[2]
    merchant.control(f"challenges/{challenge}", {"result": "authenticated"})
    done = merchant.get(f"setup_intents/{asked['id']}", expand=["payment_method"])
    assert (done["status"], done["payment_method"]["customer"]) == ("succeeded", customer)
    stored = {"payment_method": done["payment_method"]["id"]}
    assert merchant.pay(**stored, **off_session)["status"] == "succeeded"


def test_a_lost_reply_is_answered_again_by_its_key(merchant: Merchant):
    rule = {
        "when": {"operation": "stripe.create_payment_intent"},
        "then": {"fault": {"status": 500, "effect": "committed"}},
    }
    merchant.control("outcomes", rule)
    order = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
    merchant.post("payment_intents", 500, key="k", **order)
    paid = merchant.post("payment_intents", key="k", **order)
    assert merchant.get("charges")["data"][0]["id"] == paid["latest_charge"]
    assert len(merchant.get("charges")["data"]) == 1
    error = merchant.post("payment_intents", 400, key="k", **{**order, "amount": 1})["error"]
    assert error["type"] == "idempotency_error"
