"""Extend uvicorn's server with a second port, for TLS, beside the first one.

Both have the same protocol, application and state, so that they start and stop together.
"""

import asyncio
import sys
from contextlib import suppress
from functools import partial
from socket import socket
from ssl import SSLContext
from typing import Any

import uvicorn
from uvicorn.protocols.utils import is_ssl

from paydrill.server.connection import unsent
from paydrill.server.patience import looking_after

if sys.platform != "win32":
    import resource

_GOODBYE_S = 0.2


def allow_most_connections() -> None:
    """Raise the limit of open files, one of which is a connection, as far as is allowed."""
    if sys.platform != "win32":
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        with suppress(OSError, ValueError):  # macOS names a limit that it does not allow
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Server(uvicorn.Server):
    """A server that may have a port for TLS."""

    def __init__(
        self, config: uvicorn.Config, tls: socket | None = None, context: SSLContext | None = None
    ) -> None:
        """Serve TLS on the socket `tls`, which listens, with this context."""
        super().__init__(config)
        self._tls = tls
        self._context = context

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """See `uvicorn.Server.startup`."""
        await super().startup(sockets)
        if self._tls is not None:
            protocol: Any = self.config.http_protocol_class
            made = partial(
                protocol,
                config=self.config,
                server_state=self.server_state,
                app_state=self.lifespan.state,
            )
            loop = asyncio.get_running_loop()
            self.servers.append(
                await loop.create_server(
                    made, sock=self._tls, ssl=self._context, backlog=self.config.backlog
                )
            )
        self._patience = asyncio.create_task(looking_after(self.server_state.connections))

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """See `uvicorn.Server.shutdown`."""
        leaving = asyncio.create_task(self._leave())
        try:
            await super().shutdown(sockets)
        finally:
            leaving.cancel()
            self._patience.cancel()

    async def _leave(self) -> None:
        """Break connections that are closed, and whose clients by TLS do not confirm it.

        A client that does not read never does so, and would be waited for 30 seconds. What was
        answered goes out first.
        """
        while True:
            await asyncio.sleep(_GOODBYE_S)
            for connection in list(self.server_state.connections):
                transport = connection.transport
                if is_ssl(transport) and transport.is_closing() and not unsent(transport):
                    transport.abort()
