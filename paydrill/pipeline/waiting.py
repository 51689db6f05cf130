"""Answer long polls: wait until the response has something to report, or time is up.

The contract of such an operation names the list of its response that is worth waiting for
(`x-paydrill-waits-for`), and the parameter `wait_s` says how many seconds to wait.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus

from paydrill.pipeline.request import Request
from paydrill.pipeline.result import Result
from paydrill.sandbox.signals import Signals


class LongPoll:
    """Ask for a response again whenever the sandbox has changed."""

    def __init__(self, wanted: str, signals: Signals) -> None:
        """Wait until the list `wanted` of the response is not empty, or time is up."""
        self._wanted = wanted
        self._signals = signals

    async def result(
        self,
        request: Request,
        wait_s: int,
        ask: Callable[[], Awaitable[Result]],
    ) -> Result:
        """Return the first result whose list is not empty; the latest once the wait is over."""
        loop = asyncio.get_running_loop()
        changed = asyncio.Event()
        over = asyncio.create_task(request.connection.pause(wait_s * 1000))
        try:
            with self._signals.listening(
                request.sandbox, partial(loop.call_soon_threadsafe, changed.set)
            ):
                while True:
                    changed.clear()
                    result = await ask()
                    if over.done() or not self._tells_nothing(result):
                        return result
                    await _either(over, changed)
        finally:
            over.cancel()
            await asyncio.wait([over])

    def _tells_nothing(self, result: Result) -> bool:
        response = result.response
        return response.status == HTTPStatus.OK and not response.content[self._wanted]


async def _either(over: asyncio.Task[None], changed: asyncio.Event) -> None:
    waiting = asyncio.create_task(changed.wait())
    await asyncio.wait([over, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
