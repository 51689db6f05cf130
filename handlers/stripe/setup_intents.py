"""Answer the operations of setup intents."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import stripe as views
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import setup_intents
from paydrill.stripe.objects import SETUP_INTENT
from paydrill.stripe.shown.setup_intents import setup_intent

_AT = "/v1/setup_intents"

Body = dict[str, Any]


def create_setup_intent(
    sandbox: Sandbox, base_url: str | None, body: Body | None = None
) -> HandlerResult:
    """Make a setup intent, and try it at once if the request says so."""
    said = body or {}
    if not said.get("confirm"):
        made = setup_intent(sandbox, setup_intents.create(sandbox, said))
        return views.answer(sandbox, made, body, "setup_intent.created")
    new = setup_intents.new(sandbox, said)
    tried = setup_intents.confirm(sandbox, new, said, setup_intents.CREATE, base_url)
    return views.set_up(sandbox, tried, body, new)


def list_setup_intents(
    sandbox: Sandbox,
    customer: str | None = None,
    payment_method: str | None = None,
    **asked: Any,
) -> HandlerResult:
    """List setup intents."""

    def accepted(each: Body) -> bool:
        return payment_method in {None, each["payment_method"]}

    return views.page_of(sandbox, SETUP_INTENT, _AT, asked, accepted, customer)


def get_setup_intent(sandbox: Sandbox, intent: str, **asked: Any) -> HandlerResult:
    """Return a setup intent."""
    found = setup_intents.with_secret(sandbox, intent, asked.get("client_secret"))
    return views.answer(sandbox, setup_intent(sandbox, found), asked)


def update_setup_intent(sandbox: Sandbox, intent: str, body: Body | None = None) -> HandlerResult:
    """Change a setup intent."""
    updated = setup_intents.update(sandbox, intent, body or {})
    return views.answer(sandbox, setup_intent(sandbox, updated), body)


def confirm_setup_intent(
    sandbox: Sandbox, intent: str, base_url: str | None, body: Body | None = None
) -> HandlerResult:
    """Try a setup intent."""
    said = body or {}
    found = setup_intents.with_secret(sandbox, intent, said.get("client_secret"))
    tried = setup_intents.confirm(sandbox, found, said, setup_intents.CONFIRM, base_url)
    return views.set_up(sandbox, tried, body)


def cancel_setup_intent(sandbox: Sandbox, intent: str, body: Body | None = None) -> HandlerResult:
    """Cancel a setup intent."""
    reason = (body or {}).get("cancellation_reason")
    canceled = setup_intents.cancel(sandbox, intent, reason)
    return views.answer(sandbox, setup_intent(sandbox, canceled), body, "setup_intent.canceled")
