"""Write what a process has logged and counted into the journal that it shares with others.

One thread takes all that has come since its last write: it costs a response time, but few
statements. A response is sent once its exchange is written, and what it counts for with it.
"""

import logging
from collections import defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Protocol

from paydrill.request_log.exchange import Row
from paydrill.request_log.journal_entries import encoded
from paydrill.sandbox.ports import Journal, StoreUnavailable, Tally

_log = logging.getLogger("paydrill")


class Counting(Protocol):
    """The counts that are not written yet."""

    def take(self) -> dict[str, list[Tally]]:
        """Return the counts of each sandbox since they were taken last."""

    def give_back(self, sandbox: str, tallies: list[Tally]) -> None:
        """Take counts back that could not be written."""


class _Batch:
    """Exchanges to be written together."""

    def __init__(self) -> None:
        self.rows: defaultdict[str, list[Row]] = defaultdict(list)
        self.written: Future[None] = Future()


class JournalWriter:
    """The thread that writes the journal. Safe to use from any other."""

    def __init__(self, journal: Journal, most: int, counting: Counting) -> None:
        """Keep at most `most` exchanges of each sandbox, and write what `counting` has as well."""
        self.journal = journal
        self.most = most
        self._counting = counting
        self._thread = ThreadPoolExecutor(1, "journal")
        self._next: _Batch | None = None
        self._lock = Lock()

    def write(self, sandbox: str, row: Row) -> Future[None]:
        """Write an exchange, after it was counted; the future is done when both are written."""
        with self._lock:
            batch = self._batch()
            batch.rows[sandbox].append(row)
        return batch.written

    def flush(self) -> Future[None]:
        """Write what was counted before this call; the future is done when that is written."""
        with self._lock:
            return self._batch().written

    def _batch(self) -> _Batch:
        if self._next is None:
            self._next = _Batch()
            self._thread.submit(self._write)
        return self._next

    def _write(self) -> None:
        with self._lock:
            batch, self._next = self._next, None
        assert batch is not None  # noqa: S101 - each batch is submitted once
        tallies = self._counting.take()
        try:
            for sandbox in [*batch.rows, *(tallies.keys() - batch.rows.keys())]:
                entries = list(map(encoded, batch.rows.get(sandbox, ())))
                self.journal.append(sandbox, entries, tallies.get(sandbox, []), self.most)
                batch.rows.pop(sandbox, None)
                tallies.pop(sandbox, None)
        except StoreUnavailable as error:
            # The responses are right all the same, and clients wait for them.
            for sandbox, counted in tallies.items():
                self._counting.give_back(sandbox, counted)
            if missing := _rows(batch):
                _log.warning("%d requests are missing in the log: %s", missing, error)
        except Exception:  # noqa: BLE001 - clients wait, even if the fault is ours
            _log.exception("%d requests are missing in the log", _rows(batch))
        batch.written.set_result(None)


def _rows(batch: _Batch) -> int:
    return sum(map(len, batch.rows.values()))
