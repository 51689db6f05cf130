"""Answer the operations of Checkout's sessions."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import stripe as views
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import events, objects, sessions
from paydrill.stripe.objects import SESSION

Body = dict[str, Any]


def create_checkout_session(sandbox: Sandbox, body: Body, base_url: str | None) -> HandlerResult:
    """Make a page to pay on."""
    return views.answer(sandbox, sessions.shown(sessions.create(sandbox, body, base_url)), body)


def list_checkout_sessions(
    sandbox: Sandbox,
    customer: str | None = None,
    payment_intent: str | None = None,
    status: str | None = None,
    **asked: Any,
) -> HandlerResult:
    """List sessions."""

    def accepted(each: Body) -> bool:
        return customer in {None, each["customer"]} and status in {None, each["status"]}

    at = "/v1/checkout/sessions"
    return views.page_of(sandbox, SESSION, at, asked, accepted, payment_intent)


def get_checkout_session(sandbox: Sandbox, session: str, **asked: Any) -> HandlerResult:
    """Return a session."""
    found = objects.find(sandbox, SESSION, session)
    return views.answer(sandbox, sessions.shown(found), asked)


def update_checkout_session(
    sandbox: Sandbox, session: str, body: Body | None = None
) -> HandlerResult:
    """Change the metadata of a session."""
    found = objects.find(sandbox, SESSION, session)
    updated = objects.save(sandbox, SESSION, objects.with_metadata(found, body or {}))
    return views.answer(sandbox, sessions.shown(updated), body)


def expire_checkout_session(
    sandbox: Sandbox, session: str, body: Body | None = None
) -> HandlerResult:
    """End a session that is open."""
    ended = sessions.expire(sandbox, session)
    events.leave_intent(sandbox, ended)
    return views.answer(sandbox, sessions.shown(ended), body, "checkout.session.expired")


def list_checkout_line_items(sandbox: Sandbox, session: str, **asked: Any) -> HandlerResult:
    """List the lines of a session."""
    found = objects.find(sandbox, SESSION, session)
    return views.answer(sandbox, sessions.line_items(found, asked), asked)
