"""What happened, in order: the one stream that delivery, console and control API read."""

from typing import NamedTuple

from paydrill.engine.ports import Table


class Event(NamedTuple):
    """One thing that happened. `position` counts a sandbox's events from 1 without a gap."""

    id: str
    position: int
    type: str
    at_ms: int
    subject: str
    """Id of the payment, refund or charge it happened to."""
    status: str
    amount_minor: int
    currency: str


EVENTS = Table("events", Event)
