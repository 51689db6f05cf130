"""Read a sandbox's events as a stream: all, or those of one payment, from a given event on."""

import re
from collections.abc import Mapping
from itertools import chain, islice
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from paydrill.delivery.messages import Message, event_message, opened_message
from paydrill.errors import FieldError, InvalidInput
from paydrill.openapi.wording import unknown_parameter
from paydrill.payments.channels import CHANNELS
from paydrill.payments.pix.records import CHARGES
from paydrill.sandbox.events import EVENTS, Known, require_types, type_filter
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox

MOST_AT_ONCE = 200

_PATH = re.compile(r"/ws(?:/payments/([^/]+))?")
_SEQUENCE = re.compile(r"[0-9]{1,15}")
_TYPES = re.compile(r"[!-+\--~]{1,160}(,[!-+\--~]{1,160}){0,31}")
_TYPE_NAMES = ("type", "types")  # `types` is the former name, and will be removed


class Stream(NamedTuple):
    """The stream that a listener asks for. `subject` is a payment's id; `None` = all events."""

    subject: str | None
    types: tuple[str, ...]
    """Patterns for `type_filter`."""
    after: int | None
    """Sequence of the last event that the listener knows; `None` = new events only."""


class Portion(NamedTuple):
    """Some events of a stream, and the sequence after which to go on."""

    messages: list[Message]
    after: int
    is_last: bool
    """Whether no further events exist for now."""


def stream_of(path: str, query: str, known: Known) -> Stream | None:
    """Parse the path inside the sandbox and the query; `None` for a path of no stream.

    `known` returns all types of events.
    Raises `InvalidInput` naming what is wrong in the query, as `/query/after`.
    """
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    asked = parse_qs(query, keep_blank_values=True)
    if unknown := asked.keys() - {"after", *_TYPE_NAMES}:
        names = ("after", _TYPE_NAMES[0])
        raise InvalidInput.of(
            *(FieldError(f"/query/{each}", unknown_parameter(each, names)) for each in unknown)
        )
    after = _read(asked, "after", _SEQUENCE, "must be the sequence of an event, as in after=12")
    if len(after) > 1:
        raise InvalidInput.of(FieldError("/query/after", "is given more than once"))
    form = "must be event types, as in type=pix.*,payment.approved"
    types = {name: _read(asked, name, _TYPES, form) for name in _TYPE_NAMES}
    given = ((f"/query/{name}", each) for name, found in types.items() for each in found)
    require_types(given, known)
    wanted = tuple(chain.from_iterable(types.values()))
    return Stream(found[1], wanted, int(after[0]) if after else None)


def begin(sandbox: Sandbox, stream: Stream) -> Message | None:
    """Return the first message of a stream; `None` if its payment does not exist."""
    status = None
    if stream.subject is not None:
        status = _status_of(sandbox, stream.subject)
        if status is None:
            return None
    newest = next(sandbox.tx.find(EVENTS, newest_first=True), None)
    last = 0 if newest is None else newest.position
    return opened_message(last if stream.after is None else min(stream.after, last), status)


def portion(sandbox: Sandbox, stream: Stream, after: int) -> Portion | None:
    """Return the events of a stream after a sequence, a bounded number at a time.

    `None` = the event of that sequence is gone: the sandbox was reset, or a snapshot restored.
    """
    if after > sandbox.last_event:
        return None
    events = list(islice(sandbox.tx.find(EVENTS, after=after), MOST_AT_ONCE))
    is_wanted = type_filter(stream.types)
    messages = [
        event_message(event, sandbox.currencies)
        for event in events
        if stream.subject in {None, event.subject} and is_wanted(event.type)
    ]
    return Portion(messages, events[-1].position if events else after, len(events) < MOST_AT_ONCE)


def _status_of(sandbox: Sandbox, payment: str) -> str | None:
    tables: tuple[Table[Any], ...] = (CHARGES, *(channel.table for channel in CHANNELS.values()))
    records = (sandbox.tx.get(table, payment) for table in tables)
    return next((str(record.status) for record in records if record is not None), None)


def _read(
    asked: Mapping[str, list[str]], name: str, form: re.Pattern[str], message: str
) -> list[str]:
    values = asked.get(name, [])
    if not all(map(form.fullmatch, values)):
        raise InvalidInput.of(FieldError(f"/query/{name}", message))
    return values
