"""Write and read the lines of a log; one line is one commit.

    ! paydrill "0.1"                             the version that writes the lines from here on
    # transactions ["id","position","status"]    later rows of tables of that name: these columns
    + default {"transactions":{"txn_1":[…]}}     put these in sandbox `default`; null removes
    = default {"sandbox":{"default":[…]}}        have these in it, and nothing else

A document is a list where it has its table's columns, and an object otherwise.
"""

from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import orjson
from jiter import from_json

COLUMNS, PUT, REPLACE, VERSION = b"#", b"+", b"=", b"!"
_KINDS = frozenset({COLUMNS, PUT, REPLACE, VERSION})
NO_SANDBOX = ""
"""The sandbox of tables whose names have no slash: tables of other programs."""

_NO_SANDBOX = b"*"  # no name is quoted as this


class Line(NamedTuple):
    """A line: its kind, the sandbox or table that it is about, and its content in JSON."""

    kind: bytes
    about: bytes
    body: bytes

    @property
    def name(self) -> str:
        """The name of the sandbox or table that the line is about."""
        return NO_SANDBOX if self.about == _NO_SANDBOX else unquote(self.about.decode())


def read(payload: bytes) -> Line:
    """Read a line from its payload. Raises `ValueError` for a line of no kind that is known."""
    parts = payload.split(b" ", 2)
    if len(parts) != len(Line._fields) or parts[0] not in _KINDS:
        raise ValueError(f"a line begins with {payload[:20]!r}, which no version here writes")
    return Line._make(parts)


def columns_in(body: bytes) -> tuple[str, ...]:
    """Read the columns that a line declares. Raises `ValueError`."""
    names = orjson.loads(body)
    if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
        raise ValueError("a line declares columns that are no list of names")
    if len(set(names)) < len(names):
        raise ValueError("a line declares a column twice")
    return tuple(names)


def changes_in(body: bytes) -> dict[str, dict[str, Any]]:
    """Read what a line puts into tables, by their names and by ids. Raises `ValueError`.

    Texts that come again and again are one object in memory. jiter parses what is nested less than
    two hundred times, which no record is.
    """
    try:
        found = from_json(body, cache_mode="all", allow_inf_nan=False)
    except ValueError:
        found = orjson.loads(body)
    if not isinstance(found, dict) or not all(isinstance(each, dict) for each in found.values()):
        raise ValueError("a line holds no tables of documents")
    return found


def payload(kind: bytes, about: bytes, body: bytes) -> bytes:
    """Return the payload of a line."""
    return b"%b %b %b" % (kind, about, body)


def columns(table: str, names: tuple[str, ...]) -> bytes:
    """Return the payload of a line that declares a table's columns."""
    return payload(COLUMNS, token(table), orjson.dumps(names))


def version(written: str) -> bytes:
    """Return the payload of a line that names the version of Paydrill which writes."""
    return payload(VERSION, b"paydrill", orjson.dumps(written))


def token(name: str) -> bytes:
    """Return the name of a sandbox or a table as a line spells it."""
    return quote(name, safe="").encode() or _NO_SANDBOX


def place(table: str) -> tuple[str, str]:
    """Return the sandbox that a table of TinyDB belongs to, and the table's name there."""
    sandbox, slash, name = table.partition("/")
    return (sandbox, name) if slash else (NO_SANDBOX, table)


def full_name(sandbox: str, table: str) -> str:
    """Return TinyDB's name for a table of a sandbox."""
    return table if sandbox == NO_SANDBOX else f"{sandbox}/{table}"
