"""Answer openapi/control.yaml and service.yaml: challenges of 3-D Secure, and their pages."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import challenges as views
from paydrill.payments import challenges
from paydrill.sandbox.sandbox import Sandbox


def list_open(sandbox: Sandbox, limit: int, base_url: str | None, **filters: str) -> HandlerResult:
    """List the open challenges."""
    page = challenges.page(sandbox, challenges.Filter(**filters), limit)
    return views.page(sandbox, page, base_url), 200


def end(
    sandbox: Sandbox, challenge_id: str, body: dict[str, Any], base_url: str | None
) -> HandlerResult:
    """End a challenge in the cardholder's place."""
    ended = challenges.end(sandbox, challenge_id, body["result"])
    return views.challenge(sandbox, ended, base_url), 200


def show(sandbox: Sandbox, challenge_id: str) -> HandlerResult:
    """Show the page of a challenge to the cardholder."""
    return views.shown(sandbox, challenge_id)


def answer(sandbox: Sandbox, challenge_id: str, body: dict[str, Any]) -> HandlerResult:
    """End a challenge as the cardholder, and send the browser on."""
    return views.answered(sandbox, challenge_id, body["result"])
