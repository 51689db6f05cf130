"""Create payment intents, confirm, capture and cancel them: the merchant's part of a payment.

Its status follows from its last charge, so that whatever ends a challenge, a review or a hold moves
the intent as well.
"""

from dataclasses import replace
from typing import NamedTuple

from paydrill.payments import holds, payments
from paydrill.payments.channels import STRIPE
from paydrill.payments.lifecycle import (
    AUTHORIZED,
    DECLINED,
    EXPIRED,
    PARTIALLY_CAPTURED,
    PENDING,
    REQUIRES_ACTION,
    VOIDED,
)
from paydrill.payments.orders import Order
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import CARD, CUSTOMER as BY_CUSTOMER, MERCHANT, Attempt
from paydrill.stripe import charges, objects, payment_methods
from paydrill.stripe.amounts import check_amount, currency_of
from paydrill.stripe.errors import IntentUnexpectedState, invalid
from paydrill.stripe.objects import CHARGE, CUSTOMER, PAYMENT_INTENT, Body
from paydrill.stripe.payment_methods import Presented

CREATE = "stripe.create_payment_intent"
CONFIRM = "stripe.confirm_payment_intent"

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

_CONFIRMABLE = (REQUIRES_METHOD, REQUIRES_CONFIRMATION)
_CANCELABLE = (REQUIRES_METHOD, REQUIRES_CAPTURE, REQUIRES_CONFIRMATION, REQUIRES_ACTION)

