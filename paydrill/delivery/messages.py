"""Events as everybody outside gets to see them: one shape for all ways of delivery."""

from typing import Any

from paydrill.sandbox.events import Event
from paydrill.values.money import Currencies
from paydrill.values.times import rfc3339

Message = dict[str, Any]

OPENED = "stream.opened"


def event_message(event: Event, currencies: Currencies) -> Message:
    """What happened, with its amount in major units."""
    return {
        "sequence": event.position,
        "type": event.type,
        "at": rfc3339(event.at_ms),
        "subject": event.subject,
        "status": event.status,
        "amount": currencies.major(event.amount_minor, event.currency),
        "currency": event.currency,
    }


def opened_message(last_sequence: int, status: str | None) -> Message:
    """A stream begins: after which event, and with the payment in which status, if it is of one."""
    return {"sequence": last_sequence, "type": OPENED, "status": status}
