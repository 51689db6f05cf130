"""Write exchanges as entries of the journal that servers share, and read them back."""

from collections.abc import Iterable, Sequence

import orjson

from paydrill.pipeline.result import NO_EVENTS
from paydrill.request_log.exchange import Exchange, Row
from paydrill.scenarios.transport import TransportFault

_ENCODING = "latin-1"  # gives every byte a character
_WIRE = Exchange._fields.index("wire") - 1
"""Place of `wire` in a row."""
_FACTS = Exchange._fields.index("id") - 1
"""How many facts come before the texts of a row."""


def encoded(row: Row) -> str:
    """Write a row as the text of an entry."""
    *facts, id_, path, query, headers, body, answer_headers, answer = row
    wire = facts[_WIRE]
    facts[_WIRE] = wire and tuple(wire)
    lines = [_lines(headers.items()), _lines(answer_headers)]
    texts = [each.decode(_ENCODING) for each in (id_, query, body, answer)]
    return orjson.dumps([facts, path, lines, texts]).decode()


def _lines(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode(_ENCODING), value.decode(_ENCODING)) for name, value in headers]


def decoded(entry: str) -> Row:
    """Read a row back from an entry."""
    facts, path, (headers, answer_headers), texts = orjson.loads(entry)
    id_, query, body, answer = (each.encode(_ENCODING) for each in texts)
    wire = facts[_WIRE]
    facts[_WIRE] = None if wire is None else TransportFault(*wire)
    told = dict(_bytes(headers))
    # Servers before 0.2 wrote no events.
    events = tuple(facts.pop()) if len(facts) == _FACTS else NO_EVENTS
    return (*facts, events, id_, path, query, told, body, _bytes(answer_headers), answer)


def _bytes(lines: Sequence[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(_ENCODING), value.encode(_ENCODING)) for name, value in lines]
