"""Hold answers back until the disk has the commits that they rely on."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress

from paydrill.pipeline.endpoint import Endpoint
from paydrill.pipeline.request import Request
from paydrill.pipeline.result import Result
from paydrill.pipeline.sender import Sender
from paydrill.sandbox.ports import StoreUnavailable
from paydrill.server.asgi import Application, Receive, Scope, Send

Sending = Callable[[Request, Result], Application | None]
"""Sends a response at once, or returns the application that sends it."""


class HeldAnswer:
    """The answer to a request, held back; as an ASGI application, it waits and sends itself."""

    __slots__ = ("_kept", "_sender", "endpoint", "request", "result")

    def __init__(
        self, request: Request, endpoint: Endpoint, result: Result, sender: Sender
    ) -> None:
        """Hold the result that the endpoint had for the request."""
        self.request = request
        self.endpoint = endpoint
        self.result = result
        self._sender = sender
        self._kept: Future[None] | None = None

    def until(self, kept: Future[None]) -> None:
        """Have the connection hold the answer until the future is done."""
        self._kept = kept
        self.request.connection.held = self

    def release(self, failed: StoreUnavailable | None, send: Sending) -> None:
        """Send the answer, or one that says what failed, unless ASGI does that by now."""
        connection = self.request.connection
        if connection.held is self:
            connection.held = None
            connection.finish(send(self.request, self._final(failed)))

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the answer by ASGI, for a connection that does not hold it any longer."""
        await self._sender.deliver(self.request, self._ready(), send)

    async def _ready(self) -> Result:
        assert self._kept is not None  # noqa: S101 - no connection has it before
        try:
            # The future is that of others as well, whom a cancelled task must not take it from.
            await asyncio.shield(asyncio.wrap_future(self._kept))
        except StoreUnavailable as error:
            return self._final(error)
        return self.result

    def _final(self, failed: StoreUnavailable | None) -> Result:
        return self.result if failed is None else self.endpoint.not_kept(failed)


def hold(answers: Sequence[HeldAnswer], kept: Future[None], send: Sending) -> None:
    """Hold answers until the future is done, then send them together, on this event loop."""
    loop = asyncio.get_running_loop()
    for each in answers:
        each.until(kept)

    def release() -> None:
        failed = kept.exception()
        if failed is not None and not isinstance(failed, StoreUnavailable):
            failed = StoreUnavailable(str(failed))
        for each in answers:
            each.release(failed, send)

    def wake(_: Future[None]) -> None:
        with suppress(RuntimeError):  # a loop that was stopped by force sends nothing
            loop.call_soon_threadsafe(release)

    kept.add_done_callback(wake)
