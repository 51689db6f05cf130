"""Limit the CPU time that following takes of a server's."""

from collections.abc import Callable
from time import monotonic, thread_time
from typing import TypeVar

SHARE = 0.01
"""The part of the time that all followers together may take."""

_MOST_S = 0.1
"""Most that is saved up, for a burst."""

_LONGEST_PAUSE_S = 1.0

T = TypeVar("T")


class Allowance:
    """CPU time that may be used at once, and comes back little by little.

    Time in which other processes have the CPU does not count: the server loses nothing by it.
    """

    def __init__(self, share: float = SHARE) -> None:
        """Have all of it at first."""
        self._share = share
        self._left_s = _MOST_S
        self._at = monotonic()

    def spend_on(self, work: Callable[[], T]) -> T:
        """Call `work`, and note the CPU time that it takes of its thread."""
        begun_s = thread_time()
        try:
            return work()
        finally:
            self.use(thread_time() - begun_s)

    def use(self, used_s: float) -> None:
        """Note time that was used."""
        now = monotonic()
        self._left_s = min(_MOST_S, self._left_s + (now - self._at) * self._share) - used_s
        self._at = now

    @property
    def pause_s(self) -> float:
        """How long to wait until there is some again."""
        return min(_LONGEST_PAUSE_S, max(0.0, -self._left_s / self._share))
