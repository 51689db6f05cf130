"""uvicorn's HTTP protocol, with one system call for an answer where it makes two.

uvicorn writes head and body apart, and uvloop passes each on at once. Every such write wakes the
client, which then finds half an answer: together they cost more than all checks of a request.
"""

from asyncio import AbstractEventLoop, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class OneWriteProtocol(HttpToolsProtocol):
    """Serves a connection through a transport that gathers what is written."""

    def connection_made(self, transport: Any) -> None:
        """See `asyncio.BaseProtocol.connection_made`."""
        super().connection_made(_Gathering(transport, self.loop))  # type: ignore[arg-type]


class _Gathering:
    """A transport that passes on, once a turn of the event loop, what was written in that turn."""

    def __init__(self, transport: Transport, loop: AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._gathered: list[bytes] = []
        self.is_closing = transport.is_closing  # asked for every request

    def write(self, data: bytes) -> None:
        if not self._gathered:
            self._loop.call_soon(self._pass_on)
        self._gathered.append(data)

    def close(self) -> None:
        self._pass_on()
        self._transport.close()

    def _pass_on(self) -> None:
        if self._gathered and not self.is_closing():
            self._transport.write(b"".join(self._gathered))
        self._gathered.clear()

    def __getattr__(self, name: str) -> Any:
        """Everything else is the transport's own."""
        return getattr(self._transport, name)
