"""Notify the processes that share a PostgreSQL server of commits, by LISTEN and NOTIFY.

One thread and one connection do both, beside the transactions: PostgreSQL commits transactions
that notify one after another, so notifications are sent after the commit, for many commits at
once. A process that is notified late by that reads late, and loses nothing.
"""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from selectors import EVENT_READ, DefaultSelector
from socket import socket, socketpair
from threading import Event, Lock, Thread

import psycopg

from paydrill.stores.sql.database import Connection
from paydrill.values.ids import new_secret

Heard = Callable[[str | None], object]
Connect = Callable[[], AbstractContextManager[Connection]]

CHANNEL = "paydrill"

_NAMES_AT_ONCE = 100  # of at most 63 characters: PostgreSQL sends no more than 8,000 bytes
_PAUSE_S = 0.05
_RETRY_S = 1.0

_log = logging.getLogger("paydrill")


class Notifications:
    """Announce this process's commits, and receive the others'. Safe to use from any thread."""

    def __init__(self, connect: Connect) -> None:
        """Use `connect` to open a separate connection; it is called on another thread."""
        self._connect = connect
        self._process = new_secret()[:16]
        self._changed: set[str] = set()
        self._lock = Lock()
        self._wake: socket | None = None

    def tell(self, sandbox: str) -> None:
        """Announce a commit to the other processes soon; only while this one is `listening`."""
        with self._lock:
            if self._wake is not None and sandbox not in self._changed:
                self._changed.add(sandbox)
                _rouse(self._wake)

    @contextmanager
    def listening(self, heard: Heard) -> Iterator[None]:
        """See `Store.listening`."""
        stop = Event()
        ours, theirs = socketpair()  # wakes the thread while it waits for the connection
        thread = Thread(target=self._run, args=(heard, theirs, stop), name="notifications")
        with ours, theirs:
            ours.settimeout(0)
            theirs.settimeout(0)
            self._wake = ours
            thread.start()
            try:
                yield
            finally:
                stop.set()
                with self._lock:
                    self._wake = None
                    _rouse(ours)
                thread.join()

    def _run(self, heard: Heard, woken: socket, stop: Event) -> None:
        is_told = False
        while not stop.is_set():
            try:
                with self._connect() as connection, DefaultSelector() as either:
                    either.register(connection, EVENT_READ)
                    either.register(woken, EVENT_READ)
                    connection.execute(f"LISTEN {CHANNEL}")
                    heard(None)  # earlier notifications may have been missed
                    self._say(connection, [None])
                    is_told = False
                    while not stop.is_set():
                        either.select()
                        self._hear(connection, heard)
                        self._send(connection, woken)
                        stop.wait(_PAUSE_S)  # collects more commits for one notification
            except psycopg.Error as error:
                if not is_told:
                    _log.warning("no word from other processes: %s", error)
                is_told = True
                stop.wait(_RETRY_S)

    def _hear(self, connection: Connection, heard: Heard) -> None:
        for notice in connection.notifies(timeout=0):
            process, names = json.loads(notice.payload)
            for name in names if process != self._process else ():
                heard(name)

    def _send(self, connection: Connection, woken: socket) -> None:
        with suppress(BlockingIOError):
            woken.recv(65536)
        with self._lock:
            names, self._changed = sorted(self._changed), set()
        for first in range(0, len(names), _NAMES_AT_ONCE):
            self._say(connection, names[first : first + _NAMES_AT_ONCE])

    def _say(self, connection: Connection, names: Sequence[str | None]) -> None:
        payload = json.dumps([self._process, names])
        connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))


def _rouse(end: socket) -> None:
    """Wake the thread at the other end; a full buffer means that it has enough to read already."""
    with suppress(BlockingIOError):
        end.send(b"!")
