"""Scenario files that take effect when they are saved."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from paydrill.scenario_files.library import Library

# Editors save in several steps; what belongs together comes within the first, and all within the
# second.
_STEP_MS = 50
_LONGEST_MS = 200


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
    from watchfiles import awatch  # noqa: PLC0415 - nobody need wait for it at the start

    while not stopped.is_set():
        folders = library.folders
        # Whole folders: many editors save by putting another file in the place of the old one.
        changes = awatch(
            *folders, recursive=False, stop_event=stopped, debounce=_LONGEST_MS, step=_STEP_MS
        )
        async for changed in changes:
            await asyncio.to_thread(library.reload, {Path(path) for _, path in changed})
            if library.folders != folders:
                break
