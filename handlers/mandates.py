"""Answer openapi/control.yaml: stored cards, as their issuers change them."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import mandates as views
from paydrill.payments import mandates
from paydrill.sandbox.sandbox import Sandbox


def update_card(sandbox: Sandbox, mandate_id: str, body: dict[str, Any]) -> HandlerResult:
    """Change the card of a mandate."""
    return views.controlled(mandates.update_card(sandbox, mandate_id, body["update"])), 200
