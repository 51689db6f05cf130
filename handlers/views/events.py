"""Bodies of openapi/control.yaml: events."""

from typing import Any

from paydrill.delivery.messages import event_message
from paydrill.sandbox.events import EventPage
from paydrill.sandbox.sandbox import Sandbox


def page(sandbox: Sandbox, of: EventPage) -> dict[str, Any]:
    """A page of events, and where the next one begins."""
    return {
        "sandbox": sandbox.name,
        "events": [event_message(each, sandbox.currencies) for each in of.events],
        "next_after": of.next_after,
        "last": sandbox.last_event,
    }
