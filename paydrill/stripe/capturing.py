"""Capture payment intents, and cancel them."""

from paydrill.payments import challenges, holds
from paydrill.payments.channels import STRIPE
from paydrill.payments.lifecycle import REQUIRES_ACTION
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.challenges import ABANDONED
from paydrill.stripe import intents, objects
from paydrill.stripe.confirming import attempt_of
from paydrill.stripe.errors import invalid
from paydrill.stripe.intents import (
    REQUIRES_CAPTURE,
    REQUIRES_CONFIRMATION,
    REQUIRES_METHOD,
    Intent,
)
from paydrill.stripe.objects import PAYMENT_INTENT, Body

_CANCELABLE = (REQUIRES_METHOD, REQUIRES_CAPTURE, REQUIRES_CONFIRMATION, REQUIRES_ACTION)


def capture(sandbox: Sandbox, id_: str, said: Body) -> Intent:
    """Capture what is held for an intent, or a part of it.

    Raises `ResourceMissing`, `IntentUnexpectedState` and `InvalidInput`.
    """
    intent = intents.find(sandbox, id_)
    if intent.status != REQUIRES_CAPTURE or intent.charge is None:
        raise intents.unexpected("capture", intent, (REQUIRES_CAPTURE,))
    capture_charge(sandbox, intent.charge, said.get("amount_to_capture"), "amount_to_capture")
    body = objects.changed(intent.body, said, ("statement_descriptor_suffix",))
    objects.save(sandbox, PAYMENT_INTENT, body)
    return intents.read(sandbox, body)


def capture_charge(
    sandbox: Sandbox, payment: Payment, amount_minor: int | None, field: str, operation: str = ""
) -> Payment:
    """Capture a charge that is authorized, or a part of it. Raises `InvalidInput`."""
    if amount_minor is not None and amount_minor > payment.held_minor:
        message = f"The amount to capture is more than the {payment.held_minor} that is held."
        raise invalid(field, message)
    amount = sandbox.currencies.decimal(amount_minor or payment.held_minor, payment.currency)
    return holds.capture(sandbox, STRIPE, payment.id, amount, operation=operation)


def cancel(sandbox: Sandbox, id_: str, reason: str | None) -> Intent:
    """Cancel an intent, and release what is held for it.

    Raises `ResourceMissing` and `IntentUnexpectedState`.
    """
    intent = intents.find(sandbox, id_)
    if intent.status not in _CANCELABLE:
        raise intents.unexpected("cancel", intent, _CANCELABLE)
    if intent.status in {REQUIRES_CAPTURE, REQUIRES_ACTION} and intent.charge is not None:
        holds.void(sandbox, STRIPE, intent.charge.id)
    else:
        sandbox.meet(attempt_of(sandbox, STRIPE.void_operation, intent.body, None))
    canceled = {"cancellation_reason": reason, "canceled_at": sandbox.now_ms // 1000}
    body = objects.save(sandbox, PAYMENT_INTENT, {**intent.body, **canceled})
    return intents.read(sandbox, body)


def give_up(sandbox: Sandbox, intent: Intent) -> Intent:
    """Cancel an intent that the customer has left, without asking the scenario."""
    charge = intent.charge
    if charge is not None and charge.status == REQUIRES_ACTION:
        challenges.end(sandbox, str(charge.authentication), ABANDONED)
    canceled = {"cancellation_reason": "automatic", "canceled_at": sandbox.now_ms // 1000}
    body = objects.save(sandbox, PAYMENT_INTENT, {**intent.body, **canceled})
    return intents.read(sandbox, body)
