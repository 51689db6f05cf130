"""Keep a sandbox's events in order: the stream that delivery, console and control API read."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from paydrill.errors import FieldError, UnknownName
from paydrill.sandbox.ports import Table, Transaction
from paydrill.values.patterns import glob
from paydrill.values.suggestions import unknown


class Event(NamedTuple):
    """One event of a sandbox. `position` counts the sandbox's events from 1 without a gap.

    Events about no money have no `currency`.
    """

    id: str
    position: int
    type: str
    at_ms: int
    subject: str
    """Id of the payment, refund, charge or other thing it happened to."""
    status: str
    """Its status since then; empty where it has none."""
    amount_minor: int
    currency: str


EVENTS = Table("events", Event)

Known = Callable[[], frozenset[str]]
"""Returns all types of events."""


class EventPage(NamedTuple):
    """Some events, and the number to read on after; more follow if the newest event is later."""

    events: list[Event]
    next_after: int


# A request reads no more events than this, however few of them pass its filter.
_MOST_SEEN = 10_000


def type_filter(wanted: Iterable[str]) -> Callable[[str], bool]:
    """Make a test for event types: it accepts those that fit a pattern; without patterns, all.

    A pattern may be several, separated by commas.
    """
    fits = [glob(pattern) for each in wanted for pattern in each.split(",")]
    return lambda type_: not fits or any(fit(type_) for fit in fits)


class Wanted(NamedTuple):
    """Which events are wanted: those of some types (see `type_filter`), and of a subject if given.

    `known` returns all event types.
    """

    known: Known
    types: tuple[str, ...] = ()
    subject: str | None = None


def page(tx: Transaction, after: int, limit: int, wanted: Wanted) -> EventPage:
    """Return at most `limit` events after a number.

    The page may be short, even empty, though more events follow: it ends after 10,000 events read.
    Raises `UnknownName` naming `/query/type/<place>`.
    """
    types = ((f"/query/type/{place}", type_) for place, type_ in enumerate(wanted.types))
    require_types(types, wanted.known)
    is_wanted = type_filter(wanted.types)
    events: list[Event] = []
    for event in islice(tx.find(EVENTS, after=after), _MOST_SEEN):
        after = event.position
        if is_wanted(event.type) and wanted.subject in {None, event.subject}:
            events.append(event)
            if len(events) == limit:
                break
    return EventPage(events, after)


def require_types(given: Iterable[tuple[str, str]], known: Known) -> None:
    """Raise `UnknownName` for patterns, each after its pointer, that fit no known event type.

    A pattern may be several, separated by commas.
    """
    errors = [
        FieldError(pointer, unknown("no event is of type", pattern, known()))
        for pointer, patterns in given
        for pattern in patterns.split(",")
        if not any(map(glob(pattern), known()))
    ]
    if errors:
        raise UnknownName.of(*errors)
