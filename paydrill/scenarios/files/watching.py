"""Scenario files that take effect when they are saved."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from pathlib import Path

from paydrill.scenarios.files.library import Library

# Editors save in several steps; what belongs together comes within the first, and all within the
# second.
_STEP_MS = 50
_LONGEST_MS = 200
# Not every file system tells of changes (network mounts, links to elsewhere), so files are also
# looked at.
_LOOK_MS = 2_000

_log = logging.getLogger("paydrill")


@asynccontextmanager
async def watching(library: Library) -> AsyncIterator[None]:
    """Reload, meanwhile, what has been saved."""
    stopped = asyncio.Event()
    task = asyncio.create_task(_watch(library, stopped))
    try:
        yield
    finally:
        stopped.set()
        await task


async def _watch(library: Library, stopped: asyncio.Event) -> None:
    while not stopped.is_set():
        try:
            await asyncio.to_thread(library.refresh)
            await _changes(library, library.folders, stopped)
        except Exception:  # noqa: BLE001 - whatever it is, the next save may be a good one
            _log.exception("cannot watch the scenarios; they are looked at again soon")
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), _LOOK_MS / 1000)


async def _changes(library: Library, folders: frozenset[Path], stopped: asyncio.Event) -> None:
    """Refresh the library at every change, until other folders are of interest."""
    from watchfiles import awatch  # noqa: PLC0415 - nobody need wait for it at the start

    # Whole folders: many editors save by putting another file in the place of the old one.
    watched = awatch(
        *folders,
        recursive=False,
        stop_event=stopped,
        debounce=_LONGEST_MS,
        step=_STEP_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
    )
    async with aclosing(watched) as changes:
        async for _ in changes:
            await asyncio.to_thread(library.refresh)
            if library.folders != folders:
                return
