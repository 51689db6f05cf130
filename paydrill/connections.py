"""uvicorn's HTTP protocol on connections that write an answer at once, and that can be broken.

uvicorn writes head and body apart, and uvloop passes each on at once. Every such write wakes the
client, which then finds half an answer: together they cost more than all checks of a request. So
a whole answer goes past ASGI's two messages, and what was written in one turn of the event loop
leaves at its end: the first answer wakes the client, and the others find it awake.
"""

import math
import struct
from asyncio import AbstractEventLoop, Future, TimerHandle, Transport
from collections.abc import Iterable
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

KEY = "paydrill.connection"
"""Where the `state` of a scope carries the connection that the request came by."""

# On, for no seconds.
_LINGER = struct.pack("ii", 1, 0)


class ConnectionProtocol(HttpToolsProtocol):
    """Serves one connection, and tells the application which."""

    _connection: "Connection"
    _idle_since: float = math.inf
    _idle_timer: TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """See `asyncio.BaseProtocol.connection_made`."""
        self._connection = Connection(transport, self.loop, self)
        # uvicorn copies this into every scope anyway, so that a request pays nothing for it.
        self.app_state = {**self.app_state, KEY: self._connection}
        super().connection_made(self._connection)  # type: ignore[arg-type]

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.BaseProtocol.connection_lost`."""
        self._connection.hurry()
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server stops, and waits for whoever is being answered."""
        self._connection.hurry()
        super().shutdown()

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol.data_received`."""
        self._idle_since = math.inf
        super().data_received(data)

    def on_response_complete(self) -> None:
        """Go on with the next request; with one timer a connection, where uvicorn has one each."""
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        self.server_state.total_requests += 1
        self.flow.resume_reading()
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


class Connection:
    """A transport that passes on, once a turn of the event loop, what was written in that turn.

    What is written once it is closed or reset goes nowhere.
    """

    def __init__(
        self, transport: Transport, loop: AbstractEventLoop, protocol: HttpToolsProtocol
    ) -> None:
        """Takes the place of `transport`, for this `protocol`."""
        self._transport = transport
        self._loop = loop
        self._protocol = protocol
        self._gathered: list[bytes] = []
        self._pausing: Future[None] | None = None
        self._hurries = False
        self.is_closing = transport.is_closing  # asked for every request

    def answer(self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> bool:
        """Send a whole answer to the request in progress, if there is nothing special about it.

        `headers` are well formed, in lower case, and state the length of the body. `False` where
        it takes uvicorn's own way: then nothing was sent.
        """
        cycle = self._protocol.cycle
        if (
            self._protocol.pipeline  # its cycle is that of a request which waits
            or cycle.response_started
            or cycle.disconnected
            or cycle.access_log
            or not cycle.keep_alive
            or cycle.flow.write_paused
            or self.is_closing()
        ):
            return False
        lines = [STATUS_LINE[status]]
        for name, value in cycle.default_headers:
            lines += (name, b": ", value, b"\r\n")
        for name, value in headers:
            lines += (name, b": ", value, b"\r\n")
        lines += (b"\r\n", body)
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        cycle.message_event.set()
        self.write(b"".join(lines))
        cycle.on_response()
        return True

    def write(self, data: bytes) -> None:
        """Send, once this turn of the loop is over."""
        if not self._gathered:
            self._loop.call_soon(self._pass_on)
        self._gathered.append(data)

    def close(self) -> None:
        """Send what was written, and then FIN."""
        self._pass_on()
        self._transport.close()

    def reset(self) -> None:
        """Break it: the client gets RST, and nothing that was written in this turn."""
        if not self.is_closing():
            # A socket that may not linger has no other way to go.
            self._transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, _LINGER)
            self._transport.abort()

    async def pause(self, ms: float) -> None:
        """Let time pass, until the client leaves or the server stops: then nobody waits."""
        if self._hurries:
            return
        self._pausing = self._loop.create_future()
        timer = self._loop.call_later(ms / 1000, self._go_on)
        try:
            await self._pausing
        finally:
            timer.cancel()
            self._pausing = None

    def hurry(self) -> None:
        """End the pause, and have no more of them."""
        self._hurries = True
        self._go_on()

    def _go_on(self) -> None:
        if self._pausing is not None and not self._pausing.done():
            self._pausing.set_result(None)

    def _pass_on(self) -> None:
        if self._gathered and not self.is_closing():
            self._transport.write(b"".join(self._gathered))
        self._gathered.clear()

    def __getattr__(self, name: str) -> Any:
        """Everything else is the transport's own."""
        return getattr(self._transport, name)
