"""An ASGI application, served by our protocol on a real socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from paydrill.server.protocol import ConnectionProtocol

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
PATIENCE_S = 30


@asynccontextmanager
async def connected(
    application: Callable[..., Awaitable[None]], state: ServerState, **settings: Any
) -> AsyncIterator[Streams]:
    """A connection to a server of this application, with further `settings` of uvicorn."""
    config = uvicorn.Config(
        application,
        interface="asgi3",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        **settings,
    )
    config.load()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: ConnectionProtocol(config, state, {}), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield reader, writer
    finally:
        writer.close()
        server.close()
