"""Run due work in the background, without waiting for a request.

One task waits for the earliest time on the engine's agenda, which has none for frozen sandboxes.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from paydrill.sandbox.engine import Engine
from paydrill.sandbox.ports import StoreUnavailable
from paydrill.values.times import SECOND

# The machine's clock may be set during a wait.
_LONGEST_WAIT_S = 5.0
_RETRY_S = 5

_log = logging.getLogger("paydrill")


@asynccontextmanager
async def doing_due_work(engine: Engine) -> AsyncIterator[None]:
    """Run due work while the context is open."""
    worker = _Worker(engine)
    task = asyncio.create_task(worker.work())
    try:
        yield
    finally:
        worker.stop()
        await task


class _Worker:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._earlier = asyncio.Event()
        self._stopped = False

    async def work(self) -> None:
        """Take over the sandboxes that the store has, then run due work until stopped."""
        loop = asyncio.get_running_loop()
        agenda = self._engine.agenda
        agenda.on_earlier = partial(loop.call_soon_threadsafe, self._earlier.set)
        while not self._stopped:
            self._earlier.clear()
            if await self._take_over():
                break
            await self._wait(_RETRY_S)
        while not self._stopped:
            self._earlier.clear()
            sandbox = agenda.take(self._engine.now_ms)
            if sandbox is None:
                await self._wait(self._until_first_s())
            elif not await self._try(self._engine.do_due, sandbox):
                agenda.note(sandbox, self._engine.now_ms + _RETRY_S * SECOND)

    async def _take_over(self) -> bool:
        """Take over all sandboxes, with breaks for requests; return whether that succeeded."""
        steps = self._engine.taking_over()
        is_over = False

        def take_over() -> None:
            nonlocal is_over
            is_over = next(steps, True) is True

        while not (is_over or self._stopped):
            if not await self._try(take_over):
                return False
        return is_over

    def stop(self) -> None:
        """Stop after the current piece of work."""
        self._engine.agenda.on_earlier = None
        self._stopped = True
        self._earlier.set()

    async def _try(self, work: Callable[..., None], *args: str) -> bool:
        """Run the work and return whether it succeeded. A failure is logged; other work goes on."""
        try:
            await asyncio.sleep(0)  # the tasks that are ready go first
            await self._engine.call(work, *args)
        except StoreUnavailable as error:
            _log.warning("due work has to wait: %s", error)
            return False
        except Exception:  # noqa: BLE001 - a failure must not stop the due work of other sandboxes
            _log.exception("due work failed: %s", " ".join((work.__name__, *args)))
            return False
        return True

    def _until_first_s(self) -> float | None:
        """Return the seconds until the earliest time; `None` when the agenda is empty."""
        first_ms = self._engine.agenda.first_ms
        return None if first_ms is None else (first_ms - self._engine.now_ms) / SECOND

    async def _wait(self, at_most_s: float | None) -> None:
        """Wait for an earlier time or the end; for at most `at_most_s` and `_LONGEST_WAIT_S`.

        `None` waits without a limit.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most_s and min(at_most_s, _LONGEST_WAIT_S)):
                await self._earlier.wait()
