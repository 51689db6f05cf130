"""Move money by Stripe's own client for Python, unmodified but for its address."""

from typing import Any

import stripe
from stripe_shop import CARD, RETURN, Shop, refusal


def payments() -> None:
    shop = Shop("payments")
    where = {"name": "Ada", "address": {"line1": "1 Rua", "city": "Rome"}}
    paid = shop.pay(expand=["latest_charge.balance_transaction"], shipping=where)
    assert (paid.shipping.address.line1, paid.shipping.carrier) == ("1 Rua", None)
    assert (paid.status, paid.amount_received, paid.livemode) == ("succeeded", 2000, False)
    charge = paid.latest_charge
    assert (charge.paid, charge.captured, charge.outcome.type) == (True, True, "authorized")
    assert (charge.payment_method_details.card.last4, charge.balance_transaction.amount) == (
        "4242",
        2000,
    )
    held = shop.pay(capture_method="manual")
    assert (held.status, held.amount_capturable) == ("requires_capture", 2000)
    taken = shop.v1.payment_intents.capture(held.id, {"amount_to_capture": 1500})
    assert (taken.status, taken.amount_received, taken.amount_capturable) == ("succeeded", 1500, 0)
    again = refusal(
        lambda: shop.v1.payment_intents.capture(held.id), stripe.InvalidRequestError, 400
    )
    assert again.code == "payment_intent_unexpected_state"
    held = shop.pay(payment_method_options={"card": {"capture_method": "manual"}})
    assert held.status == "requires_capture"
    gone = shop.v1.payment_intents.cancel(held.id, {"cancellation_reason": "abandoned"})
    assert (gone.status, gone.cancellation_reason) == ("canceled", "abandoned")
    unknown: Any = {**CARD, "tip": 1}
    wrong = refusal(
        lambda: shop.v1.payment_intents.create(unknown), stripe.InvalidRequestError, 400
    )
    assert (wrong.code, wrong.param) == ("parameter_unknown", "tip")
    assert wrong.user_message == "Received unknown parameter: tip"
    missing = refusal(
        lambda: shop.v1.payment_intents.retrieve("pi_none"), stripe.InvalidRequestError, 404
    )
    assert (missing.code, "pi_none" in missing.user_message) == ("resource_missing", True)
    assert missing.request_id.count("req_") == 1


DECLINES = {
    "visa_chargeDeclined": ("card_declined", "generic_decline", None),
    "visa_chargeDeclinedInsufficientFunds": ("card_declined", "insufficient_funds", None),
    "visa_chargeDeclinedLostCard": ("card_declined", "lost_card", None),
    "visa_chargeDeclinedStolenCard": ("card_declined", "stolen_card", None),
    "chargeDeclinedExpiredCard": ("expired_card", None, "exp_month"),
    "chargeDeclinedIncorrectCvc": ("incorrect_cvc", None, "cvc"),
    "chargeDeclinedProcessingError": ("processing_error", None, None),
    "visa_chargeDeclinedVelocityLimitExceeded": ("card_declined", "card_velocity_exceeded", None),
    "chargeCustomerFail": ("card_declined", "generic_decline", None),
    "radarBlock": ("card_declined", "fraudulent", None),
}
"""The code, decline code and parameter of the error of each card that declines."""


def declines() -> None:
    shop = Shop("declines")
    for name, expected in DECLINES.items():
        error = refusal(lambda name=name: shop.pay(f"pm_card_{name}"), stripe.CardError, 402)
        told = error.error
        assert (error.code, told.to_dict().get("decline_code"), error.param) == expected, (
            name,
            told,
        )
        intent = told.payment_intent
        assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
        last = shop.v1.payment_intents.retrieve(intent.id).last_payment_error
        assert (
            last.code,
            last.to_dict().get("decline_code"),
            last.to_dict().get("param"),
        ) == expected
        assert (last.charge, last.message) == (told.charge, error.user_message)
        assert shop.v1.charges.retrieve(told.charge).failure_code == expected[0]
        paid = shop.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
        assert (paid.status, paid.last_payment_error) == ("succeeded", None)


