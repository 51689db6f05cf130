"""Charge cards without a payment intent, as older clients do."""

from paydrill.payments import payments
from paydrill.payments.errors import NotCapturable
from paydrill.payments.lifecycle import AUTHORIZED
from paydrill.payments.orders import Order
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import capturing, charges, objects, payment_methods
from paydrill.stripe.amounts import check_amount, currency_of
from paydrill.stripe.errors import invalid, needed
from paydrill.stripe.objects import CHARGE, CUSTOMER, PAYMENT_METHOD, Body
from paydrill.stripe.payment_methods import Presented

CREATE = "stripe.create_charge"
CAPTURE = "stripe.capture_charge"

_SAID = (
    "description",
    "receipt_email",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
)


def create(sandbox: Sandbox, said: Body) -> Payment:
    """Charge a token, or the card of a customer. A decline is a result.

    Raises `InvalidInput`, `ReferenceMissing` and `InvalidAmount`.
    """
    currency = currency_of(sandbox, said["currency"])
    check_amount(said["amount"], currency)
    method = _presented(sandbox, said)
    order = Order(
        amount=sandbox.currencies.decimal(said["amount"], currency.upper()),
        currency=currency.upper(),
        customer=said.get("customer") or "",
        reference="",
        capture=said.get("capture", True),
        operation=CREATE,
        description=said.get("description"),
        is_unattended=True,
    )
    payment = payments.charge_card(
        sandbox, method.card, method.details, method.id, method.checks, order
    )
    payment_methods.store(sandbox, method)
    kept: Body = {"metadata": {}, **dict.fromkeys(_SAID)}
    charges.keep(sandbox, payment, objects.changed(kept, said, _SAID), method.body)
    return payment


def capture(sandbox: Sandbox, id_: str, said: Body) -> Payment:
    """Capture a charge, or a part of it.

    Raises `ResourceMissing`, `NotCapturable` and `InvalidInput`.
    """
    payment = charges.find(sandbox, id_)
    if payment.status != AUTHORIZED:
        raise NotCapturable(f"Charge {id_} has already been captured, or was released.")
    captured = capturing.capture_charge(sandbox, payment, said.get("amount"), "amount", CAPTURE)
    fields = ("receipt_email", "statement_descriptor", "statement_descriptor_suffix")
    body = objects.changed(charges.details(sandbox, id_), said, fields)
    objects.save(sandbox, CHARGE, body)
    return captured


def _presented(sandbox: Sandbox, said: Body) -> Presented:
    """Return the payment method of a source, or else the customer's own."""
    customer = said.get("customer")
    known = objects.find(sandbox, CUSTOMER, customer, "customer") if customer else None
    if said.get("source"):
        method = payment_methods.resolve(sandbox, said["source"], "source")
        if method.body["customer"] not in {None, customer}:
            raise invalid("source", f"The card {method.id} belongs to another customer.")
        return method
    if known is None:
        raise needed("source", "Must provide source or customer.")
    chosen = known["default_source"] or known["invoice_settings"]["default_payment_method"]
    if chosen is None or objects.look_up(sandbox, PAYMENT_METHOD, chosen) is None:
        raise invalid("customer", f"Customer {customer} has no card to charge.")
    return payment_methods.resolve(sandbox, chosen, "source")
