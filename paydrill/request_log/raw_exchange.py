"""Exchanges as they went over the wire, which is how most are kept until somebody reads them.

Under load nearly all are forgotten unread. So those that were answered at once, and whose contract
has no room for secrets, are kept as the two pieces of bytes that there are anyway. Whoever wants to
see one has it taken apart, and rid of what secrets it has all the same.
"""

from typing import Any

import httptools

from paydrill.pipeline.addressing import addressed
from paydrill.request_log.exchange import Line, Row
from paydrill.request_log.redaction import Redaction
from paydrill.server.connection import lines_of

AsSent = tuple[int, int, int, str, int, bytes, bytes]
"""Length of all; when, and how long it took; operation and status; the bytes of both sides, no more
and no less than one request and its answer."""

LONGEST_UNREAD = 16 * 1024
"""Bytes of an exchange that is kept like this; of a longer one, only a part is kept."""

_FIELDS = 7
_GIVEN_BY_SERVER = b"date"


def is_as_sent(row: tuple[Any, ...]) -> bool:
    """Whether nobody has read it."""
    return len(row) == _FIELDS


def may_hold_secrets(row: AsSent, redaction: Redaction) -> bool:
    """Whether it has to be read, so as not to keep what is secret."""
    *_, request, answer = row
    return redaction.may_hold_secrets(request, *apart(answer))


def read(row: AsSent, redaction: Redaction) -> Row:
    """The exchange without its secrets."""
    length, at_ms, duration_us, operation, status, request, answer = row
    asked = _Asked(request)
    lines, body = apart(answer)
    asked.id = dict(lines)[b"x-request-id"]
    _, *kept = redaction.redacted(asked, lines, body)
    facts = (at_ms, duration_us, operation, status, None, asked.method)
    return (length, *facts, len(asked.body), len(body), *kept)


def apart(answer: bytes) -> tuple[list[Line], bytes]:
    """The headers that the application gave to an answer, and its body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    _, _, fields = head.partition(b"\r\n")
    return [line for line in lines_of(fields) if line[0] != _GIVEN_BY_SERVER], body


class _Asked:
    """A request, read as the server did."""

    def __init__(self, data: bytes) -> None:
        self.id = b""
        self.headers: dict[bytes, bytes] = {}
        self.body = self._url = b""
        self._parser = httptools.HttpRequestParser(self)
        self._parser.feed_data(data)
        self.method = self._parser.get_method().decode("ascii")
        url = httptools.parse_url(self._url)
        self.path = addressed(url.path.decode("ascii"), {}).path
        self.query = url.query or b""

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.lower()] = value

    def on_body(self, body: bytes) -> None:
        self.body += body
