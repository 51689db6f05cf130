"""Keep exchanges as raw bytes until they are read.

Under load nearly all are dropped unread. So an exchange of the fast path is kept as the bytes of
request and response, which exist anyway: without a key in `Authorization`, and only if a request
that has room for a card number seems to have none. When it is read, it is parsed, and any secrets
in it are removed.
"""

from typing import Any

import httptools

from paydrill.pipeline.addressing import addressed
from paydrill.request_log.exchange import Exchange, Line, Row
from paydrill.request_log.redaction import Redaction
from paydrill.server.connection import lines_of
from paydrill.server.heads import head_without_offer

AsSent = tuple[int, int, int, str, int, tuple[int, int], bytes, bytes]
"""Length of both texts; time (ms) and duration (µs); operation and status; events; the bytes of
exactly one request and of its response."""

LONGEST_UNREAD = 16 * 1024
"""Most bytes of an exchange that is kept raw; of a longer exchange, only a part is kept."""

_FIELDS = 8
_GIVEN_BY_SERVER = b"date"


def is_as_sent(row: tuple[Any, ...]) -> bool:
    """Return whether a row still holds raw bytes, neither parsed nor redacted."""
    return len(row) == _FIELDS


def may_hold_secrets(row: AsSent, redaction: Redaction) -> bool:
    """Return whether a row may hold secrets, so that it must be parsed and redacted."""
    *_, request, answer = row
    return redaction.may_hold_secrets(request, *apart(answer))


def exchange_of(row: Row, redaction: Redaction, number: int) -> Exchange:
    """Return the exchange of a row, which may still be raw, without its secrets."""
    return Exchange(number, *(read(row, redaction) if is_as_sent(row) else row))


def read(row: AsSent, redaction: Redaction) -> Row:
    """Parse a raw row and remove its secrets."""
    length, at_ms, duration_us, operation, status, events, request, answer = row
    asked = _Asked(request)
    lines, body = apart(answer)
    asked.id = dict(lines)[b"x-request-id"]
    _, *kept = redaction.redacted(asked, lines, body)
    facts = (at_ms, duration_us, operation, status, None, asked.method)
    return (length, *facts, len(asked.body), len(body), events, *kept)


def apart(answer: bytes) -> tuple[list[Line], bytes]:
    """Split a response into the headers that the application set, and the body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    _, _, fields = head.partition(b"\r\n")
    return [line for line in lines_of(fields) if line[0] != _GIVEN_BY_SERVER], body


class _Asked:
    """A request, parsed as the server parses it."""

    def __init__(self, data: bytes) -> None:
        self.id = b""
        self.headers: dict[bytes, bytes] = {}
        self.body = self._url = b""
        self.method = self._parse(data)
        url = httptools.parse_url(self._url)
        self.path = addressed(url.path.decode("ascii"), {}).path
        self.query = url.query or b""

    def _parse(self, data: bytes) -> str:
        """Read `data`, again without its offer where it offered to switch protocols."""
        parser = httptools.HttpRequestParser(self)
        try:
            parser.feed_data(data)
        except httptools.HttpParserUpgrade as stop:
            lines, self.headers = list(self.headers.items()), {}
            target, self._url = self._url, b""
            head = head_without_offer(parser.get_method(), target, parser.get_http_version(), lines)
            return self._parse(head + data[stop.args[0] :])
        return parser.get_method().decode("ascii")

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.lower()] = value

    def on_body(self, body: bytes) -> None:
        self.body += body
