"""Answer openapi/service.yaml: the page on which customers pay a session of Stripe's Checkout."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import checkout as views
from paydrill.sandbox.sandbox import Sandbox


def show(sandbox: Sandbox, session_id: str) -> HandlerResult:
    """Show the page, or send the browser on when the session is done."""
    return views.shown(sandbox, session_id)


def press(
    sandbox: Sandbox, session_id: str, body: dict[str, Any], base_url: str | None
) -> HandlerResult:
    """Do what a button of the page says, and send the browser on."""
    return views.pressed(sandbox, session_id, body["button"], base_url)
