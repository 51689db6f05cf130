"""What happened, in order: the one stream that delivery, console and control API read."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from paydrill.errors import FieldError, UnknownName
from paydrill.sandbox.ports import Table, Transaction
from paydrill.values.patterns import glob
from paydrill.values.suggestions import unknown


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


def type_filter(wanted: Iterable[str]) -> Callable[[str], bool]:
    """Make a test of types of event: whether one fits any of these patterns; without any, all do.

    A pattern may be several, separated by commas.
    """
    fits = [glob(pattern) for each in wanted for pattern in each.split(",")]
    return lambda type_: not fits or any(fit(type_) for fit in fits)


def page(
    tx: Transaction, after: int, limit: int, types: Iterable[str], known: frozenset[str]
) -> EventPage:
    """The events of some types (see `type_filter`), after a number; at most `limit`.

    `known` are all types of event.
    There may be fewer, even none, though more follow: it ends after having looked at 10,000. Raises
    `UnknownName` naming `/query/type/<place>`.
    """
    types = tuple(types)
    require_types(((f"/query/type/{place}", type_) for place, type_ in enumerate(types)), known)
    is_wanted = type_filter(types)
    events: list[Event] = []
    for event in islice(tx.find(EVENTS, after=after), _MOST_SEEN):
        after = event.position
        if is_wanted(event.type):
            events.append(event)
            if len(events) == limit:
                break
    return EventPage(events, after)


def require_types(given: Iterable[tuple[str, str]], known: frozenset[str]) -> None:
    """Raise `UnknownName` for patterns, each after its pointer, that no known type of event fits.

    A pattern may be several, separated by commas.
    """
    errors = [
        FieldError(pointer, unknown("no event is of type", pattern, known))
        for pointer, patterns in given
        for pattern in patterns.split(",")
        if not any(map(glob(pattern), known))
    ]
    if errors:
        raise UnknownName.of(*errors)
