"""Decide when appends reach the disk, and so what a power cut may take back.

The operating system has every commit before its response is sent, so no answered request is lost
when the process is killed, in any of these modes.
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

    waits: bool
    """Whether `settle` waits for the disk."""

    def settle(self, appended: int) -> None:
        """Wait until a response may be sent that relies on the first `appended` appends."""

    def is_settled(self, appended: int) -> bool:
        """Tell whether `settle` would return at once."""

    def close(self) -> None:
        """Stop, while the file is still open."""


class Process:
    """Leave it to the operating system: a power cut takes the last half minute or so."""

    waits = False

    def __init__(self, file: LogFile) -> None:
        """Take the file, which the operating system syncs."""

    def settle(self, appended: int) -> None:
        """See `Durability.settle`."""

    def is_settled(self, appended: int) -> bool:  # noqa: ARG002 - nobody waits for any append
        """See `Durability.is_settled`."""
        return True

    def close(self) -> None:
        """See `Durability.close`."""


class Always:
    """Sync before each response. All requests that wait at the same time share one sync."""

    waits = True

    def __init__(self, file: LogFile) -> None:
        """Sync this file."""
        self._file = file
        self._turn = Lock()
        self._synced = 0

    def settle(self, appended: int) -> None:
        """See `Durability.settle`."""
        if self._synced >= appended:
            return
        with self._turn:
            # One sync serves every line that was appended while its thread waited for the turn.
            if self._synced < appended:
                reached = self._file.written
                self._file.sync()
                self._synced = reached

    def is_settled(self, appended: int) -> bool:
        """See `Durability.is_settled`."""
        return self._synced >= appended

    def close(self) -> None:
        """See `Durability.close`."""


class Interval:
    """Sync every tenth of a second: a power cut takes the requests answered since."""

    waits = False

    def __init__(self, file: LogFile) -> None:
        """Start to sync this file."""
        self._file = file
        self._closing = Event()
        self._thread = Thread(target=self._sync_again_and_again, name="sync", daemon=True)
        self._thread.start()

    def settle(self, appended: int) -> None:
        """See `Durability.settle`."""

    def is_settled(self, appended: int) -> bool:  # noqa: ARG002 - nobody waits for any append
        """See `Durability.is_settled`."""
        return True

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
                    return  # the file refuses every later write
                synced = reached


DURABILITIES: dict[str, Callable[[LogFile], Durability]] = {
    "process": Process,
    "always": Always,
    "interval": Interval,
}
