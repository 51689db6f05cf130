"""Connections that a server's answers travel by, and that can be broken.

What was asked in one turn of the event loop can be worked on together at its end, and what was
written in it leaves then: the first answer wakes the client, and the others find it awake.
"""

import struct
from asyncio import AbstractEventLoop, Future, Transport
from collections.abc import Awaitable, Callable
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE
from uvicorn.server import ServerState

KEY = "paydrill.connection"
"""Where the `state` of a scope carries the connection that the request came by."""

MOST_RECEIVED = 64 * 1024
"""Bytes of a request that are remembered as they came."""

Line = tuple[bytes, bytes]

Application = Callable[[Any, Any, Any], Awaitable[None]]
"""As ASGI has it."""

Rest = Application | None
"""What is left to do for a request: an application's part, or nothing."""

# What of a transport stays as it is. Each becomes an attribute: with a `__getattr__`, Python would
# be slow to find all others.
_ITS_OWN = (
    "abort",
    "can_write_eof",
    "get_extra_info",
    "pause_reading",
    "resume_reading",
    "set_protocol",
    "set_write_buffer_limits",
    "write_eof",
)

# On, for no seconds.
_LINGER = struct.pack("ii", 1, 0)


def lines_of(fields: bytes) -> list[Line]:
    """Headers as ASGI has them, from lines as they are sent."""
    return [(name, value) for name, _, value in (f.partition(b": ") for f in fields.splitlines())]


class LoopBatch:
    """A turn of the event loop: at its end is done what was put off, and sent what was written."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        """Nothing was put off or written yet."""
        self.loop = loop
        self._work: list[Callable[[], object]] = []
        self._connections: list[Connection] = []
        self._will_end = False

    def defer(self, work: Callable[[], object]) -> None:
        """Have this done at the end, or when somebody cannot wait so long."""
        self._work.append(work)
        self._see_to_end()

    def flush_later(self, connection: "Connection") -> None:
        """Have the connection pass on what it has gathered."""
        self._connections.append(connection)
        self._see_to_end()

    def catch_up(self) -> None:
        """Do now what was put off."""
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
    """A transport that passes on, once a turn of the event loop, what was written in that turn.

    What is written once it is closed or reset goes nowhere.
    """

    def __init__(
        self,
        transport: Transport,
        turn: LoopBatch,
        state: ServerState,
        go_on: Callable[[Rest], None],
    ) -> None:
        """Takes the place of `transport`; `state` has the headers of every answer.

        Whoever has put off a request says by `go_on` that it is answered, or what is left to do.
        """
        self._transport = transport
        self._turn = turn
        self.defer = turn.defer
        self.catch_up = turn.catch_up
        self.go_on = go_on
        self._loop = turn.loop
        self._state = state
        self.received = b""
        """The request in progress as it came, and perhaps what followed it; empty where that is
        not known."""
        self._gathered: list[bytes] = []
        self._pausing: Future[None] | None = None
        self._hurries = False
        self._general: list[Line] = []
        self._general_lines = b""
        self.is_closing = transport.is_closing
        for name in _ITS_OWN:
            setattr(self, name, getattr(transport, name))

    def append_received(self, data: bytes) -> None:
        """Keep more of a request, unless its beginning is not known or it becomes too long."""
        if self.received:
            together = self.received + data
            self.received = together if len(together) <= MOST_RECEIVED else b""

    def whole_answer(self, status: int, fields: bytes, body: bytes) -> bytes:
        """All of an answer, for `write`.

        `fields` are lines of headers, well formed, that state the length of the body.
        """
        if self._general is not self._state.default_headers:  # once a second, for the date
            self._general = self._state.default_headers
            self._general_lines = b"".join(b"%b: %b\r\n" % line for line in self._general)
        return b"".join((STATUS_LINE[status], self._general_lines, fields, b"\r\n", body))

    def write(self, data: bytes) -> None:
        """Send, once this turn of the loop is over."""
        if not self._gathered:
            self._turn.flush_later(self)
        self._gathered.append(data)

    def close(self) -> None:
        """Send what was written, and then FIN."""
        self.flush()
        self._transport.close()

    def finish(self) -> None:
        """Send what was written, then FIN, and go on reading; TLS knows no such half close."""
        self.flush()
        if not self.is_closing() and self._transport.can_write_eof():
            self._transport.write_eof()

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
        timer = self._loop.call_later(ms / 1000, self._end_pause)
        try:
            await self._pausing
        finally:
            timer.cancel()
            self._pausing = None

    def cancel_waits(self) -> None:
        """End the pause, and have no more of them."""
        self._hurries = True
        self._end_pause()

    def _end_pause(self) -> None:
        if self._pausing is not None and not self._pausing.done():
            self._pausing.set_result(None)

    def flush(self) -> None:
        """Send what was written."""
        if self._gathered and not self.is_closing():
            self._transport.write(b"".join(self._gathered))
        self._gathered.clear()
