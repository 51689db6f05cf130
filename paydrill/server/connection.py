"""Carry a server's responses on connections that a scripted fault can break.

Requests of one event-loop iteration can be processed together at its end. Their responses are
flushed together then, so that a client with many connections wakes once.
"""

import struct
import sys
from asyncio import AbstractEventLoop, Future, TimerHandle, Transport
from collections.abc import Callable
from socket import SO_LINGER, SOL_SOCKET

from uvicorn.protocols.http.httptools_impl import STATUS_LINE
from uvicorn.protocols.utils import is_ssl
from uvicorn.server import ServerState

from paydrill.server.asgi import Application

if sys.platform != "win32":
    import fcntl
    import termios

KEY = "paydrill.connection"
"""Key of the request's connection in the `state` of a scope."""

MOST_RECEIVED = 64 * 1024
"""Most bytes of a request that are kept as received."""

_MUCH = 64 * 1024

Line = tuple[bytes, bytes]

Rest = Application | None
"""Outcome of a request: `None` = answered; an ASGI application = finish through it."""

# Methods of the transport that are passed through. Each becomes an attribute: with a
# `__getattr__`, Python would be slow to find all others.
_ITS_OWN = (
    "abort",
    "can_write_eof",
    "get_extra_info",
    "get_write_buffer_size",
    "pause_reading",
    "resume_reading",
    "set_protocol",
    "set_write_buffer_limits",
    "write_eof",
)

# SO_LINGER on, for zero seconds.
_LINGER = struct.pack("ii", 1, 0)
_LONGEST_LINGER_S = 2


def _is_true() -> bool:
    return True


def unsent(transport: Transport) -> int:
    """Count the bytes that are still on their way, here or in the system's buffer."""
    queued = bytes(4)
    if sys.platform != "win32":  # Windows does not tell
        queued = fcntl.ioctl(transport.get_extra_info("socket"), termios.TIOCOUTQ, queued)
    return transport.get_write_buffer_size() + int.from_bytes(queued, sys.byteorder)


def lines_of(fields: bytes) -> list[Line]:
    """Split header lines, as they are sent, into pairs, as ASGI has them."""
    return [(name, value) for name, _, value in (f.partition(b": ") for f in fields.splitlines())]


class LoopBatch:
    """Collect deferred work of one loop iteration; run it at the end, then flush connections."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        """Start with nothing deferred or written."""
        self.loop = loop
        self._work: list[Callable[[], object]] = []
        self._connections: list[Connection] = []
        self._will_end = False

    def defer(self, work: Callable[[], object]) -> None:
        """Run `work` at the end of the iteration, or earlier at `catch_up`."""
        self._work.append(work)
        self._see_to_end()

    def flush_later(self, connection: "Connection") -> None:
        """Flush the connection at the end of the iteration."""
        self._connections.append(connection)
        self._see_to_end()

    def catch_up(self) -> None:
        """Run the deferred work now."""
        while self._work:
            self._work.pop(0)()

    def _see_to_end(self) -> None:
        if not self._will_end:
            self._will_end = True
            self.loop.call_soon(self._end)

    def _end(self) -> None:
        try:
            self.catch_up()
        finally:
            self._will_end = False
            connections, self._connections = self._connections, []
            for connection in connections:
                connection.flush()


class Connection:
    """A transport that sends the data of one event-loop iteration together, at its end.

    Data written after a close or a reset is dropped.
    """

    def __init__(
        self,
        transport: Transport,
        turn: LoopBatch,
        state: ServerState,
        finish: Callable[[Rest], None],
    ) -> None:
        """Take the place of `transport`; `state` has the headers of every response.

        Code that has deferred a request calls `finish` with its outcome (see `Rest`).
        """
        self._transport = transport
        self._turn = turn
        self.defer = turn.defer
        self.catch_up = turn.catch_up
        self.finish = finish
        self._loop = turn.loop
        self._state = state
        self.held: Application | None = None
        """Finishes the deferred request by ASGI, for whom cannot leave its answer held back."""
        self.received = b""
        """The request in progress as received, perhaps with bytes that follow it; empty if
        unknown."""
        self.is_amid = False
        """Whether a request has come in part, but not whole."""
        self.scheme = "https" if is_ssl(transport) else "http"
        self._lingering: TimerHandle | None = None
        self._gathered: list[bytes] = []
        self._size = 0
        self._pausing: Future[None] | None = None
        self._hurries = False
        self._general: list[Line] = []
        self._general_lines = b""
        self.is_closing = transport.is_closing
        for name in _ITS_OWN:
            setattr(self, name, getattr(transport, name))

    def append_received(self, data: bytes) -> None:
        """Keep more bytes of a request, unless its beginning is unknown or it gets too long."""
        if self.received:
            together = self.received + data
            self.received = together if len(together) <= MOST_RECEIVED else b""

    def whole_answer(self, status: int, fields: bytes, body: bytes) -> bytes:
        """Build the bytes of a whole response, for `write`.

        `fields` are well-formed header lines that state the length of the body.
        """
        if self._general is not self._state.default_headers:  # once a second, for the date
            self._general = self._state.default_headers
            self._general_lines = b"".join(b"%b: %b\r\n" % line for line in self._general)
        return b"".join((STATUS_LINE[status], self._general_lines, fields, b"\r\n", body))

    def write(self, data: bytes) -> None:
        """Send data at the end of this loop iteration."""
        if not self._gathered:
            self._turn.flush_later(self)
        self._gathered.append(data)
        self._size += len(data)

    def close(self) -> None:
        """Send the data written so far, then FIN; amid a request, go on reading for a moment.

        Closed with bytes left to read, a connection is reset, and its client may lose the response
        (RFC 9112 §9.6). TLS has no half close.
        """
        self.flush()
        if self.is_amid and not self.is_closing() and self._transport.can_write_eof():
            self._transport.write_eof()
            self.is_closing = _is_true
            self._lingering = self._loop.call_later(_LONGEST_LINGER_S, self._transport.close)
        else:
            self._transport.close()

    def reset(self) -> None:
        """Break the connection: the client gets RST, and no data written in this iteration."""
        if not self.is_closing():
            self.drop()

    def drop(self) -> None:
        """Break the connection, closing or not, and forget what the client did not read."""
        # A socket that may not linger closes with RST.
        self._transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, _LINGER)
        self._transport.abort()

    async def pause(self, ms: float) -> None:
        """Wait `ms` milliseconds, or until the client leaves or the server stops."""
        if self._hurries:
            return
        self._pausing = self._loop.create_future()
        timer = self._loop.call_later(ms / 1000, self._end_pause)
        try:
            await self._pausing
        finally:
            timer.cancel()
            self._pausing = None

    def cancel_waits(self) -> None:
        """End the pause and skip all later ones; close at once a connection that only lingers."""
        self._hurries = True
        if self._lingering is not None:
            self._lingering.cancel()
            self._transport.close()
        self._end_pause()

    def _end_pause(self) -> None:
        if self._pausing is not None and not self._pausing.done():
            self._pausing.set_result(None)

    def flush_much(self) -> None:
        """Send the data written so far if it is much, so that flow control hears of it."""
        if self._size > _MUCH:
            self.flush()

    def flush(self) -> None:
        """Send the data written so far."""
        if self._gathered and not self.is_closing():
            self._transport.write(b"".join(self._gathered))
        self._gathered.clear()
        self._size = 0
