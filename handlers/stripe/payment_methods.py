"""Answer the operations of payment methods and tokens."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import stripe as views
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.outcomes import APPROVED
from paydrill.stripe import objects, payment_methods, tokens
from paydrill.stripe.objects import CUSTOMER, PAYMENT_METHOD, TOKEN

_AT = "/v1/payment_methods"
_ATTACH = "stripe.attach_payment_method"

Body = dict[str, Any]


def create_payment_method(sandbox: Sandbox, body: Body | None = None) -> HandlerResult:
    """Make a payment method of a card."""
    made = payment_methods.create(sandbox, body or {})
    return views.answer(sandbox, objects.shown(made), body)


def list_payment_methods(
    sandbox: Sandbox,
    customer: str | None = None,
    type: str = "card",  # noqa: A002 - the contract's word
    **asked: Any,
) -> HandlerResult:
    """List payment methods."""
    return views.page_of(
        sandbox, PAYMENT_METHOD, _AT, asked, lambda each: each["type"] == type, customer
    )


def get_payment_method(sandbox: Sandbox, payment_method: str, **asked: Any) -> HandlerResult:
    """Return a payment method."""
    found = objects.find(sandbox, PAYMENT_METHOD, payment_method)
    return views.answer(sandbox, objects.shown(found), asked)


def update_payment_method(
    sandbox: Sandbox, payment_method: str, body: Body | None = None
) -> HandlerResult:
    """Change a payment method."""
    before = objects.find(sandbox, PAYMENT_METHOD, payment_method)
    updated = payment_methods.update(sandbox, payment_method, body or {})
    return views.changed(sandbox, before, updated, body, "payment_method.updated")


def attach_payment_method(sandbox: Sandbox, payment_method: str, body: Body) -> HandlerResult:
    """Attach a payment method to a customer."""
    presented = payment_methods.resolve(sandbox, payment_method, "payment_method")
    method, outcome = payment_methods.attach(sandbox, presented, body["customer"], _ATTACH)
    if outcome.verdict != APPROVED:
        return views.refused(outcome.reason, method)
    return views.answer(sandbox, objects.shown(method), body, "payment_method.attached")


def detach_payment_method(
    sandbox: Sandbox, payment_method: str, body: Body | None = None
) -> HandlerResult:
    """Take a payment method from its customer."""
    before = objects.find(sandbox, PAYMENT_METHOD, payment_method)
    detached = payment_methods.detach(sandbox, payment_method)
    return views.changed(sandbox, before, detached, body, "payment_method.detached")


def list_customer_payment_methods(
    sandbox: Sandbox,
    customer: str,
    type: str = "card",  # noqa: A002 - the contract's word
    **asked: Any,
) -> HandlerResult:
    """List the payment methods of a customer."""
    objects.find(sandbox, CUSTOMER, customer)
    at = f"/v1/customers/{customer}/payment_methods"
    return views.page_of(
        sandbox, PAYMENT_METHOD, at, asked, lambda each: each["type"] == type, customer
    )


def get_customer_payment_method(
    sandbox: Sandbox, customer: str, payment_method: str, **asked: Any
) -> HandlerResult:
    """Return a payment method of a customer."""
    found = payment_methods.of_customer(sandbox, customer, payment_method)
    return views.answer(sandbox, objects.shown(found), asked)


def create_token(sandbox: Sandbox, body: Body | None = None) -> HandlerResult:
    """Make a token of a card."""
    return views.answer(sandbox, objects.shown(tokens.create(sandbox, body or {})), body)


def get_token(sandbox: Sandbox, token: str, **asked: Any) -> HandlerResult:
    """Return a token."""
    return views.answer(sandbox, objects.shown(objects.find(sandbox, TOKEN, token)), asked)
