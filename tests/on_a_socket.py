"""An ASGI application, served by our protocol on a real socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from paydrill.server.patience import LOOKS_EVERY_S, looking_after
from paydrill.server.protocol import ConnectionProtocol

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
PATIENCE_S = 30


@asynccontextmanager
async def connected(
    application: Callable[..., Awaitable[None]],
    state: ServerState,
    *,
    looks_every_s: float = LOOKS_EVERY_S,
    **settings: Any,
) -> AsyncIterator[Streams]:
    """A connection to a server of this application, with further `settings` of uvicorn.

    With `looks_every_s`, seconds of patience with the client are as short as that.
    """
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
    patience = asyncio.create_task(looking_after(state.connections, looks_every_s))
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield reader, writer
    finally:
        patience.cancel()
        writer.close()
        server.close()
