"""Searching the request log for secrets, now and then, so that none stays in memory for long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import monotonic_ns

from paydrill.request_log.memory_log import MemoryLog

PAUSE_S = 5.0
"""Between two searches. A search looks at what came before the one before it, so that whatever is
forgotten within that time, as nearly all is under load, is never looked at."""

_LONGEST_NS = 500_000
"""How long requests wait for a search before they get their turn."""


@asynccontextmanager
async def searching(log: MemoryLog, pause_s: float = PAUSE_S) -> AsyncIterator[None]:
    """Have secrets removed meanwhile, at most twice `pause_s` after they came."""
    task = asyncio.create_task(_search(log, pause_s))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _search(log: MemoryLog, pause_s: float) -> None:
    while True:
        await asyncio.sleep(pause_s)
        begun_ns = monotonic_ns()
        for _ in log.search():
            if monotonic_ns() - begun_ns > _LONGEST_NS:
                await asyncio.sleep(0)
                begun_ns = monotonic_ns()
