"""From the server's start to its end: what goes on beside the requests."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from paydrill.server.asgi import Application, Message, Receive, Scope, Send

Meanwhile = Callable[[], AbstractAsyncContextManager[None]]
"""Begins something that goes on until the context is left."""


class Lifespan:
    """An ASGI application that has things going on for as long as it lives."""

    def __init__(self, app: Application, meanwhile: Sequence[Meanwhile]) -> None:
        """`app` is told of start and end as well."""
        self._app = app
        self._meanwhile = meanwhile

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stay from the server's start to its end; pass on anything else."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        async with AsyncExitStack() as stack:
            for begin in self._meanwhile:
                await stack.enter_async_context(begin())

            async def send_at_last(message: Message) -> None:
                # Once this has left, nobody waits for what is still going on.
                if message["type"] == "lifespan.shutdown.complete":
                    await stack.aclose()
                await send(message)

            await self._app(scope, receive, send_at_last)
