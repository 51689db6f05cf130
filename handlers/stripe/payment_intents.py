"""Answer the operations of payment intents."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import stripe as views
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import capturing, confirming, intents
from paydrill.stripe.objects import PAYMENT_INTENT
from paydrill.stripe.shown.intents import payment_intent

_AT = "/v1/payment_intents"
_FIELDS = frozenset({"amount", "created", "currency", "customer", "metadata", "status"})

Body = dict[str, Any]


def create_payment_intent(sandbox: Sandbox, body: Body, base_url: str | None) -> HandlerResult:
    """Make a payment intent, and try it at once if the request says so."""
    if not body.get("confirm"):
        made = payment_intent(sandbox, confirming.create(sandbox, body))
        return views.answer(sandbox, made, body, "payment_intent.created")
    new = confirming.new(sandbox, body)
    tried = confirming.confirm(sandbox, new, body, confirming.CREATE, base_url)
    return views.tried(sandbox, tried, body, new)


def list_payment_intents(
    sandbox: Sandbox, customer: str | None = None, **asked: Any
) -> HandlerResult:
    """List payment intents."""
    return views.page_of(sandbox, PAYMENT_INTENT, _AT, asked, owner=customer)


def search_payment_intents(sandbox: Sandbox, **asked: Any) -> HandlerResult:
    """Search payment intents."""
    return views.found_of(sandbox, PAYMENT_INTENT, f"{_AT}/search", asked, _FIELDS)


def get_payment_intent(sandbox: Sandbox, intent: str, **asked: Any) -> HandlerResult:
    """Return a payment intent."""
    found = intents.with_secret(sandbox, intent, asked.get("client_secret"))
    return views.answer(sandbox, payment_intent(sandbox, found), asked)


def update_payment_intent(sandbox: Sandbox, intent: str, body: Body | None = None) -> HandlerResult:
    """Change a payment intent."""
    updated = confirming.update(sandbox, intent, body or {})
    return views.answer(sandbox, payment_intent(sandbox, updated), body)


def confirm_payment_intent(
    sandbox: Sandbox, intent: str, base_url: str | None, body: Body | None = None
) -> HandlerResult:
    """Try a payment intent."""
    found = intents.with_secret(sandbox, intent, (body or {}).get("client_secret"))
    with views.showing(sandbox, found):
        tried = confirming.confirm(sandbox, found.body, body or {}, confirming.CONFIRM, base_url)
    return views.tried(sandbox, tried, body)


def capture_payment_intent(
    sandbox: Sandbox, intent: str, body: Body | None = None
) -> HandlerResult:
    """Capture a payment intent, or a part of it."""
    with views.showing(sandbox, intents.find(sandbox, intent)):
        captured = capturing.capture(sandbox, intent, body or {})
    return views.answer(sandbox, payment_intent(sandbox, captured), body)


def cancel_payment_intent(sandbox: Sandbox, intent: str, body: Body | None = None) -> HandlerResult:
    """Cancel a payment intent."""
    with views.showing(sandbox, intents.find(sandbox, intent)):
        canceled = capturing.cancel(sandbox, intent, (body or {}).get("cancellation_reason"))
    return views.canceled(sandbox, canceled, body)
