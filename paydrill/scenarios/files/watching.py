"""Watch scenario files, and read them again when they are saved."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from pathlib import Path

from paydrill.scenarios.files.library import Library

# Editors save in several steps: changes less than `_STEP_MS` apart belong together, for at most
# `_LONGEST_MS`.
_STEP_MS = 50
_LONGEST_MS = 200
# Not every file system reports changes (network mounts, links to other folders), so the files are
# also polled.
_LOOK_MS = 2_000

_log = logging.getLogger("paydrill")


@asynccontextmanager
async def watching(library: Library) -> AsyncIterator[None]:
    """Read scenario files again when they are saved, until the context ends."""
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
        except Exception:  # noqa: BLE001 - the next save may mend any of them
            _log.exception("cannot watch the scenarios; they are looked at again soon")
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), _LOOK_MS / 1000)


async def _changes(library: Library, folders: frozenset[Path], stopped: asyncio.Event) -> None:
    """Refresh the library at every change, until its folders are others."""
    from watchfiles import awatch  # noqa: PLC0415 - its import would delay the start

    # Whole folders: many editors save by replacing the file.
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
