"""Show on a terminal that something takes longer than a moment, and how far it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Timer

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

DELAY_S = 1.0
"""Seconds that pass before a bar is shown."""

Advance = Callable[[int], None]


@contextmanager
def progress(doing: str, total: int | None = None, of: str = "") -> Iterator[Advance]:
    """Show a bar on standard error while open, if that is a terminal and it takes a second.

    `doing` says what is done. The function that is returned is called with how many of `total`
    things were done, which are called `of`; without a total, the bar only moves.
    """
    console = Console(stderr=True)
    if not console.is_interactive:
        yield lambda _: None
        return
    columns: list[ProgressColumn] = [TextColumn("{task.description}", markup=False), BarColumn(20)]
    if total is not None:
        columns += [MofNCompleteColumn(), TextColumn(of)]
    bar = Progress(*columns, TimeElapsedColumn(), console=console, transient=True)
    task = bar.add_task(doing, total=total)
    begin = Timer(DELAY_S, bar.start)
    begin.daemon = True
    begin.start()
    try:
        yield partial(bar.advance, task)
    finally:
        begin.cancel()
        begin.join()  # it may be starting the bar
        bar.stop()
