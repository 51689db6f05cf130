"""Follow the engine's events with Stripe's, of charges and all that hangs on them.

It does not matter what made a change: a request, the cardholder, the clock or the control API.
"""

from collections.abc import Callable

from paydrill.payments.channels import STRIPE
from paydrill.payments.disputes.records import DISPUTES
from paydrill.payments.records import REFUNDS, Payment
from paydrill.sandbox.events import Event
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import (
    capturing,
    charges,
    customers,
    intents,
    objects,
    payment_methods,
    sessions,
    setup_intents,
)
from paydrill.stripe.ids import id_at
from paydrill.stripe.intents import SUCCEEDED, Intent
from paydrill.stripe.objects import DISPUTE, PAYMENT_INTENT, PAYMENT_METHOD, REFUND, SESSION, Body
from paydrill.stripe.setup_intents import Change
from paydrill.stripe.shown import charges as shown_charges
from paydrill.stripe.shown import disputes as shown_disputes
from paydrill.stripe.shown import intents as shown_intents
from paydrill.stripe.shown import refunds as shown_refunds
from paydrill.stripe.shown.balance import MOVING
from paydrill.stripe.shown.setup_intents import setup_intent
from paydrill.stripe.telling import tell
from paydrill.values.card_checks import CardChecks
from paydrill.values.times import SECOND


def tell_setup(sandbox: Sandbox, change: Change) -> None:
    """Tell of a setup intent that was tried, and of the card that is the customer's now."""
    if change.body["status"] == SUCCEEDED and change.body["customer"] is not None:
        method = objects.find(sandbox, PAYMENT_METHOD, change.body["payment_method"])
        tell(sandbox, "payment_method.attached", objects.shown(method))
    tell(sandbox, change.event, setup_intent(sandbox, change.body))
    if change.body["status"] == SUCCEEDED:
        _complete(sandbox, change.body, None)


def _complete(sandbox: Sandbox, intent: Body, paid: Intent | None) -> None:
    """Complete the session of Checkout that an intent was made for, if there is one."""
    session = objects.look_up(sandbox, SESSION, intent.get("_session") or "")
    if session is not None and session["status"] == sessions.OPEN:
        if session["customer_creation"] == "always" and session["customer"] is None:
            said = {"email": session["customer_email"]} if session["customer_email"] else {}
            customer = customers.save(sandbox, customers.new(sandbox, said))
            tell(sandbox, "customer.created", objects.shown(customer))
            session = {**session, "customer": customer["id"]}
        done = sessions.complete(sandbox, session, paid)
        tell(sandbox, "checkout.session.completed", sessions.shown(done))


def expire_session(sandbox: Sandbox, id_: str) -> None:
    """End a session of Checkout whose time is over, and tell of it."""
    ended = sessions.pass_expiry(sandbox, id_)
    leave_intent(sandbox, ended)
    tell(sandbox, "checkout.session.expired", sessions.shown(ended))


def leave_intent(sandbox: Sandbox, session: Body) -> None:
    """Cancel the intent of a session that has expired, if its page has tried one."""
    tried = session["payment_intent"]
    found = None if tried is None else objects.look_up(sandbox, PAYMENT_INTENT, tried)
    if found is None:
        return
    intent = capturing.give_up(sandbox, intents.read(sandbox, found))
    follow(sandbox)
    tell(sandbox, "payment_intent.canceled", shown_intents.payment_intent(sandbox, intent))


def end_challenge(sandbox: Sandbox, setup: str, authenticated: bool) -> None:  # noqa: FBT001
    """Take a setup intent further whose challenge has ended, and tell of it."""
    tell_setup(sandbox, setup_intents.after_challenge(sandbox, setup, authenticated))


def follow(sandbox: Sandbox) -> None:
    """Tell of the engine's events since the last call, of those about Stripe's charges."""
    noted, sandbox.noted = sandbox.noted, []
    for each in noted:
        if not objects.is_ours(each.subject):  # without a look at the store
            continue
        teller = _TELLERS.get(each.type.partition(".")[0])
        if teller is not None:
            teller(sandbox, each)


def _of_payment(sandbox: Sandbox, noted: Event) -> None:
    payment = sandbox.tx.get(STRIPE.table, noted.subject)
    if payment is None:
        return
    intent = intents.of_charge(sandbox, payment)
    if intent is not None and noted.type in _APPROVALS:
        _store_card(sandbox, intent.body, payment)
    is_seen = charges.is_seen(payment)
    charge = shown_charges.charge(sandbox, payment) if is_seen else None
    for type_ in _OF_PAYMENT[noted.type]:
        if type_.startswith("charge."):
            if charge is not None:
                tell(sandbox, type_, charge)
        elif intent is not None:
            named = type_ or f"payment_intent.{_ENDED[intent.status]}"
            tell(sandbox, named, shown_intents.payment_intent(sandbox, intent))
    if intent is not None and noted.type in _APPROVALS:
        _complete(sandbox, intent.body, intent)


