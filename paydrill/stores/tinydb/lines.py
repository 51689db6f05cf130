"""What the lines of a log say; one line is one commit.

    # transactions ["id","position","status"]    rows of such tables have these columns from now on
    + default {"transactions":{"txn_1":[…]}}     these are in sandbox `default` now; null removes
    = default {"sandbox":{"default":[…]}}        these are, and nothing else

A document is a list where it has its table's columns, and an object otherwise.
"""

from typing import NamedTuple
from urllib.parse import quote, unquote

import orjson

COLUMNS, PUT, REPLACE = b"#", b"+", b"="
NO_SANDBOX = ""
"""What tables are in whose names have no slash: somebody else's."""

_NO_SANDBOX = b"*"  # what no name is quoted as


class Line(NamedTuple):
    """A line: its kind, what it is about, and what it says, in JSON."""

    kind: bytes
    about: bytes
    body: bytes

    @property
    def name(self) -> str:
        """What it is about, by name."""
        return NO_SANDBOX if self.about == _NO_SANDBOX else unquote(self.about.decode())


def read(payload: bytes) -> Line:
    """The line that has this payload."""
    return Line._make(payload.split(b" ", 2))


def payload(kind: bytes, about: bytes, body: bytes) -> bytes:
    """The payload of a line."""
    return b"%b %b %b" % (kind, about, body)


def columns(table: str, names: tuple[str, ...]) -> bytes:
    """The payload of a line that declares columns."""
    return payload(COLUMNS, token(table), orjson.dumps(names))


def token(name: str) -> bytes:
    """How a line is about the sandbox, or the table, of that name."""
    return quote(name, safe="").encode() or _NO_SANDBOX


def place(table: str) -> tuple[str, str]:
    """The sandbox that a table of TinyDB belongs to, and its name there."""
    sandbox, slash, name = table.partition("/")
    return (sandbox, name) if slash else (NO_SANDBOX, table)


def full_name(sandbox: str, table: str) -> str:
    """What TinyDB calls a table of a sandbox."""
    return table if sandbox == NO_SANDBOX else f"{sandbox}/{table}"
