"""Answer the operations of charges."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import stripe as views
from paydrill.payments.channels import STRIPE
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import charges, charging
from paydrill.stripe.lists import Source
from paydrill.stripe.shown.charges import charge as shown

_AT = "/v1/charges"
_FIELDS = frozenset(
    {"amount", "created", "currency", "customer", "metadata", "payment_intent", "status"}
)

Body = dict[str, Any]


def create_charge(sandbox: Sandbox, body: Body) -> HandlerResult:
    """Charge a token or a customer's card."""
    payment = charging.create(sandbox, body)
    return views.charged(sandbox, payment, body)


def list_charges(
    sandbox: Sandbox,
    customer: str | None = None,
    payment_intent: str | None = None,
    **asked: Any,
) -> HandlerResult:
    """List charges."""
    where = None if payment_intent is None else ("reference", payment_intent)
    where = ("customer", customer) if customer is not None and where is None else where
    source = _source(sandbox, _AT)._replace(where=where)
    return views.page(sandbox, views.of_customer(source, customer), asked)


def search_charges(sandbox: Sandbox, **asked: Any) -> HandlerResult:
    """Search charges."""
    return views.found(sandbox, _source(sandbox, f"{_AT}/search"), asked, _FIELDS)


def get_charge(sandbox: Sandbox, charge: str, **asked: Any) -> HandlerResult:
    """Return a charge."""
    return views.answer(sandbox, shown(sandbox, charges.find(sandbox, charge)), asked)


def update_charge(sandbox: Sandbox, charge: str, body: Body | None = None) -> HandlerResult:
    """Change what is said of a charge."""
    updated = charges.update(sandbox, charge, body or {})
    return views.answer(sandbox, shown(sandbox, updated), body, "charge.updated")


def capture_charge(sandbox: Sandbox, charge: str, body: Body | None = None) -> HandlerResult:
    """Capture a charge, or a part of it."""
    captured = charging.capture(sandbox, charge, body or {})
    return views.answer(sandbox, shown(sandbox, captured), body)


def _source(sandbox: Sandbox, at: str) -> Source[Any]:
    return Source(STRIPE.table, at, lambda each: shown(sandbox, each), accepted=charges.is_seen)