_APPROVALS = frozenset({"payment.approved", "payment.authorized"})
_OF_PAYMENT = {
    "payment.requires_action": ("payment_intent.requires_action",),
    "payment.approved": ("charge.succeeded", "payment_intent.succeeded"),
    "payment.authorized": ("charge.succeeded", "payment_intent.amount_capturable_updated"),
    "payment.declined": ("charge.failed", "payment_intent.payment_failed"),
    "payment.pending": ("charge.pending", "payment_intent.processing"),
    "payment.adjusted": (),
    "payment.captured": ("charge.captured", "payment_intent.succeeded"),
    "payment.voided": ("charge.refunded", "payment_intent.canceled"),
    "payment.expired": ("charge.expired", ""),
    "payment.refunded": ("charge.refunded",),
    "payment.refund_failed": (),
}
"""Stripe's events by the engine's; an empty one depends on what became of the intent."""

_ENDED = {intents.CANCELED: "canceled", intents.REQUIRES_METHOD: "payment_failed"}


def _store_card(sandbox: Sandbox, intent: Body, payment: Payment) -> None:
    """Keep the card of a payment that sets it up, as the customer's."""
    usage, customer = intent["setup_future_usage"], intent["customer"]
    if usage is None or customer is None:
        return
    method = objects.find(sandbox, PAYMENT_METHOD, payment.token or "")
    set_up = {"_set_up": method["_set_up"] or usage == "off_session"}
    presented = payment_methods.Presented({**method, **set_up})
    checks = CardChecks(*payment.checks.split()) if payment.checks else CardChecks()
    stored = payment_methods.give(sandbox, presented, customer, checks)
    if method["customer"] is None:
        tell(sandbox, "payment_method.attached", objects.shown(stored))


def _of_refund(sandbox: Sandbox, noted: Event) -> None:
    made = sandbox.tx.get(REFUNDS, noted.subject)
    kept = objects.look_up(sandbox, REFUND, noted.subject)
    if made is None or kept is None:
        return
    field = "_failure_event" if noted.type == "refund.failed" else "_event"
    if noted.type in MOVING:
        kept = {**kept, field: noted.position}
    is_new = not kept["_told"]
    objects.save(sandbox, REFUND, {**kept, "_told": True})
    body = shown_refunds.refund(sandbox, made)
    tell(sandbox, "refund.created" if is_new else "refund.updated", body)
    if noted.type == "refund.failed":
        tell(sandbox, "refund.failed", body)
        tell(sandbox, "charge.refund.updated", body)


_OF_DISPUTE = {
    "dispute.opened": "created",
    "dispute.funds_withdrawn": "funds_withdrawn",
    "dispute.evidence_submitted": "updated",
    "dispute.escalated": "updated",
    "dispute.won": "closed",
    "dispute.lost": "closed",
    "dispute.accepted": "closed",
    "dispute.funds_reinstated": "funds_reinstated",
}


def _of_dispute(sandbox: Sandbox, noted: Event) -> None:
    record = sandbox.tx.get(DISPUTES, noted.subject)
    if record is None or record.table != STRIPE.table.name:
        return
    kept = objects.look_up(sandbox, DISPUTE, record.id)
    if kept is None:
        fields: Body = {"evidence": {}, "metadata": {}, "_events": [], "_submissions": 0}
        kept = objects.made(sandbox, DISPUTE, fields, record.id)
        _mark_disputed(sandbox, record.payment)
    if noted.type in MOVING:
        kept = {**kept, "_events": [*kept["_events"], noted.position]}
    objects.save(sandbox, DISPUTE, kept)
    name = _OF_DISPUTE.get(noted.type)
    if name is not None:
        tell(sandbox, f"charge.dispute.{name}", shown_disputes.dispute(sandbox, record))


def _mark_disputed(sandbox: Sandbox, charge: str) -> None:
    kept = charges.details(sandbox, charge)
    objects.save(sandbox, objects.CHARGE, {**kept, "_disputed": True})


def _of_fraud(sandbox: Sandbox, noted: Event) -> None:
    payment = sandbox.tx.get(STRIPE.table, noted.subject)
    if payment is None:
        return
    warning = {
        "id": id_at(sandbox.ids, "issfr", noted.position),
        "object": "radar.early_fraud_warning",
        "actionable": payment.refundable_minor > 0,
        "charge": payment.id,
        "created": sandbox.now_ms // SECOND,
        "fraud_type": noted.status,
        "livemode": False,
        "payment_intent": payment.reference or None,
    }
    tell(sandbox, "radar.early_fraud_warning.created", warning)


_TELLERS: dict[str, Callable[[Sandbox, Event], None]] = {
    "payment": _of_payment,
    "refund": _of_refund,
    "dispute": _of_dispute,
    "fraud_warning": _of_fraud,
}
"""The functions that tell of the engine's events, by what these are about."""
