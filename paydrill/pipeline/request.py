"""A request as the edge saw it: which sandbox it means, what it is called, what it asks for."""

from collections.abc import Collection
from time import monotonic_ns
from typing import Any

from paydrill.pipeline.addressing import base_url
from paydrill.pipeline.connection import SOME_SERVERS
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.transport import TransportFault
from paydrill.server.asgi import Message, Receive
from paydrill.server.connection import Line

KEY = "paydrill"
"""Where the scope carries it."""

_SCHEMES = {"http", "https"}
_ACCEPT = b"accept"


def fields_of(lines: Collection[Line]) -> dict[bytes, bytes]:
    """Headers by name: of one that was sent twice the last line, of `Accept` all in one."""
    fields = dict(lines)
    if len(fields) < len(lines) and _ACCEPT in fields:
        # RFC 9110 §5.3: a list may be sent in several lines.
        fields[_ACCEPT] = b", ".join(value for name, value in lines if name == _ACCEPT)
    return fields


class Request:
    """What every layer needs of a request.

    `path` is that inside the sandbox, and `prefix` came before it. `headers` are as `fields_of`
    gives them. `body` is what has been read of it, and `opened` the sandbox in which it was
    answered, once it has come so far; `started_ns` is of the machine's monotonic clock.
    `connection` is what the answer leaves by, and `received` the request as it came, and perhaps
    what followed it; empty if unknown. `wire` is what befalls the answer, where that is sent by
    somebody who has no reply. `cors` are lines of headers for the browser that asks (see
    `origins`); empty if none does.
    """

    __slots__ = (
        "body",
        "connection",
        "cors",
        "headers",
        "id",
        "method",
        "opened",
        "path",
        "prefix",
        "query",
        "received",
        "sandbox",
        "scheme",
        "started_ns",
        "wire",
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
        """As the edge read it."""
        self.method = method
        self.path = path
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
        self.opened: Sandbox | None = None
        self.started_ns = monotonic_ns()
        self.wire: TransportFault | None = None

    def header(self, name: bytes) -> str | None:
        """The header's value without spaces around it, or `None` where it was not sent."""
        value = self.headers.get(name)
        return None if value is None else value.strip(b" \t").decode("latin-1")

    def header_text(self, name: str) -> str | None:
        """Likewise, for a name in any case."""
        return self.header(name.lower().encode("latin-1", "replace"))

    @property
    def accept(self) -> str:
        """What the client would like to get; empty where it does not say."""
        return self.header(_ACCEPT) or ""

    @property
    def base_url(self) -> str | None:
        """Write the URL of the sandbox as the client called it; `None` for an unusable host.

        It is for showing: a proxy's word for host and scheme is taken, and proves nothing.
        """
        host = _first(self.header(b"x-forwarded-host")) or self.header(b"host")
        scheme = _first(self.header(b"x-forwarded-proto"))
        scheme = scheme if scheme in _SCHEMES else self.scheme
        return None if not host else base_url(host, self.sandbox, scheme)

    @property
    def idempotency_key(self) -> str | None:
        """The key that makes the request safe to repeat."""
        return self.header(b"idempotency-key") if b"idempotency-key" in self.headers else None

    def keeping(self, receive: Receive) -> Receive:
        """A `receive` for others, that keeps what they read of the body."""

        async def receive_kept() -> Message:
            message = await receive()
            self.body += message.get("body", b"")
            return message

        return receive_kept

    @classmethod
    def of(cls, scope: Any) -> "Request":
        """The request that the edge put into the scope."""
        request: Request = scope[KEY]
        return request


def _first(values: str | None) -> str:
    """The first of several values with commas between them: that of the outermost proxy."""
    return (values or "").partition(",")[0].strip()
