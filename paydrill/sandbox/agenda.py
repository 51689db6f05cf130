"""Keep the next time at which each sandbox has work, by the machine's clock.

Each sandbox knows its own first due time; the agenda has them all, for the task that waits for the
earliest.
"""

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from threading import Lock

_FEW = 64


class Agenda:
    """At most one time for each sandbox. Safe to use from any thread.

    A time may be too early: its item may have been cancelled, or the clock set back. It is never
    too late, provided that the caller of `take` notes the sandbox's next time afterwards.
    """

    def __init__(self) -> None:
        """Start empty."""
        self.on_earlier: Callable[[], object] | None = None
        """Called when a time becomes the earliest of all, on the thread that noted it."""
        self._times: dict[str, int] = {}
        self._heap: list[tuple[int, str]] = []
        self._lock = Lock()

    def note(self, sandbox: str, at_ms: int) -> None:
        """Note that a sandbox has work at `at_ms`; an earlier time noted before stays."""
        with self._lock:
            if self._times.get(sandbox, at_ms + 1) <= at_ms:
                return
            self._times[sandbox] = at_ms
            heappush(self._heap, (at_ms, sandbox))
            is_first = self._heap[0] == (at_ms, sandbox)
        if is_first and self.on_earlier is not None:
            self.on_earlier()

    def forget(self, sandbox: str) -> None:
        """Remove a sandbox that is gone."""
        with self._lock:
            self._times.pop(sandbox, None)
            # Void times stay in the heap until their turn; rebuild it when they are most of it.
            if len(self._heap) > 2 * len(self._times) + _FEW:
                self._heap = [(at_ms, name) for name, at_ms in self._times.items()]
                heapify(self._heap)

    def take(self, now_ms: int) -> str | None:
        """Remove and return the earliest sandbox whose time has come, if there is one."""
        with self._lock:
            while self._heap and self._heap[0][0] <= now_ms:
                at_ms, sandbox = heappop(self._heap)
                # A time that an earlier one replaced is still in the heap, and void.
                if self._times.get(sandbox) == at_ms:
                    del self._times[sandbox]
                    return sandbox
        return None

    @property
    def first_ms(self) -> int | None:
        """The earliest time; `None` when the agenda is empty."""
        with self._lock:
            return self._heap[0][0] if self._heap else None
