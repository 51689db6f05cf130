"""Extend uvicorn's server with a second port, for TLS, and with a way to leave that loses nothing.

Both ports have the same protocol, application and state, so that they start and stop together.

A server that is stopped closes idle connections, on which a request may be on its way. One that
leaves, because another process has taken its place, takes no new connections and closes the others
after their next response, which says so, or when they have been idle for as long as any may be.
"""

import asyncio
import gc
import sys
from contextlib import suppress
from socket import socket
from ssl import SSLContext
from typing import Any
from weakref import WeakSet

import uvicorn
from uvicorn.protocols.utils import is_ssl

from paydrill.server.connection import unsent
from paydrill.server.patience import looking_after
from paydrill.server.protocol import ConnectionProtocol
from paydrill.server.workers import Line

if sys.platform != "win32":
    import resource

_GOODBYE_S = 0.2
_LOOKS_EVERY_S = 0.1
_LONGEST_HANDSHAKE_S = 60
"""Seconds after which asyncio gives up a handshake of TLS."""
LONGEST_LEAVE_S = 150
"""Seconds after which a server that leaves is stopped as any other: twice as many as a connection
may be idle."""


def allow_most_connections() -> None:
    """Raise the limit of open files, one of which is a connection, as far as is allowed."""
    if sys.platform != "win32":
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with suppress(OSError, ValueError):  # macOS names a limit that it does not allow
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Server(uvicorn.Server):
    """A server that may have a port for TLS, and a supervisor."""

    def __init__(
        self,
        config: uvicorn.Config,
        tls: socket | None = None,
        context: SSLContext | None = None,
        line: Line | None = None,
    ) -> None:
        """Serve TLS on the socket `tls`, which listens, with this context.

        A worker has a `line` to its supervisor.
        """
        super().__init__(config)
        self._tls = tls
        self._context = context
        self._line = line
        self._by_tls: WeakSet[ConnectionProtocol] = WeakSet()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """See `uvicorn.Server.startup`."""
        await super().startup(sockets)
        if self._tls is not None:
            loop = asyncio.get_running_loop()
            self.servers.append(
                await loop.create_server(
                    self._for_tls, sock=self._tls, ssl=self._context, backlog=self.config.backlog
                )
            )
        self._patience = asyncio.create_task(looking_after(self.server_state.connections))
        if self._line is not None:
            asyncio.get_running_loop().add_reader(self._line.fileno(), self._hear, self._line)
            self._line.tell_serving()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """See `uvicorn.Server.shutdown`."""
        goodbye = asyncio.create_task(self._say_goodbye())
        try:
            await super().shutdown(sockets)
        finally:
            goodbye.cancel()
            self._patience.cancel()

    def _for_tls(self) -> ConnectionProtocol:
        protocol: Any = self.config.http_protocol_class
        made: ConnectionProtocol = protocol(
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        self._by_tls.add(made)
        return made

    def _hear(self, line: Line) -> None:
        """Leave when the supervisor asks for it; its end is heard elsewhere."""
        asyncio.get_running_loop().remove_reader(line.fileno())
        if line.asks_to_leave():
            self._departure = asyncio.create_task(self._depart())

    async def _depart(self) -> None:
        """Take no more connections, and stop once those that there are have ended."""
        await self._stop_listening()
        gc.collect()  # protocols whose handshake has failed would be waited for
        loop = asyncio.get_running_loop()
        begun, is_used = loop.time(), True
        while is_used and loop.time() < begun + LONGEST_LEAVE_S:
            for connection in list(self.server_state.connections):
                _let_go(connection)
            await asyncio.sleep(_LOOKS_EVERY_S)
            self._break_closed()
            may_shake_hands = loop.time() < begun + _LONGEST_HANDSHAKE_S
            is_used = bool(self.server_state.connections) or (
                may_shake_hands and any(each.transport is None for each in self._by_tls)
            )
        self.should_exit = True

    async def _stop_listening(self) -> None:
        """Close the listening sockets, which others have as well, and lose no connection by it."""
        loop = asyncio.get_running_loop()
        for server in self.servers:
            for listener in server.sockets:
                loop.remove_reader(listener.fileno())
        # asyncio accepts connections some steps before they belong to their server.
        await asyncio.sleep(_LOOKS_EVERY_S)
        for server in self.servers:
            server.close()

    async def _say_goodbye(self) -> None:
        while True:
            await asyncio.sleep(_GOODBYE_S)
            self._break_closed()

    def _break_closed(self) -> None:
        """Break connections that are closed, and whose clients by TLS do not confirm it.

        A client that does not read never does so, and would be waited for 30 seconds. What was
        answered goes out first.
        """
        for connection in list(self.server_state.connections):
            transport = connection.transport
            if is_ssl(transport) and transport.is_closing() and not unsent(transport):
                transport.abort()


def _let_go(connection: Any) -> None:
    """Let a connection end when nothing is lost by it; there are two kinds."""
    if isinstance(connection, ConnectionProtocol):
        connection.leave()
    elif connection.handshake_complete and not connection.transport.is_closing():
        connection.shutdown()  # of a WebSocket: 1012, "service restart"
