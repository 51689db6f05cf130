"""Word of every commit, for those who would otherwise ask again and again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

Listener = Callable[[], object]


class Signals:
    """Who listens to which sandbox. Safe to use from any thread."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._listeners: dict[str, tuple[Listener, ...]] = {}
        self._lock = Lock()

    @contextmanager
    def listening(self, sandbox: str, listener: Listener) -> Iterator[None]:
        """Meanwhile, call `listener` after each commit that changed the sandbox.

        It is called on the thread that made the commit, so it must neither wait nor fail.
        """
        with self._lock:
            self._listeners[sandbox] = (*self._listeners.get(sandbox, ()), listener)
        try:
            yield
        finally:
            with self._lock:
                others = list(self._listeners.pop(sandbox))
                others.remove(listener)
                if others:
                    self._listeners[sandbox] = tuple(others)

    def committed(self, sandbox: str) -> None:
        """Tell everybody who listens to the sandbox."""
        for listener in self._listeners.get(sandbox, ()):
            listener()

    def committed_somewhere(self) -> None:
        """Tell everybody: nobody knows which sandbox it was, or whether it was any."""
        with self._lock:
            sandboxes = list(self._listeners)
        for sandbox in sandboxes:
            self.committed(sandbox)
