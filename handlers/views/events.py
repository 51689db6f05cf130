"""Make the bodies of openapi/control.yaml about events."""

from typing import Any

from paydrill.delivery.messages import event_message
from paydrill.sandbox.events import EventPage
from paydrill.sandbox.sandbox import Sandbox


def page(sandbox: Sandbox, of: EventPage) -> dict[str, Any]:
    """Show a page of events, and where the next page begins."""
    return {
        "sandbox": sandbox.name,
        "events": [event_message(each, sandbox.currencies) for each in of.events],
        "next_after": of.next_after,
        "last": sandbox.last_event,
    }
