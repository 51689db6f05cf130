"""Describe logged exchanges: one request and its response, without their secrets."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from paydrill.openapi import strict_json
from paydrill.request_log.outcome import Outcome, outcome_in
from paydrill.scenarios.transport import TransportFault

Line = tuple[bytes, bytes]
RULE = b"paydrill-rule"

LONGEST_BODY = 16 * 1024
"""Bytes kept of a body."""
LONGEST_LINE = 4 * 1024
"""Bytes kept of a path, a query or a header."""


class Exchange(NamedTuple):
    """One exchange without its secrets.

    `number` counts the exchanges of the sandbox, and `at_ms` is by its clock. `duration_us` ends
    when the response is ready, in a batch when all its responses are; a delay that a scenario asks
    for is not part of it. The sizes are those of the whole bodies. A request body in a content
    coding is not kept, because it cannot be searched for secrets.
    """

    number: int
    length: int
    """The length of all its texts."""
    at_ms: int
    duration_us: int
    operation: str | None
    status: int
    wire: TransportFault | None
    method: str
    body_size: int
    answer_size: int
    events: tuple[int, int]
    """The last event before it, and the last one that it has caused."""
    id: bytes
    path: str
    query: bytes
    headers: Mapping[bytes, bytes]
    body: bytes
    answer_headers: Sequence[Line]
    answer: bytes

    @property
    def request_id(self) -> str:
        """The `X-Request-Id` of the response."""
        return self.id.decode("latin-1")

    @property
    def rules(self) -> list[str]:
        """The names `<scenario>/<rule>` of the rules that applied, in order."""
        return rules_in(self.answer_headers)

    @property
    def outcome(self) -> Outcome:
        """The outcome that the response tells."""
        return outcome_in(self.status, self.answer, self.answer_headers)

    def header(self, name: str) -> str | None:
        """Return a header of the request, `None` without it; `name` may be in any case."""
        value = self.headers.get(name.lower().encode("latin-1", "replace"))
        return None if value is None else value.decode("latin-1")

    def value(self) -> Any:
        """Parse the request's body as JSON. Raises `JsonError`."""
        return strict_json.parse(self.body)


class Kept(NamedTuple):
    """The exchanges in a sandbox's log, oldest first, and how many the log has dropped."""

    exchanges: list[Exchange]
    forgotten: int


Row = tuple[Any, ...]
"""The fields of a `Exchange` after its number; a plain tuple costs a request less time."""


def rules_in(headers: Sequence[Line]) -> list[str]:
    """Return the rules that the headers of a response name."""
    return [
        rule
        for name, value in headers
        if name == RULE
        for rule in value.decode("latin-1").split(", ")
    ]