_SAID = (
    "capture_method",
    "confirmation_method",
    "description",
    "payment_method_options",
    "payment_method_types",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
)
_DEFAULTS: Body = {
    "automatic_payment_methods": None,
    "cancellation_reason": None,
    "canceled_at": None,
    "capture_method": "automatic_async",
    "confirmation_method": "automatic",
    "customer": None,
    "description": None,
    "metadata": {},
    "payment_method": None,
    "payment_method_options": {},
    "payment_method_types": ["card"],
    "processing": None,
    "receipt_email": None,
    "setup_future_usage": None,
    "shipping": None,
    "statement_descriptor": None,
    "statement_descriptor_suffix": None,
    "_charge": None,
    "_is_renewed": False,
    "_base_url": None,
    "_return_url": None,
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

    Raises `ResourceMissing` and `ParameterInvalid`.
    """
    intent = find(sandbox, id_)
    if secret is not None and secret != intent.body["client_secret"]:
        raise invalid("client_secret", "The client_secret provided does not match this intent.")
    return intent


def read(sandbox: Sandbox, body: Body) -> Intent:
    """Return an intent with its last charge."""
    return Intent(body, charges.of_intent(sandbox, body))


def of_charge(sandbox: Sandbox, payment: Payment) -> Intent | None:
    """Return the intent of a charge; `None` for a charge that was made without one."""
    body = objects.look_up(sandbox, PAYMENT_INTENT, payment.reference or "")
    return None if body is None else read(sandbox, body)


def new(sandbox: Sandbox, said: Body) -> Body:
    """Make an intent, which is not stored.

    Raises `ReferenceMissing`, `ParameterInvalid`, `InvalidAmount` and `AmountTooSmall`.
    """
    currency = currency_of(sandbox, said["currency"])
    check_amount(said["amount"], currency)
    if said.get("customer"):
        objects.find(sandbox, CUSTOMER, said["customer"], "customer")
    body = objects.made(
        sandbox, PAYMENT_INTENT, {"amount": said["amount"], "currency": currency, **_DEFAULTS}
    )
    digits = sandbox.ids.alphanumeric("client_secret", body["_position"], 24)
    body["client_secret"] = f"{body['id']}_secret_{digits}"
    automatic = said.get("automatic_payment_methods")
    if automatic is None and not said.get("payment_method_types"):
        automatic = {"enabled": True}
    if automatic is not None:
        body["automatic_payment_methods"] = {"allow_redirects": "always", **automatic}
    body["customer"] = said.get("customer") or None
    return objects.changed(body, said, _SAID)


def create(sandbox: Sandbox, said: Body) -> Intent:
    """Store a new intent that is confirmed later. Raises as `new` and `presented` do."""
    body = new(sandbox, said)
    method = presented(sandbox, body, said)
    sandbox.meet(_attempt(sandbox, CREATE, body, method))
    if method is not None:
        body = {**body, "payment_method": payment_methods.store(sandbox, method)["id"]}
    return Intent(objects.save(sandbox, PAYMENT_INTENT, body), None)


def update(sandbox: Sandbox, id_: str, said: Body) -> Intent:
    """Change an intent; what is paid is fixed once it is confirmed.

    Raises `ResourceMissing` and `IntentUnexpectedState`, and as `new` and `presented` do.
    """
    intent = find(sandbox, id_)
    fixed = {"amount", "currency", "payment_method", "payment_method_data", "capture_method"}
    if fixed & said.keys() and intent.status not in _CONFIRMABLE:
        raise _unexpected("update", intent, _CONFIRMABLE)
    body = objects.changed(intent.body, said, (*_SAID, "amount", "customer"))
    if "currency" in said:
        body = {**body, "currency": currency_of(sandbox, said["currency"])}
    if fixed & said.keys():
        check_amount(body["amount"], body["currency"])
    if said.get("customer"):
        objects.find(sandbox, CUSTOMER, said["customer"], "customer")
    method = presented(sandbox, body, said)
    if method is not None:
        chosen = payment_methods.store(sandbox, method)["id"]
        body = {**body, "payment_method": chosen, "_is_renewed": True}
    objects.save(sandbox, PAYMENT_INTENT, body)
    return read(sandbox, body)


def presented(sandbox: Sandbox, body: Body, said: Body) -> Presented | None:
    """Return the payment method that a request presents for an intent; `None` where it has none.

    Raises as `payment_methods.new` and `resolve` do, and `ParameterInvalid` for the payment method
    of another customer.
    """
    if said.get("payment_method_data"):
        return payment_methods.new(sandbox, said["payment_method_data"], "payment_method_data/")
    if not said.get("payment_method"):
        return None
    method = payment_methods.resolve(sandbox, said["payment_method"], "payment_method")
    owner = method.body["customer"]
    if owner is not None and owner != body["customer"]:
        message = (
            f"The PaymentMethod {method.id} belongs to a customer. "
            "Send that customer with the PaymentIntent."
        )
        raise invalid("payment_method", message)
    return method


def confirm(
    sandbox: Sandbox, body: Body, said: Body, operation: str, base_url: str | None
) -> Intent:
    """Pay an intent that waits for it, with the payment method that is sent or known.

    A decline is a result. Raises `IntentUnexpectedState`, and as `presented` does.
    """
    intent = read(sandbox, body)
    if intent.status not in _CONFIRMABLE:
        raise _unexpected("confirm", intent, _CONFIRMABLE)
    body = objects.changed(body, said, _SAID)
    method = presented(sandbox, body, said)
    if method is None and intent.status == REQUIRES_CONFIRMATION:
        method = payment_methods.resolve(sandbox, body["payment_method"], "payment_method")
    if method is None:
        message = (
            "You cannot confirm this PaymentIntent because it's missing a payment method. "
            "Send payment_method, or update the PaymentIntent with one."
        )
        raise IntentUnexpectedState(message)
    return_url = said.get("return_url") or body["_return_url"]
    order = _order(sandbox, body, method, said)
    order = replace(order, operation=operation, return_url=return_url)
    payment = payments.charge_card(
        sandbox, method.card, method.details, method.id, method.checks, order
    )
    payment_methods.store(sandbox, method)
    keep_charge(sandbox, payment, body, method.body)
    paid = {
        **body,
        "payment_method": method.id,
        "_charge": payment.id,
        "_is_renewed": False,
        "_base_url": base_url,
        "_return_url": return_url,
    }
    return Intent(objects.save(sandbox, PAYMENT_INTENT, paid), payment)


def capture(sandbox: Sandbox, id_: str, said: Body) -> Intent:
    """Capture what is held for an intent, or a part of it.

    Raises `ResourceMissing`, `IntentUnexpectedState` and `ParameterInvalid`.
    """
    intent = find(sandbox, id_)
    if intent.status != REQUIRES_CAPTURE or intent.charge is None:
        raise _unexpected("capture", intent, (REQUIRES_CAPTURE,))
    capture_charge(sandbox, intent.charge, said.get("amount_to_capture"), "amount_to_capture")
    body = objects.changed(intent.body, said, ("statement_descriptor_suffix",))
    objects.save(sandbox, PAYMENT_INTENT, body)
    return read(sandbox, body)


def capture_charge(
    sandbox: Sandbox, payment: Payment, amount_minor: int | None, field: str, operation: str = ""
) -> Payment:
    """Capture a charge that is authorized, or a part of it. Raises `ParameterInvalid`."""
    if amount_minor is not None and amount_minor > payment.held_minor:
        message = f"The amount to capture is more than the {payment.held_minor} that is held."
        raise invalid(field, message)
    amount = sandbox.currencies.decimal(amount_minor or payment.held_minor, payment.currency)
    return holds.capture(sandbox, STRIPE, payment.id, amount, operation=operation)


def cancel(sandbox: Sandbox, id_: str, reason: str | None) -> Intent:
    """Cancel an intent, and release what is held for it.

    Raises `ResourceMissing` and `IntentUnexpectedState`.
    """
    intent = find(sandbox, id_)
    if intent.status not in _CANCELABLE:
        raise _unexpected("cancel", intent, _CANCELABLE)
    if intent.status in {REQUIRES_CAPTURE, REQUIRES_ACTION} and intent.charge is not None:
        holds.void(sandbox, STRIPE, intent.charge.id)
    else:
        sandbox.meet(_attempt(sandbox, STRIPE.void_operation, intent.body, None))
    canceled = {"cancellation_reason": reason, "canceled_at": sandbox.now_ms // 1000}
    body = objects.save(sandbox, PAYMENT_INTENT, {**intent.body, **canceled})
    return read(sandbox, body)


def keep_charge(sandbox: Sandbox, payment: Payment, said: Body, method: Body) -> None:
    """Keep of a new charge what its payment's record does not have."""
    names = ("description", "metadata", "receipt_email", "shipping")
    descriptors = ("statement_descriptor", "statement_descriptor_suffix")
    fields = {
        **{name: said[name] for name in (*names, *descriptors)},
        "billing_details": method["billing_details"],
        "fraud_details": {},
        "payment_method": method["id"],
        "_card": method["card"],
        "_risk": method["_risk"],
    }
    objects.save(sandbox, CHARGE, objects.made(sandbox, CHARGE, fields, payment.id))


def _order(sandbox: Sandbox, body: Body, method: Presented, said: Body) -> Order:
    is_unattended = said.get("off_session") not in {None, False}
    by_merchant = is_unattended and method.body["_set_up"]
    currency = body["currency"].upper()
    return Order(
        amount=sandbox.currencies.decimal(body["amount"], currency),
        currency=currency,
        customer=body["customer"] or "",
        reference=body["id"],
        capture=body["capture_method"] != "manual",
        initiated_by=MERCHANT if by_merchant else BY_CUSTOMER,
        description=body["description"],
        is_unattended=is_unattended or bool(said.get("error_on_requires_action")),
    )


def _attempt(sandbox: Sandbox, operation: str, body: Body, method: Presented | None) -> Attempt:
    currency = body["currency"].upper()
    return Attempt(
        operation,
        sandbox.currencies.decimal(body["amount"], currency),
        currency,
        body["customer"] or "",
        None if method is None else method.card,
        None if method is None else method.id,
        body["description"],
        method=CARD,
        at=sandbox,
    )


_DONE = {
    "confirm": "because it has already succeeded after being previously confirmed",
    "capture": "because it has already been captured",
}


def _unexpected(verb: str, intent: Intent, allowed: tuple[str, ...]) -> IntentUnexpectedState:
    status = intent.status
    if status == SUCCEEDED and verb in _DONE:
        return IntentUnexpectedState(f"You cannot {verb} this PaymentIntent {_DONE[verb]}.")
    return IntentUnexpectedState(
        f"You cannot {verb} this PaymentIntent because it has a status of {status}. "
        f"It must have one of: {', '.join(allowed)}."
    )
