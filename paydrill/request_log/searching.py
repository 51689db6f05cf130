"""Search the request log for secrets at intervals, so that none stays in memory for long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import monotonic_ns

from paydrill.request_log.memory_log import MemoryLog

PAUSE_S = 5.0
"""Seconds between two searches. A search reads only exchanges that came before the previous search,
so that exchanges dropped within that time, nearly all under load, are never read."""

_LONGEST_NS = 500_000
"""Nanoseconds that requests wait for a search before they get their turn."""


@asynccontextmanager
async def searching(log: MemoryLog, pause_s: float = PAUSE_S) -> AsyncIterator[None]:
    """Remove secrets while the context is open, at most twice `pause_s` after they came."""
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
