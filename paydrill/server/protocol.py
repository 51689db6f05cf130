"""uvicorn's HTTP protocol, for applications that can answer at once.

ASGI gives every request a task, and every answer two messages: for one that is worked out in a few
microseconds these cost as much as the answer. So a request that has come whole is shown to the
application first (`FastPath`); where that means to wait for something, ASGI takes its course.
What the application answers by itself it answers by the end of the turn of the event loop, together
with what came on other connections.
"""

from asyncio import TimerHandle
from collections.abc import Callable
from typing import Any, Protocol

from paydrill.server.connection import (
    KEY,
    MOST_RECEIVED,
    Application,
    Connection,
    Line,
    LoopBatch,
    Rest,
)
from paydrill.server.heads import is_host
from paydrill.server.http11 import Http11Protocol

_TURN = "paydrill.turn"
# As numbers: Python looks for bytes only after it has failed to take them for one.
_PERCENT, _NUMBER_SIGN = b"%#"
_CHUNKED = b"chunked"
_CONNECTION = frozenset({b"connection", b"proxy-connection"})


class FastPath(Protocol):
    """An application that answers some requests without waiting for anything."""

    def at_once(
        self,
        method: bytes,
        target: bytes,
        headers: dict[bytes, bytes],
        body: bytes,
        connection: Connection,
    ) -> Application | None:
        """Answer a request that has come whole by the end of the turn, or say who has to, by ASGI.

        `target` is in origin form (RFC 9112 §3.2.1) and has no escapes; names of `headers` are in
        lower case, and none was sent twice. The answer leaves by the `connection`, which is told to
        go on afterwards.
        """


class ConnectionProtocol(Http11Protocol):
    """Serves one connection, and tells the application which."""

    __slots__ = ("_at_once", "_body", "_fields", "_head", "_idle_timer", "_is_put_off")

    def connection_made(self, transport: Any) -> None:
        """See `asyncio.BaseProtocol.connection_made`."""
        turn = self.app_state.setdefault(_TURN, LoopBatch(self.loop))
        self._connection = Connection(transport, turn, self.server_state, self._go_on)
        self._is_put_off = False  # whether the application has it, to answer when the turn ends
        self._head: list[Line] = []  # its headers
        self._fields: dict[bytes, bytes] = {}  # the same, by name
        self._body = b""
        self._idle_timer: TimerHandle | None = None
        self._at_once: Callable[..., Application | None] | None = None
        # uvicorn copies this into every scope anyway, so that a request pays nothing for it.
        self.app_state = {**self.app_state, KEY: self._connection}
        if not self.access_log:  # which only ASGI's way writes
            self._at_once = getattr(self.app, "at_once", None)
        super().connection_made(self._connection)

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.BaseProtocol.connection_lost`."""
        self._catch_up()
        self._connection.cancel_waits()
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        super().connection_lost(exc)
        del self._connection.go_on  # or they would keep one another alive

    def shutdown(self) -> None:
        """The server stops, and waits for whoever is being answered."""
        self._catch_up()
        self._connection.cancel_waits()
        if self._is_deferred:
            self._begin(self.app)  # so that uvicorn knows of it
        super().shutdown()

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol.data_received`."""
        super().data_received(data)
        if self._is_deferred and self._may_be_long():
            self._begin(self.app)

    def on_head(self) -> None:
        """A head is here: wait for the rest of the request, or have ASGI begin with it."""
        self._head, self.headers = self.headers, []  # which trailers are added to
        if self._at_once is not None and self._is_plain():
            self._is_deferred = True
        else:
            self._begin(self.app)

    def on_body(self, body: bytes) -> None:
        """A part of a body is here."""
        if not self._is_deferred:
            super().on_body(body)
            return
        self._body += body
        if len(self._body) > MOST_RECEIVED:
            self._begin(self.app)

    def on_whole(self) -> None:
        """A request is here: show it to the application, unless ASGI has begun with it."""
        if self._is_deferred:
            self._is_deferred = False
            self._show()
        else:
            self.complete()
        self._connection.received = b""  # what comes with it belongs to the next

    def on_response_complete(self) -> None:
        """Go on with the next request; with one timer a connection, where uvicorn has one each."""
        if self.pipeline or self._fault is not None or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self._be_idle()

    def _is_plain(self) -> bool:
        """Whether there is nothing special about the request, nor about the moment."""
        self._fields = dict(self._head)
        return (
            self.is_free()
            and self.parser.should_keep_alive()
            and not self.expect_100_continue
            and not self.flow.write_paused
            # Clients of HTTP/1.0 have to ask for being kept alive, and are told.
            and (_CONNECTION.isdisjoint(self._fields) or self.parser.get_http_version() == "1.1")
            and len(self._fields) == len(self._head)
            and self._fields.get(b"transfer-encoding", _CHUNKED) == _CHUNKED
            and is_host(self._fields.get(b"host", b"?"))
            and self.url.startswith(b"/")
            and _PERCENT not in self.url
            and _NUMBER_SIGN not in self.url
        )

    def _may_be_long(self) -> bool:
        """Whether so much may be to come that the application has to hear of it now."""
        length = int(self._fields.get(b"content-length", 0))
        return length > MOST_RECEIVED or b"transfer-encoding" in self._fields

    def _show(self) -> None:
        """Show a request to the application, which answers it by the end of the turn, or ASGI."""
        assert self._at_once is not None  # noqa: S101 - nothing is deferred otherwise
        method = self.parser.get_method()
        rest: Rest
        try:
            rest = self._at_once(method, self.url, self._fields, self._body, self._connection)
        except BaseException:  # nothing is done yet, and ASGI's way answers failures
            self.logger.exception("A request cannot be answered at once; ASGI takes it up")
            rest = self.app
        if rest is None:
            self._is_put_off = True
        else:
            self._go_on(rest)

    def _catch_up(self) -> None:
        """Have a request answered that can wait no longer: another follows it, or the end."""
        if self._is_put_off:
            self._connection.catch_up()

    def _go_on(self, rest: Rest) -> None:
        """Be ready for the next request once one is answered, or have ASGI answer it."""
        self._is_put_off = False
        if rest is None:
            self._body = b""
            self.server_state.total_requests += 1
            self._be_idle()
        else:
            self._begin(rest)
            self.complete()

    def _begin(self, app: Application) -> None:
        """Have ASGI begin, with what has come of the request."""
        self._is_deferred = False
        body, self._body = self._body, b""
        self.begin(app, self._head)
        if body:
            super().on_body(body)

    def _switch_to_websocket(self, following: bytes) -> None:
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        super()._switch_to_websocket(following)

    def _be_idle(self) -> None:
        self._idle_since = self.loop.time()
        if self._idle_timer is None:
            self._look_again(self.timeout_keep_alive)

    def _look_again(self, after_s: float) -> None:
        self._idle_timer = self.loop.call_later(after_s, self._close_if_idle)

    def _close_if_idle(self) -> None:
        idle_s = self.loop.time() - self._idle_since
        if idle_s >= self.timeout_keep_alive:
            self.timeout_keep_alive_handler()
        else:
            self._look_again(self.timeout_keep_alive - max(idle_s, 0))
