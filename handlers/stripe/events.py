"""Answer the operations of events."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import stripe as views
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import kept_events


def list_events(
    sandbox: Sandbox,
    type: str | None = None,  # noqa: A002 - the contract's word
    types: list[str] | None = None,
    **asked: Any,
) -> HandlerResult:
    """List events."""
    return views.page(
        sandbox, kept_events.source([*(types or ()), *([type] if type else ())]), asked
    )


def get_event(sandbox: Sandbox, event: str, **asked: Any) -> HandlerResult:
    """Return an event."""
    return views.answer(sandbox, kept_events.find(sandbox, event), asked)
