"""An exchange as it is kept, and what can be read from it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from paydrill.openapi import strict_json
from paydrill.scenarios.transport import TransportFault

Line = tuple[bytes, bytes]
RULE = b"paydrill-rule"

LONGEST_BODY = 16 * 1024
"""Bytes that are kept of a body."""
LONGEST_LINE = 4 * 1024
"""Bytes that are kept of a path, a query or a header."""


class LoggedExchange(NamedTuple):
    """One exchange without its secrets.

    `number` counts the exchanges of the sandbox, and `at_ms` is of its clock. `duration_us` ends
    when the answer was ready, and those of requests that came at the same moment, with which it was
    worked on; a delay that a scenario asked for comes on top of it. The sizes are those of the
    whole bodies; nothing is kept of one that nobody can look into.
    """

    number: int
    length: int
    """Of all its texts."""
    at_ms: int
    duration_us: int
    operation: str | None
    status: int
    wire: TransportFault | None
    method: str
    body_size: int
    answer_size: int
    id: bytes
    path: str
    query: bytes
    headers: Mapping[bytes, bytes]
    body: bytes
    answer_headers: Sequence[Line]
    answer: bytes

    @property
    def request_id(self) -> str:
        """What the answer's `X-Request-Id` said."""
        return self.id.decode("latin-1")

    @property
    def rules(self) -> list[str]:
        """`<scenario>/<rule>` of every rule that applied, in order."""
        return rules_in(self.answer_headers)

    def header(self, name: str) -> str | None:
        """A header of the request; its name is in any case."""
        value = self.headers.get(name.lower().encode("latin-1", "replace"))
        return None if value is None else value.decode("latin-1")

    def value(self) -> Any:
        """What the request's body says. Raises `JsonError`."""
        return strict_json.parse(self.body)


class Kept(NamedTuple):
    """The exchanges that are still known of a sandbox, oldest first, and how many are not."""

    exchanges: list[LoggedExchange]
    forgotten: int


Row = tuple[Any, ...]
"""The fields of a `LoggedExchange` after its number: requests have no time for more."""


def rules_in(headers: Sequence[Line]) -> list[str]:
    """The rules that the headers of an answer name."""
    return [
        rule
        for name, value in headers
        if name == RULE
        for rule in value.decode("latin-1").split(", ")
    ]
