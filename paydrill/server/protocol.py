"""Extend uvicorn's HTTP protocol with a fast path, for applications that can respond at once.

ASGI costs each request a task, and each response two messages: as much as the response itself, if
that takes a few microseconds. So a complete request is shown to the application first (`FastPath`);
a request that has to wait for something goes by ASGI. The fast path responds by the end of the
event-loop iteration, together with the requests of other connections.
"""

from collections.abc import Callable
from typing import Any, Protocol

from paydrill.server.asgi import Application
from paydrill.server.connection import (
    KEY,
    MOST_RECEIVED,
    Connection,
    Line,
    LoopBatch,
    Rest,
)
from paydrill.server.heads import is_host
from paydrill.server.patience import PatientProtocol

_TURN = "paydrill.turn"
# As numbers: `in` takes its operand for a number first, and for bytes only when that fails.
_PERCENT, _NUMBER_SIGN = b"%#"
_CHUNKED = b"chunked"
_CONNECTION = frozenset({b"connection", b"proxy-connection"})


class FastPath(Protocol):
    """An application that responds to some requests without waiting for anything."""

    def accept(
        self,
        method: bytes,
        target: bytes,
        headers: dict[bytes, bytes],
        body: bytes,
        connection: Connection,
    ) -> Application | None:
        """Respond to a complete request by the end of the iteration, or return an application.

        `None` = the response is sent by the `connection`, whose `finish` is called afterwards; an
        application = the request goes to it by ASGI. `target` is in origin form (RFC 9112 §3.2.1)
        and has no escapes; names of `headers` are in lower case, and none was sent twice.
        """


class ConnectionProtocol(PatientProtocol):
    """Serve one connection, and pass it to the application with each request."""

    __slots__ = ("_accept", "_body", "_fields", "_head", "_is_batched")

    def connection_made(self, transport: Any) -> None:
        """See `asyncio.BaseProtocol.connection_made`."""
        turn = self.app_state.setdefault(_TURN, LoopBatch(self.loop))
        self._connection = Connection(transport, turn, self.server_state, self._finish)
        self._is_batched = False  # whether the application has deferred the request
        self._head: list[Line] = []  # headers of the request
        self._fields: dict[bytes, bytes] = {}  # the same headers, by name
        self._body = b""
        self._accept: Callable[..., Application | None] | None = None
        # uvicorn copies this into every scope anyway, so that a request pays nothing for it.
        self.app_state = {**self.app_state, KEY: self._connection}
        if not self.access_log:  # only ASGI's way writes an access log
            self._accept = getattr(self.app, "accept", None)
        super().connection_made(self._connection)

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.BaseProtocol.connection_lost`."""
        self._catch_up()
        self._connection.cancel_waits()
        super().connection_lost(exc)
        del self._connection.finish  # ends a cycle of references

    def shutdown(self) -> None:
        """Prepare for the server's stop, which waits for the requests in progress."""
        self._catch_up()
        self._connection.cancel_waits()
        if self._is_deferred:
            self._begin(self.app)  # so that uvicorn waits for it
        super().shutdown()

    def leave(self) -> None:
        """Close the connection after its next response that has not begun, which will say so."""
        if self._is_leaving:
            return
        self._catch_up()
        self._is_leaving = True
        self._accept = None  # only ASGI's way says so
        if self._is_deferred:
            self._begin(self.app)
        elif not self.is_free():
            last = self.pipeline[0][0] if self.pipeline else self.cycle
            last.keep_alive = last.keep_alive and last.response_started

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol.data_received`."""
        super().data_received(data)
        if self._is_deferred and self._may_be_long():
            self._begin(self.app)

    def on_head(self) -> None:
        """Wait for the rest of the request, or let ASGI begin with its head."""
        self._head, self.headers = self.headers, []  # trailers are added to the new list
        if self._accept is not None and self._is_plain():
            self._is_deferred = True
        else:
            self._begin(self.app)

    def on_body(self, body: bytes) -> None:
        """Collect a part of a body, or pass it on to ASGI."""
        if not self._is_deferred:
            super().on_body(body)
            return
        self._content = len(body)
        self._body += body
        if len(self._body) > MOST_RECEIVED:
            self._begin(self.app)

    def on_whole(self) -> None:
        """Show a complete request to the application, unless ASGI has begun with it."""
        if self._is_deferred:
            self._is_deferred = False
            self._show()
        else:
            self.complete()
        self._connection.received = b""  # bytes after it belong to the next

    def on_response_complete(self) -> None:
        """Go on with the next request, or be idle; an idle connection sets no timer."""
        if self.pipeline or self._fault is not None or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self._waited = 0

    def _is_plain(self) -> bool:
        """Tell whether the fast path may take the request, by its head and the connection."""
        self._fields = dict(self._head)
        return (
            self.is_free()
            and self.parser.should_keep_alive()
            and not self.expect_100_continue
            and not self.flow.write_paused
            # HTTP/1.0 clients have to ask for keep-alive, and the response confirms it.
            and (_CONNECTION.isdisjoint(self._fields) or self.parser.get_http_version() == "1.1")
            and len(self._fields) == len(self._head)
            and self._fields.get(b"transfer-encoding", _CHUNKED) == _CHUNKED
            and is_host(self._fields.get(b"host", b"?"))
            and self.url.startswith(b"/")
            and _PERCENT not in self.url
            and _NUMBER_SIGN not in self.url
        )

    def _may_be_long(self) -> bool:
        """Tell whether the request may get so long that ASGI must begin with it now."""
        length = int(self._fields.get(b"content-length", 0))
        return length > MOST_RECEIVED or b"transfer-encoding" in self._fields

    def _show(self) -> None:
        """Show a request to the application; ASGI takes it if the fast path does not."""
        assert self._accept is not None  # noqa: S101 - no request is deferred without it
        method = self.parser.get_method()
        rest: Rest
        try:
            rest = self._accept(method, self.url, self._fields, self._body, self._connection)
        except BaseException:  # nothing is done yet, and ASGI's way responds to failures
            self.logger.exception("A request cannot be answered at once; ASGI takes it up")
            rest = self.app
        if rest is None:
            self._is_batched = True
        else:
            self._finish(rest)

    def _catch_up(self) -> None:
        """Answer a deferred request now, before the next request or the connection's end.

        If its answer is held back, ASGI goes on to hold it.
        """
        if self._is_batched:
            self._connection.catch_up()
            held = self._connection.held
            if held is not None:  # ASGI waits for the answer, as for any that takes longer
                self._connection.held = None
                self._finish(held)
            self._connection.flush_much()

    def _finish(self, rest: Rest) -> None:
        """Get ready for the next request if this one is answered; give it to ASGI otherwise."""
        self._is_batched = False
        if rest is None:
            self._body = b""
            self.server_state.total_requests += 1
            self._waited = 0
        else:
            self._begin(rest)
            self.complete()

    def _begin(self, app: Application) -> None:
        """Let ASGI begin, with the part of the request that has come."""
        self._is_deferred = False
        body, self._body = self._body, b""
        self.begin(app, self._head)
        if body:
            super().on_body(body)
