"""Let many transactions wait for the disk together, on one thread that does nothing else."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import local
from typing import TypeVar

T = TypeVar("T")

Settle = Callable[[int], None]
"""Waits until the disk has the first appends, so many of them."""


class _Mine(local):
    """State of one thread: whether it runs ahead of the disk, and how far."""

    reached: int | None = None
    """The last append that the work relies on so far; `None` while the thread waits as usual."""


class Group:
    """See `ports.GroupCommit`; the number of a commit is that of its append."""

    def __init__(self, settle: Settle, is_settled: Callable[[int], bool]) -> None:
        """Wait for the disk by `settle`, which raises `StoreUnavailable`, unless `is_settled`."""
        self._settle = settle
        self._is_settled = is_settled
        self._mine = _Mine()
        self._thread = ThreadPoolExecutor(1, "sync")

    def settle(self, appended: int) -> None:
        """Wait for the disk, or note that work which runs ahead relies on these appends."""
        reached = self._mine.reached
        if reached is None:
            self._settle(appended)
        elif appended > reached:
            self._mine.reached = appended

    def ahead(self, work: Callable[[], T]) -> tuple[T, int]:
        """See `ports.GroupCommit.ahead`."""
        mine = self._mine
        mine.reached = 0
        try:
            result = work()
            reached = mine.reached
        finally:
            mine.reached = None
        return result, 0 if self._is_settled(reached) else reached

    def kept(self, commit: int) -> Future[None]:
        """See `ports.GroupCommit.kept`."""
        return self._thread.submit(self._settle, commit)

    def close(self) -> None:
        """Wait until all that was asked for is on the disk, or cannot be."""
        self._thread.shutdown()
