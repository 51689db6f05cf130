"""Refund charges, and keep what is said about a refund."""

from functools import partial

from paydrill.errors import FieldError
from paydrill.payments import refunds
from paydrill.payments.channels import STRIPE
from paydrill.payments.errors import NotRefundable, RefundExceedsRest
from paydrill.payments.records import REFUNDS, Payment, Refund
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import charges, intents, objects
from paydrill.stripe.errors import UnexpectedState, invalid, missing, needed
from paydrill.stripe.lists import Source
from paydrill.stripe.objects import REFUND, Body
from paydrill.stripe.shown.refunds import refund


def create(sandbox: Sandbox, said: Body) -> Refund:
    """Refund a charge, or the last charge of an intent: `amount`, or all that is left.

    Raises `InvalidInput`, `ReferenceMissing`, `NotRefundable`, `PaymentDisputed` and
    `RefundExceedsRest`.
    """
    payment = _charge_of(sandbox, said)
    if not payment.captured_minor:
        raise invalid("charge", "This charge has not been captured, so it cannot be refunded.")
    amount_minor = said.get("amount")
    amount = None
    if amount_minor is not None:
        amount = sandbox.currencies.decimal(amount_minor, payment.currency)
    try:
        _, made = refunds.refund(sandbox, STRIPE, payment.id, amount, said.get("reason"))
    except RefundExceedsRest:
        left = payment.refundable_minor
        message = f"Refund amount ({amount_minor}) is greater than unrefunded amount ({left})."
        raise RefundExceedsRest(message, (FieldError("/amount", message),)) from None
    except NotRefundable:
        raise NotRefundable(f"Charge {payment.id} has already been refunded.") from None
    fields = {
        "metadata": objects.metadata_of(said),
        "_event": None,
        "_failure_event": None,
        "_told": False,
    }
    objects.save(sandbox, REFUND, objects.made(sandbox, REFUND, fields, made.id))
    return made


def find(sandbox: Sandbox, id_: str) -> Refund:
    """Return the refund of an id. Raises `ResourceMissing`."""
    made = sandbox.tx.get(REFUNDS, id_)
    if made is None or objects.look_up(sandbox, REFUND, id_) is None:
        raise missing("refund", id_)
    return made


def update(sandbox: Sandbox, id_: str, said: Body) -> Refund:
    """Change the metadata of a refund. Raises `ResourceMissing`."""
    made = find(sandbox, id_)
    kept = objects.find(sandbox, REFUND, id_)
    objects.save(sandbox, REFUND, objects.with_metadata(kept, said))
    return made


def cancel(sandbox: Sandbox, id_: str) -> Refund:
    """Refuse: only refunds that wait for their receiver can be canceled, and cards never do."""
    find(sandbox, id_)
    raise UnexpectedState("Only a refund that requires an action can be canceled.")


def source(sandbox: Sandbox, charge: str | None, intent: str | None) -> Source[Refund]:
    """Return the list of refunds, of a charge or of an intent. Raises `ReferenceMissing`."""
    if charge is None and intent is not None:
        found = intents.find(sandbox, intent, "payment_intent").charge
        charge = "" if found is None else found.id

    def accepted(made: Refund) -> bool:
        return objects.look_up(sandbox, REFUND, made.id) is not None

    where = None if charge is None else ("payment", charge)
    return Source(REFUNDS, "/v1/refunds", partial(refund, sandbox), where, accepted)


def _charge_of(sandbox: Sandbox, said: Body) -> Payment:
    if said.get("charge"):
        return charges.find(sandbox, said["charge"], "charge")
    if not said.get("payment_intent"):
        raise needed("payment_intent", "One of payment_intent and charge must be sent.")
    intent = intents.find(sandbox, said["payment_intent"], "payment_intent")
    if intent.charge is None or not charges.is_paid(intent.charge):
        message = "This PaymentIntent does not have a successful charge to refund."
        raise invalid("payment_intent", message)
    return intent.charge
