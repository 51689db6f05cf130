"""Create payment intents, change and confirm them: the merchant's part of a payment."""

from paydrill.payments import payments
from paydrill.payments.orders import Order
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import CARD, MERCHANT, Attempt
from paydrill.scenarios.attempt import CUSTOMER as BY_CUSTOMER
from paydrill.stripe import charges, intents, objects, payment_methods
from paydrill.stripe.amounts import check_amount, currency_of
from paydrill.stripe.errors import IntentUnexpectedState, invalid
from paydrill.stripe.intents import REQUIRES_CONFIRMATION, REQUIRES_METHOD, Intent
from paydrill.stripe.objects import CUSTOMER, PAYMENT_INTENT, Body
from paydrill.stripe.payment_methods import Presented

CREATE = "stripe.create_payment_intent"
CONFIRM = "stripe.confirm_payment_intent"

_CONFIRMABLE = (REQUIRES_METHOD, REQUIRES_CONFIRMATION)

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
_NOT_PLAYED: Body = dict.fromkeys(
    (
        "application",
        "application_fee_amount",
        "on_behalf_of",
        "review",
        "source",
        "transfer_data",
        "transfer_group",
    )
)
"""Fields about connected accounts and reviews, which there are none of here."""

_DEFAULTS: Body = {
    **_NOT_PLAYED,
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


def new(sandbox: Sandbox, said: Body) -> Body:
    """Make an intent, which is not stored.

    Raises `ReferenceMissing`, `InvalidInput`, `InvalidAmount` and `InvalidAmount`.
    """
    currency = currency_of(sandbox, said["currency"])
    check_amount(said["amount"], currency)
    if said.get("customer"):
        objects.find(sandbox, CUSTOMER, said["customer"], "customer")
    body = objects.made(
        sandbox, PAYMENT_INTENT, {"amount": said["amount"], "currency": currency, **_DEFAULTS}
    )
    digits = sandbox.ids.word("client_secret", body["_position"])
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
    sandbox.meet(attempt_of(sandbox, CREATE, body, method))
    if method is not None:
        body = {**body, "payment_method": payment_methods.store(sandbox, method)["id"]}
    return Intent(objects.save(sandbox, PAYMENT_INTENT, body), None)


def update(sandbox: Sandbox, id_: str, said: Body) -> Intent:
    """Change an intent; what is paid is fixed once it is confirmed.

    Raises `ResourceMissing` and `IntentUnexpectedState`, and as `new` and `presented` do.
    """
    intent = intents.find(sandbox, id_)
    fixed = {"amount", "currency", "payment_method", "payment_method_data", "capture_method"}
    if fixed & said.keys() and intent.status not in _CONFIRMABLE:
        raise intents.unexpected("update", intent, _CONFIRMABLE)
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
    return intents.read(sandbox, body)


def presented(sandbox: Sandbox, body: Body, said: Body) -> Presented | None:
    """Return the payment method that a request presents for an intent; `None` where it has none.

    Raises as `payment_methods.new` and `resolve` do, and `InvalidInput` for the payment method
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
    intent = intents.read(sandbox, body)
    if intent.status not in _CONFIRMABLE:
        raise intents.unexpected("confirm", intent, _CONFIRMABLE)
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
    payment_methods.require_unspent(method)
    if "card" not in body["payment_method_types"]:
        raise invalid("payment_method", "This PaymentIntent takes no cards; it must list card.")
    return_url = said.get("return_url") or body["_return_url"]
    order = _order(sandbox, body, method, said)
    order.operation, order.return_url = operation, return_url
    payment = payments.charge_card(
        sandbox, method.card, method.details, method.id, method.checks, order
    )
    payment_methods.spend(sandbox, method)
    charges.keep(sandbox, payment, body, method.body)
    paid = {
        **body,
        "payment_method": method.id,
        "_charge": payment.id,
        "_is_renewed": False,
        "_base_url": base_url,
        "_return_url": return_url,
    }
    return Intent(objects.save(sandbox, PAYMENT_INTENT, paid), payment)


def _capture_method(body: Body) -> str:
    """Return how an intent is captured: what its options say of cards goes first."""
    of_cards = (body["payment_method_options"] or {}).get("card") or {}
    return str(of_cards.get("capture_method") or body["capture_method"])


def _order(sandbox: Sandbox, body: Body, method: Presented, said: Body) -> Order:
    is_unattended = said.get("off_session") not in {None, False}
    by_merchant = is_unattended and method.body["_set_up"]
    currency = body["currency"].upper()
    return Order(
        amount=sandbox.currencies.decimal(body["amount"], currency),
        currency=currency,
        customer=body["customer"] or "",
        reference=body["id"],
        capture=_capture_method(body) != "manual",
        initiated_by=MERCHANT if by_merchant else BY_CUSTOMER,
        description=body["description"],
        is_unattended=is_unattended or bool(said.get("error_on_requires_action")),
    )


def attempt_of(sandbox: Sandbox, operation: str, body: Body, method: Presented | None) -> Attempt:
    """Describe a call about an intent, for the rules of the scenario."""
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
