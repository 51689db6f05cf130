"""Show payment intents, and the errors of those that were declined."""

from paydrill.payments.lifecycle import AUTHORIZED, DECLINED, REQUIRES_ACTION
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import charges, intents, objects
from paydrill.stripe.declines import AUTHENTICATION_FAILED, decline
from paydrill.stripe.intents import Intent
from paydrill.stripe.objects import PAYMENT_METHOD, Body
from paydrill.stripe.shown import charges as shown_charges


def payment_intent(sandbox: Sandbox, intent: Intent) -> Body:
    """Show an intent as it stands with its last charge."""
    body, charge, status = intent.body, intent.charge, intent.status
    seen = charge is not None and charges.is_seen(charge)
    return objects.shown(body) | {
        "amount_capturable": _held(charge),
        "amount_received": 0 if charge is None else charge.captured_minor,
        **_canceled(body, charge, status),
        "last_payment_error": last_error(sandbox, intent),
        "latest_charge": charge.id if seen and charge is not None else None,
        "next_action": _next_action(sandbox, body, charge),
        "payment_method": None if status == intents.REQUIRES_METHOD else body["payment_method"],
        "status": status,
    }


def declined(sandbox: Sandbox, intent: Intent) -> Body:
    """Show the error that answers the confirmation of an intent that was declined."""
    error = last_error(sandbox, intent)
    return {"error": {**(error or {}), "payment_intent": payment_intent(sandbox, intent)}}


def last_error(sandbox: Sandbox, intent: Intent) -> Body | None:
    """Show why the last charge of an intent was declined; `None` if it was not."""
    charge = intent.charge
    if charge is None or not (charge.status == DECLINED or intents.is_abandoned(charge)):
        return None
    method = objects.look_up(sandbox, PAYMENT_METHOD, charge.token or "")
    with_method = {} if method is None else {"payment_method": objects.shown(method)}
    if not charges.is_seen(charge):
        return {**AUTHENTICATION_FAILED, **with_method}
    error = {**decline(charge.reason), "charge": charge.id}
    is_blocked = method is not None and shown_charges.is_blocked(charge, method["_risk"])
    network = {} if is_blocked else {"network_decline_code": charge.response_code}
    return {**error, **network, **with_method, "payment_method_type": "card"}


def _held(charge: Payment | None) -> int:
    return charge.held_minor if charge is not None and charge.status == AUTHORIZED else 0


def _canceled(body: Body, charge: Payment | None, status: str) -> Body:
    """Show when and why an intent was canceled; a hold that ends cancels it by itself."""
    if status != intents.CANCELED or body["canceled_at"] is not None or charge is None:
        return {}
    at_ms = charge.created_ms + charge.hold_days * 86_400_000
    return {"canceled_at": at_ms // 1000, "cancellation_reason": "automatic"}


def _next_action(sandbox: Sandbox, body: Body, charge: Payment | None) -> Body | None:
    """Show the page of the challenge that the cardholder is to answer."""
    if charge is None or charge.status != REQUIRES_ACTION:
        return None
    base_url = body["_base_url"] or f"/~{sandbox.name}"
    return {
        "type": "redirect_to_url",
        "redirect_to_url": {
            "return_url": body["_return_url"],
            "url": f"{base_url}/3ds/challenges/{charge.authentication}",
        },
    }
