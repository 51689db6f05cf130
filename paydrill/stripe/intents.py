"""Find payment intents with their status.

It follows from the intent's last charge, so that the end of a challenge, of a review or of a hold
moves the intent as well.
"""

from typing import NamedTuple

from paydrill.payments.lifecycle import (
    AUTHORIZED,
    DECLINED,
    EXPIRED,
    PARTIALLY_CAPTURED,
    PENDING,
    REQUIRES_ACTION,
    VOIDED,
)
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import charges, objects
from paydrill.stripe.errors import IntentUnexpectedState, invalid
from paydrill.stripe.objects import PAYMENT_INTENT, Body
from paydrill.values.constant_time import is_same

REQUIRES_METHOD = "requires_payment_method"
REQUIRES_CONFIRMATION = "requires_confirmation"
REQUIRES_CAPTURE = "requires_capture"
PROCESSING = "processing"
SUCCEEDED = "succeeded"
CANCELED = "canceled"

_OF_CHARGE = {
    REQUIRES_ACTION: REQUIRES_ACTION,
    PENDING: PROCESSING,
    AUTHORIZED: REQUIRES_CAPTURE,
    PARTIALLY_CAPTURED: REQUIRES_CAPTURE,
    EXPIRED: CANCELED,
    VOIDED: CANCELED,
}
"""The status of an intent by that of its charge, where it has not succeeded."""

_DONE = {
    "confirm": "because it has already succeeded after being previously confirmed",
    "capture": "because it has already been captured",
}


class Intent(NamedTuple):
    """A payment intent with its last charge; `None` where there was none."""

    body: Body
    charge: Payment | None

    @property
    def status(self) -> str:
        """Its status by Stripe's name."""
        return status_of(self.body, self.charge)


def status_of(body: Body, charge: Payment | None) -> str:
    """Return the status of an intent, of which `charge` is the last."""
    if body["canceled_at"] is not None:
        return CANCELED
    if charge is None:
        return REQUIRES_METHOD if body["payment_method"] is None else REQUIRES_CONFIRMATION
    if charge.status == DECLINED or is_abandoned(charge):
        return REQUIRES_CONFIRMATION if body["_is_renewed"] else REQUIRES_METHOD
    return _OF_CHARGE.get(charge.status, SUCCEEDED)


def is_abandoned(charge: Payment) -> bool:
    """Tell whether the cardholder did not answer the challenge of a charge in time."""
    return charge.status == EXPIRED and charge.authorization_code is None


def find(sandbox: Sandbox, id_: str, field: str = "") -> Intent:
    """Return the intent of an id. Raises `ResourceMissing`, or `ReferenceMissing` for a field."""
    return read(sandbox, objects.find(sandbox, PAYMENT_INTENT, id_, field))


def with_secret(sandbox: Sandbox, id_: str, secret: str | None) -> Intent:
    """Return the intent of an id; a client secret, if it is sent, must be the intent's.

    Raises `ResourceMissing` and `InvalidInput`.
    """
    intent = find(sandbox, id_)
    if secret is not None and not is_same(secret, intent.body["client_secret"]):
        raise invalid("client_secret", "The client_secret provided does not match this intent.")
    return intent


def read(sandbox: Sandbox, body: Body) -> Intent:
    """Return an intent with its last charge."""
    return Intent(body, charges.of_intent(sandbox, body))


def of_charge(sandbox: Sandbox, payment: Payment) -> Intent | None:
    """Return the intent of a charge; `None` for a charge that was made without one."""
    body = objects.look_up(sandbox, PAYMENT_INTENT, payment.reference or "")
    return None if body is None else read(sandbox, body)


def unexpected(verb: str, intent: Intent, allowed: tuple[str, ...]) -> IntentUnexpectedState:
    """Make the refusal of what an intent's status forbids."""
    status = intent.status
    if status == SUCCEEDED and verb in _DONE:
        return IntentUnexpectedState(f"You cannot {verb} this PaymentIntent {_DONE[verb]}.")
    return IntentUnexpectedState(
        f"You cannot {verb} this PaymentIntent because it has a status of {status}. "
        f"It must have one of: {', '.join(allowed)}."
    )
