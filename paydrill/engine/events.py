"""What happened, in order: the one stream that delivery, console and control API read."""

from itertools import islice
from typing import NamedTuple

from paydrill.engine.globs import glob
from paydrill.engine.ports import Table, Transaction


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


class EventPage(NamedTuple):
    """Some events, and the number to read on after; more follow if that is not the last."""

    events: list[Event]
    next_after: int


# However few of them are wanted, a request does not look at more.
_MOST_SEEN = 10_000


def page(tx: Transaction, after: int, limit: int, type_: str = "*") -> EventPage:
    """The events of the types that fit a pattern, after a number; at most `limit`.

    There may be fewer, even none, though more follow: it ends after having looked at 10,000.
    """
    is_wanted = glob(type_)
    events: list[Event] = []
    for event in islice(tx.find(EVENTS, after=after), _MOST_SEEN):
        after = event.position
        if is_wanted(event.type):
            events.append(event)
            if len(events) == limit:
                break
    return EventPage(events, after)
