"""Write events as messages for clients: one shape for WebSockets and for standard webhooks."""

from typing import Any

from paydrill.sandbox.events import Event
from paydrill.values.money import Currencies
from paydrill.values.times import rfc3339

Message = dict[str, Any]

OPENED = "stream.opened"


def event_message(event: Event, currencies: Currencies) -> Message:
    """Write an event as a message, with its amount in major units if it is about money."""
    told: Message = {
        "sequence": event.position,
        "type": event.type,
        "at": rfc3339(event.at_ms),
        "subject": event.subject,
    }
    if event.status:
        told["status"] = event.status
    if event.currency:
        told["amount"] = currencies.major(event.amount_minor, event.currency)
        told["currency"] = event.currency
    return told


def opened_message(last_sequence: int, status: str | None) -> Message:
    """Write the first message of a stream, which begins after the event `last_sequence`.

    `status` is that of the stream's payment, `None` for a stream of all events.
    """
    return {"sequence": last_sequence, "type": OPENED, "status": status}
