"""Answer openapi/control.yaml: disputes and fraud warnings, as cardholders and issuers."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import disputes as views
from paydrill.payments import follow_ups
from paydrill.payments.disputes import stages
from paydrill.sandbox.sandbox import Sandbox


def open_dispute(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Dispute a payment."""
    opened = stages.open_for(
        sandbox, body["payment"], body["reason"], body["stage"], body.get("amount")
    )
    return views.controlled(sandbox, opened), 200


def decide_dispute(sandbox: Sandbox, dispute_id: str, body: dict[str, Any]) -> HandlerResult:
    """Decide a dispute."""
    return views.controlled(sandbox, stages.decide(sandbox, dispute_id, body["result"])), 200


def warn_of_fraud(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Report a payment as fraud."""
    sequence = follow_ups.warn_of_fraud(sandbox, body["payment"], body["type"])
    return body | {"sequence": sequence}, 200
