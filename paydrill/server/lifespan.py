"""Run background work from the server's start to its end."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from paydrill.server.asgi import Application, Message, Receive, Scope, Send

Meanwhile = Callable[[], AbstractAsyncContextManager[None]]
"""Starts background work that goes on until the context is left."""


class Lifespan:
    """An ASGI application with background work for as long as the server runs."""

    def __init__(self, app: Application, meanwhile: Sequence[Meanwhile]) -> None:
        """Pass the server's start and end on to `app` as well."""
        self._app = app
        self._meanwhile = meanwhile

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the lifespan from start to end; pass all other scopes on."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        async with AsyncExitStack() as stack:
            for begin in self._meanwhile:
                await stack.enter_async_context(begin())

            async def send_at_last(message: Message) -> None:
                # The server ends after this message, and waits for no background work.
                if message["type"] == "lifespan.shutdown.complete":
                    await stack.aclose()
                await send(message)

            await self._app(scope, receive, send_at_last)
