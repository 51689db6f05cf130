"""Look at charges: payments of the channel `STRIPE`, with what is kept beside them."""

from paydrill.payments.channels import STRIPE
from paydrill.payments.lifecycle import (
    AUTHORIZED,
    CAPTURED,
    DECLINED,
    EXPIRED,
    PARTIALLY_CAPTURED,
    PENDING,
    REQUIRES_ACTION,
    VOIDED,
)
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.challenges import NOT_AUTHENTICATED
from paydrill.stripe import objects
from paydrill.stripe.errors import missing
from paydrill.stripe.objects import CHARGE, Body

OPEN = {AUTHORIZED, PARTIALLY_CAPTURED}
RELEASED = {VOIDED, EXPIRED}
UNPAID = {DECLINED, PENDING, REQUIRES_ACTION}

_SAID = (
    "description",
    "metadata",
    "receipt_email",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
)
"""The fields of a charge that its intent had, or its own request."""


def is_seen(payment: Payment) -> bool:
    """Tell whether the issuer was asked to pay, so that there is a charge to be seen.

    Before and without an authentication that was needed there is none.
    """
    if payment.authentication is None or payment.authorization_code is not None:
        return True
    waits = payment.status in {REQUIRES_ACTION, EXPIRED, VOIDED}
    return not waits and payment.reason != NOT_AUTHENTICATED.reason


def find(sandbox: Sandbox, id_: str, field: str = "") -> Payment:
    """Return the charge of an id. Raises `ResourceMissing`, or `ReferenceMissing` for a field."""
    payment = sandbox.tx.get(STRIPE.table, id_)
    if payment is None or not is_seen(payment):
        raise missing("charge", id_, field)
    return payment


def of_intent(sandbox: Sandbox, intent: Body) -> Payment | None:
    """Return the last charge of a payment intent, seen or not; `None` if there was none."""
    latest = intent["_charge"]
    return None if latest is None else sandbox.tx.get(STRIPE.table, latest)


def details(sandbox: Sandbox, id_: str) -> Body:
    """Return what is kept of a charge beside its payment."""
    return objects.find(sandbox, CHARGE, id_)


def update(sandbox: Sandbox, id_: str, said: Body) -> Payment:
    """Change what is kept of a charge beside its payment. Raises `ResourceMissing`."""
    payment = find(sandbox, id_)
    fields = ("description", "receipt_email", "shipping")
    body = objects.changed(details(sandbox, id_), said, fields)
    if "fraud_details" in said:
        body = {**body, "fraud_details": {k: v for k, v in said["fraud_details"].items() if v}}
    objects.save(sandbox, CHARGE, body)
    return payment


def is_paid(payment: Payment) -> bool:
    """Tell whether the charge succeeded, or was authorized."""
    return payment.status not in UNPAID and payment.authorization_code is not None


def is_captured(payment: Payment) -> bool:
    """Tell whether money moved."""
    return payment.captured_minor > 0 or payment.status == CAPTURED


def keep(sandbox: Sandbox, payment: Payment, said: Body, method: Body) -> None:
    """Keep of a new charge what its payment's record does not have."""
    fields = {
        **{name: said[name] for name in _SAID},
        "billing_details": method["billing_details"],
        "fraud_details": {},
        "payment_method": method["id"],
        "_card": method["card"],
        "_risk": method["_risk"],
    }
    objects.save(sandbox, CHARGE, objects.made(sandbox, CHARGE, fields, payment.id))
