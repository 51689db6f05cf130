"""Signal every commit to listeners, so that they need not poll."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

Listener = Callable[[], object]


class Signals:
    """The listeners of each sandbox. Safe to use from any thread."""

    def __init__(self) -> None:
        """Start without listeners."""
        self._listeners: dict[str, tuple[Listener, ...]] = {}
        self._lock = Lock()

    @contextmanager
    def listening(self, sandbox: str, listener: Listener) -> Iterator[None]:
        """Call `listener` after each commit that changed the sandbox, while the context is open.

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
        """Call the listeners of the sandbox."""
        for listener in self._listeners.get(sandbox, ()):
            listener()

    def committed_somewhere(self) -> None:
        """Call all listeners: the sandbox that changed, if any, is unknown."""
        with self._lock:
            sandboxes = list(self._listeners)
        for sandbox in sandboxes:
            self.committed(sandbox)
