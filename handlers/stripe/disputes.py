"""Answer the operations of disputes."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import stripe as views
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import disputes, events
from paydrill.stripe.shown.disputes import dispute as shown

Body = dict[str, Any]


def list_disputes(
    sandbox: Sandbox,
    charge: str | None = None,
    payment_intent: str | None = None,
    **asked: Any,
) -> HandlerResult:
    """List disputes."""
    return views.page(sandbox, disputes.source(sandbox, charge, payment_intent), asked)


def get_dispute(sandbox: Sandbox, dispute: str, **asked: Any) -> HandlerResult:
    """Return a dispute."""
    return views.answer(sandbox, shown(sandbox, disputes.find(sandbox, dispute)), asked)


def update_dispute(sandbox: Sandbox, dispute: str, body: Body | None = None) -> HandlerResult:
    """Keep evidence against a dispute, and submit it."""
    updated = disputes.update(sandbox, dispute, body or {})
    events.follow(sandbox)
    return views.answer(sandbox, shown(sandbox, updated), body)


def close_dispute(sandbox: Sandbox, dispute: str, body: Body | None = None) -> HandlerResult:
    """Give the money of a dispute up."""
    closed = disputes.close(sandbox, dispute)
    events.follow(sandbox)
    return views.answer(sandbox, shown(sandbox, closed), body)
