"""Which sandbox has something to do when, by the machine's clock.

Each sandbox knows its own first due time; this is where somebody who waits for all of them looks.
"""

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from threading import Lock

_FEW = 64


class Agenda:
    """At most one time for each sandbox. Safe to use from any thread.

    A time may turn out to be too early: what was due may have been cancelled, or the clock set
    back. It is never too late, as long as whoever takes a sandbox notes its next time afterwards.
    """

    def __init__(self) -> None:
        """Nothing to do."""
        self.on_earlier: Callable[[], object] | None = None
        """Called, on whatever thread notes it, when a time becomes the first of all."""
        self._times: dict[str, int] = {}
        self._heap: list[tuple[int, str]] = []
        self._lock = Lock()

    def note(self, sandbox: str, at_ms: int) -> None:
        """Have the sandbox taken at `at_ms`, or earlier if that was noted before."""
        with self._lock:
            if self._times.get(sandbox, at_ms + 1) <= at_ms:
                return
            self._times[sandbox] = at_ms
            heappush(self._heap, (at_ms, sandbox))
            is_first = self._heap[0] == (at_ms, sandbox)
        if is_first and self.on_earlier is not None:
            self.on_earlier()

    def forget(self, sandbox: str) -> None:
        """Have nothing to do in a sandbox that is gone."""
        with self._lock:
            self._times.pop(sandbox, None)
            # Void times wait in the heap for their turn, but no more of them than of others.
            if len(self._heap) > 2 * len(self._times) + _FEW:
                self._heap = [(at_ms, name) for name, at_ms in self._times.items()]
                heapify(self._heap)

    def take(self, now_ms: int) -> str | None:
        """A sandbox whose time has come, which is then off the agenda; the earliest first."""
        with self._lock:
            while self._heap and self._heap[0][0] <= now_ms:
                at_ms, sandbox = heappop(self._heap)
                # A time that was noted before an earlier one is still in the heap, and void.
                if self._times.get(sandbox) == at_ms:
                    del self._times[sandbox]
                    return sandbox
        return None

    @property
    def first_ms(self) -> int | None:
        """When to look again; `None` when there is nothing to do."""
        with self._lock:
            return self._heap[0][0] if self._heap else None
