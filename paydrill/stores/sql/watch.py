"""Find out that a database hangs: it takes connections and statements, and answers none.

A driver waits for an answer as long as the connection lasts, and that of a process that was stopped
lasts. So while a transaction is slow, the database is called beside it. When it does not answer the
call either, every transaction under way is cut off, as if its connection was lost.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

from paydrill.stores.sql.database import Connection, Database

SLOW_S = 3.0
"""Seconds after which a transaction is slow."""

_LOOKS_EVERY_S = 1.0


class Watch:
    """Watch over the connections that are lent. Safe to use from any thread."""

    def __init__(self, database: Database, on_hang: Callable[[], object]) -> None:
        """Call `on_hang` when the database hangs, before connections are cut off."""
        self._database = database
        self._on_hang = on_hang
        self._lent: dict[int, tuple[float, Connection]] = {}
        self._lock = Lock()
        self._thread: Thread | None = None
        self._closing = Event()

    @contextmanager
    def over(self, connection: Connection) -> Iterator[None]:
        """Watch over a connection that is about to be used."""
        if self._thread is None:
            self._begin()
        key = id(connection)
        self._lent[key] = time.monotonic(), connection
        try:
            yield
        finally:
            with self._lock:  # so that none is cut off once it is closed or lent again
                del self._lent[key]

    def close(self) -> None:
        """Stop watching."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def _begin(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="watch", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._closing.wait(_LOOKS_EVERY_S):
            if self._is_slow() and not self._database.answers():
                self._on_hang()
                with self._lock:
                    for _, connection in self._lent.values():
                        self._database.cut(connection)

    def _is_slow(self) -> bool:
        began = min((since for since, _ in list(self._lent.values())), default=time.monotonic())
        return time.monotonic() - began >= SLOW_S
