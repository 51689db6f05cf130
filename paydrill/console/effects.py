"""Find what a logged request has caused: its events, and the records that they are about."""

from collections.abc import Iterable
from itertools import islice

from paydrill.console.kinds import Reference, find_record
from paydrill.request_log.exchange import Exchange
from paydrill.sandbox.events import EVENTS, Event
from paydrill.sandbox.sandbox import Sandbox

MOST_EVENTS = 100


def caused(sandbox: Sandbox, exchange: Exchange) -> list[Event]:
    """Return the events of a request, at most `MOST_EVENTS`.

    After a snapshot was restored, the numbers may be those of later events, at other times.
    """
    before, last = exchange.events
    found = islice(sandbox.tx.find(EVENTS, after=before), min(last - before, MOST_EVENTS))
    return [each for each in found if each.at_ms == exchange.at_ms]


def records_of(sandbox: Sandbox, events: Iterable[Event]) -> list[Reference]:
    """Return the records that events are about, each once."""
    subjects = dict.fromkeys(event.subject for event in events)
    return [found for found in (find_record(sandbox, each) for each in subjects) if found]
