"""uvicorn's HTTP protocol on connections that write an answer at once, and that can be broken.

uvicorn writes head and body apart, and uvloop passes each on at once. Every such write wakes the
client, which then finds half an answer: together they cost more than all checks of a request.
"""

import struct
from asyncio import AbstractEventLoop, Future, Transport
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

KEY = "paydrill.connection"
"""Where the `state` of a scope carries the connection that the request came by."""

# On, for no seconds.
_LINGER = struct.pack("ii", 1, 0)


class ConnectionProtocol(HttpToolsProtocol):
    """Serves one connection, and tells the application which."""

    _connection: "Connection"

    def connection_made(self, transport: Any) -> None:
        """See `asyncio.BaseProtocol.connection_made`."""
        self._connection = Connection(transport, self.loop)
        # uvicorn copies this into every scope anyway, so that a request pays nothing for it.
        self.app_state = {**self.app_state, KEY: self._connection}
        super().connection_made(self._connection)  # type: ignore[arg-type]

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.BaseProtocol.connection_lost`."""
        self._connection.hurry()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server stops, and waits for whoever is being answered."""
        self._connection.hurry()
        super().shutdown()


class Connection:
    """A transport that passes on, once a turn of the event loop, what was written in that turn.

    What is written once it is closed or reset goes nowhere.
    """

    def __init__(self, transport: Transport, loop: AbstractEventLoop) -> None:
        """Takes the place of `transport`."""
        self._transport = transport
        self._loop = loop
        self._gathered: list[bytes] = []
        self._pausing: Future[None] | None = None
        self._hurries = False
        self.is_closing = transport.is_closing  # asked for every request

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
