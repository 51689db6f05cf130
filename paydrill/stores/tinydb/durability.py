"""When what was appended is on the disk: what a power cut may take back.

The operating system has every commit before its answer leaves, so none of these loses an answered
request when the process is killed.
"""

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Protocol

from paydrill.stores.tinydb.log_file import LogFile

INTERVAL_S = 0.1

_log = logging.getLogger("paydrill")


class Durability(Protocol):
    """A way to bring a file's appends to the disk. Safe to call from any thread."""

    blocks: bool
    """Whether `settle` waits for the disk."""

    def settle(self, appended: int) -> None:
        """Return when an answer may tell of the first so many appends."""

    def close(self) -> None:
        """End; the file is still open."""


class Process:
    """When the operating system likes, within half a minute or so: a power cut takes the rest."""

    blocks = False

    def __init__(self, file: LogFile) -> None:
        """For this file."""

    def settle(self, appended: int) -> None:
        """See `Durability.settle`."""

    def close(self) -> None:
        """See `Durability.close`."""


class Always:
    """Before the answer. All who wait at a time share one sync."""

    blocks = True

    def __init__(self, file: LogFile) -> None:
        """For this file."""
        self._file = file
        self._turn = Lock()
        self._synced = 0

    def settle(self, appended: int) -> None:
        """See `Durability.settle`."""
        if self._synced >= appended:
            return
        with self._turn:
            # Who gets the turn syncs for all whose lines were appended while it waited.
            if self._synced < appended:
                reached = self._file.written
                self._file.sync()
                self._synced = reached

    def close(self) -> None:
        """See `Durability.close`."""


class Interval:
    """Every tenth of a second: a power cut takes what was answered since."""

    blocks = False

    def __init__(self, file: LogFile) -> None:
        """For this file."""
        self._file = file
        self._closing = Event()
        self._thread = Thread(target=self._sync_again_and_again, name="sync", daemon=True)
        self._thread.start()

    def settle(self, appended: int) -> None:
        """See `Durability.settle`."""

    def close(self) -> None:
        """See `Durability.close`."""
        self._closing.set()
        self._thread.join()

    def _sync_again_and_again(self) -> None:
        synced, closing = 0, False
        while not closing:
            closing = self._closing.wait(INTERVAL_S)
            reached = self._file.written
            if reached > synced:
                try:
                    self._file.sync()
                except OSError:
                    _log.exception("what was answered may not be on the disk")
                    return  # from now on nothing can be written
                synced = reached


DURABILITIES: dict[str, Callable[[LogFile], Durability]] = {
    "process": Process,
    "always": Always,
    "interval": Interval,
}