def three_d_secure() -> None:
    shop = Shop("three-d-secure")
    intents = shop.v1.payment_intents
    waiting = shop.pay("pm_card_authenticationRequired", return_url=RETURN)
    assert waiting.next_action.redirect_to_url.return_url == RETURN
    shop.challenge(waiting, "authenticated")
    paid = intents.retrieve(waiting.id, {"expand": ["latest_charge"]})
    assert paid.status == "succeeded"
    secured = paid.latest_charge.payment_method_details.card.three_d_secure
    assert secured.result == "authenticated"
    waiting = shop.pay("pm_card_authenticationRequired", return_url=RETURN)
    shop.challenge(waiting, "failed")
    failed = intents.retrieve(waiting.id)
    assert failed.status == "requires_payment_method"
    assert failed.last_payment_error.code == "payment_intent_authentication_failure"
    assert intents.confirm(failed.id, {"payment_method": "pm_card_visa"}).status == "succeeded"
    name = "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"
    waiting = shop.pay(name, return_url=RETURN)
    shop.challenge(waiting, "authenticated")
    failed = intents.retrieve(waiting.id)
    assert failed.status == "requires_payment_method"
    assert failed.last_payment_error.decline_code == "insufficient_funds"


def refunds() -> None:
    shop = Shop("refunds")
    service = shop.v1.refunds
    paid = shop.pay()
    made = service.create({"payment_intent": paid.id, "amount": 500})
    assert (made.status, made.amount, made.charge) == ("succeeded", 500, paid.latest_charge)
    over = refusal(
        lambda: service.create({"charge": paid.latest_charge, "amount": 1501}),
        stripe.InvalidRequestError,
        400,
    )
    assert over.param == "amount"
    assert service.create({"charge": paid.latest_charge}).amount == 1500
    done = refusal(
        lambda: service.create({"payment_intent": paid.id}), stripe.InvalidRequestError, 400
    )
    assert done.code == "charge_already_refunded"
    charge = shop.v1.charges.retrieve(paid.latest_charge, {"expand": ["refunds"]})
    assert (charge.refunded, [each.amount for each in charge.refunds]) == (True, [1500, 500])

    pending = service.create({"payment_intent": shop.pay("pm_card_pendingRefund").id})
    assert pending.status == "pending"
    shop.later()
    assert service.retrieve(pending.id).status == "succeeded"
    refund = service.create({"payment_intent": shop.pay("pm_card_refundFail").id})
    assert refund.status == "succeeded"
    shop.later()
    failed = service.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert failed.failure_balance_transaction.amount == 2000


def retries() -> None:
    shop = Shop("retries")
    service = shop.v1.payment_intents
    order: Any = {**CARD, "payment_method": "pm_card_visa", "confirm": True}
    once: Any = {"idempotency_key": "order-1"}
    first, second = service.create(order, once), service.create(order, once)
    assert first == second
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    other = {**order, "amount": 2001}
    refusal(lambda: service.create(other, once), stripe.IdempotencyError, 400)
    when = {"operation": "stripe.create_payment_intent"}
    fault = {"status": 500, "effect": "committed"}
    shop.control("POST", "/outcomes", {"when": when, "then": {"fault": fault}})
    paid = service.create(order)
    assert paid.status == "succeeded"
    assert paid.last_response.headers["Idempotent-Replayed"] == "true"
    charges = shop.v1.charges.list({"limit": 100})
    assert [each.id for each in charges] == [paid.latest_charge, first.latest_charge]


def disputes() -> None:
    shop = Shop("disputes")
    service = shop.v1.disputes
    for evidence, status in (("winning_evidence", "won"), ("losing_evidence", "lost")):
        paid = shop.pay("pm_card_createDispute")
        shop.later()
        [dispute] = service.list({"payment_intent": paid.id})
        assert (dispute.status, dispute.reason) == ("needs_response", "fraudulent")
        assert shop.v1.charges.retrieve(paid.latest_charge).disputed is True
        refusal(
            lambda paid=paid: shop.v1.refunds.create({"payment_intent": paid.id}),
            stripe.InvalidRequestError,
            400,
        )
        service.update(dispute.id, {"evidence": {"uncategorized_text": evidence}})
        shop.later()
        closed = service.retrieve(dispute.id)
        assert (closed.status, closed.evidence.uncategorized_text) == (status, evidence)
        moved = [each.amount for each in closed.balance_transactions]
        assert moved == ([-2000, 2000] if status == "won" else [-2000])
    paid = shop.pay("pm_card_createDisputeProductNotReceived")
    shop.later()
    [dispute] = service.list({"charge": paid.latest_charge})
    assert (dispute.reason, service.close(dispute.id).status) == ("product_not_received", "lost")


for part in (payments, declines, three_d_secure, refunds, retries, disputes):
    part()
