"""Long polls: who has nothing to be told yet is answered when there is something, or time is up.

An operation that has them says in its contract which list of its answer is worth waiting for
(`x-paydrill-waits-for`), and takes a parameter that says how long (`wait_s`).
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
    """Asks again and again, but only when the sandbox has changed."""

    def __init__(self, wanted: str, signals: Signals) -> None:
        """`wanted` is the list that must not be empty, unless time is up."""
        self._wanted = wanted
        self._signals = signals

    async def reply(
        self,
        request: Request,
        wait_s: int,
        ask: Callable[[], Awaitable[Response]],
    ) -> Response:
        """The first answer that has something to tell; the last one, when nobody waits any more."""
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
