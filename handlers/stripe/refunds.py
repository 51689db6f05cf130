"""Answer the operations of refunds."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import stripe as views
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import events, refunds
from paydrill.stripe.shown.refunds import refund as shown

Body = dict[str, Any]


def create_refund(sandbox: Sandbox, body: Body | None = None) -> HandlerResult:
    """Refund a payment, or a part of it."""
    made = refunds.create(sandbox, body or {})
    events.follow(sandbox)
    return views.answer(sandbox, shown(sandbox, made), body)


def list_refunds(
    sandbox: Sandbox,
    charge: str | None = None,
    payment_intent: str | None = None,
    **asked: Any,
) -> HandlerResult:
    """List refunds."""
    source = refunds.source(sandbox, charge, payment_intent)
    return views.page(sandbox, source, asked)


def get_refund(sandbox: Sandbox, refund: str, **asked: Any) -> HandlerResult:
    """Return a refund."""
    return views.answer(sandbox, shown(sandbox, refunds.find(sandbox, refund)), asked)


def update_refund(sandbox: Sandbox, refund: str, body: Body | None = None) -> HandlerResult:
    """Change the metadata of a refund."""
    updated = refunds.update(sandbox, refund, body or {})
    return views.answer(sandbox, shown(sandbox, updated), body, "refund.updated")


def cancel_refund(sandbox: Sandbox, refund: str, body: Body | None = None) -> HandlerResult:
    """Cancel a refund, which those of cards never allow."""
    return views.answer(sandbox, shown(sandbox, refunds.cancel(sandbox, refund)), body)
