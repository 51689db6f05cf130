"""Hold a request as the intake read it: its sandbox, its id, and what it asks for."""

from collections.abc import Collection
from functools import lru_cache
from time import monotonic_ns
from typing import Any

from paydrill.pipeline.addressing import base_url
from paydrill.pipeline.connection import SOME_SERVERS
from paydrill.pipeline.router import NOWHERE
from paydrill.server.connection import Line

KEY = "paydrill"
"""Key of the ASGI scope under which the request is kept."""

_SCHEMES = {"http", "https"}
_ACCEPT = b"accept"


def fields_of(lines: Collection[Line]) -> dict[bytes, bytes]:
    """Return headers by name: of a repeated header the last line, of `Accept` all lines joined."""
    fields = dict(lines)
    if len(fields) < len(lines) and _ACCEPT in fields:
        # RFC 9110 §5.3: a list may be sent in several lines.
        fields[_ACCEPT] = b", ".join(value for name, value in lines if name == _ACCEPT)
    return fields


class Request:
    """A request, as every layer needs it.

    `path` is the path inside the sandbox, and `prefix` came before it. `headers` are as `fields_of`
    returns them. `match` has the operations of the path; `body` the bytes read so far. `started_ns`
    is of the machine's monotonic clock. The response leaves by `connection`. `received` is the
    request as received, perhaps with bytes after it; empty if unknown. `cors` are header lines for
    a browser (see `origins`); empty if no web page asks.
    """

    __slots__ = (
        "body",
        "connection",
        "cors",
        "headers",
        "id",
        "match",
        "method",
        "path",
        "prefix",
        "query",
        "received",
        "sandbox",
        "scheme",
        "started_ns",
    )

    def __init__(
        self,
        method: str,
        path: str,
        query: bytes,
        headers: dict[bytes, bytes],
        sandbox: str,
        request_id: bytes,
    ) -> None:
        """Keep a request as the intake read it."""
        self.method = method
        self.path = path
        self.match = NOWHERE
        self.prefix = ""
        self.query = query
        self.headers = headers
        self.sandbox = sandbox
        self.id = request_id
        self.scheme = "http"
        self.connection = SOME_SERVERS
        self.cors = b""
        self.received = b""
        self.body = b""
        self.started_ns = monotonic_ns()

    def header(self, name: bytes) -> str | None:
        """Return a header's value without spaces around it, or `None` where it was not sent."""
        value = self.headers.get(name)
        return None if value is None else value.strip(b" \t").decode("latin-1")

    def header_text(self, name: str) -> str | None:
        """Return the value as `header` does, for a name in any case."""
        return self.header(_on_the_wire(name))

    @property
    def accept(self) -> str:
        """The value of `Accept`; empty where it was not sent."""
        return self.header(_ACCEPT) or ""

    @property
    def base_url(self) -> str | None:
        """The URL of the sandbox as the client called it; `None` for an unusable host.

        For display only: forwarded headers are trusted for host and scheme, and prove nothing.
        """
        host = _first(self.header(b"x-forwarded-host")) or self.header(b"host")
        scheme = _first(self.header(b"x-forwarded-proto"))
        scheme = scheme if scheme in _SCHEMES else self.scheme
        return None if not host else base_url(host, self.sandbox, scheme)

    @classmethod
    def of(cls, scope: Any) -> "Request":
        """Return the request that the intake put into the scope."""
        request: Request = scope[KEY]
        return request


@lru_cache(maxsize=1_000)
def _on_the_wire(name: str) -> bytes:
    """Write the name of a header as requests have it here."""
    return name.lower().encode("latin-1", "replace")


def _first(values: str | None) -> str:
    """Return the first of several values separated by commas: the outermost proxy's."""
    return (values or "").partition(",")[0].strip()
