"""Answer long polls: wait until the response has something to report, or time is up.

The contract of such an operation names the list of its response that is worth waiting for
(`x-paydrill-waits-for`), and the parameter `wait_s` says how many seconds to wait.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus

from paydrill.pipeline.request import Request
from paydrill.pipeline.response import Response
from paydrill.sandbox.signals import Signals

WAIT_S = "wait_s"


class LongPoll:
    """Ask for a response again whenever the sandbox has changed."""

    def __init__(self, wanted: str, signals: Signals) -> None:
        """Wait until the list `wanted` of the response is not empty, or time is up."""
        self._wanted = wanted
        self._signals = signals

    async def reply(
        self,
        request: Request,
        wait_s: int,
        ask: Callable[[], Awaitable[Response]],
    ) -> Response:
        """Return the first response whose list is not empty; the latest once the wait is over."""
        loop = asyncio.get_running_loop()
        changed = asyncio.Event()
        over = asyncio.create_task(request.connection.pause(wait_s * 1000))
        try:
            with self._signals.listening(
                request.sandbox, partial(loop.call_soon_threadsafe, changed.set)
            ):
                while True:
                    changed.clear()
                    reply = await ask()
                    if over.done() or not self._tells_nothing(reply):
                        return reply
                    await _either(over, changed)
        finally:
            over.cancel()
            await asyncio.wait([over])

    def _tells_nothing(self, reply: Response) -> bool:
        return reply.status == HTTPStatus.OK and not reply.content[self._wanted]


async def _either(over: asyncio.Task[None], changed: asyncio.Event) -> None:
    waiting = asyncio.create_task(changed.wait())
    await asyncio.wait([over, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
