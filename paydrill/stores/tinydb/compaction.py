"""Rewrite a log without superseded content, while requests go on.

The new file first gets the content of each sandbox, one after another, and then the lines that were
appended to the old file meanwhile. A line states documents, not increments, so it does no harm to
repeat a line whose changes are already in the content of its sandbox.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from threading import Event, Lock, Thread
from typing import Any, Protocol, TypeVar

import orjson

from paydrill.stores.tinydb import lines
from paydrill.stores.tinydb.documents import Columns, Kept, document_of
from paydrill.stores.tinydb.log_file import LogFile
from paydrill.stores.tinydb.scope import Scope
from paydrill.stores.versions import VERSION

T = TypeVar("T")

LEAST_LIVE = 0.25
"""A file is compacted when less than this share of it is current."""
SMALLEST_BYTES = 4 << 20
"""A smaller file is not compacted."""

_REST_BYTES = 64 << 10
"""Limit of the bytes that are left to repeat at the end, while requests wait."""
_BATCH = 500
"""Documents, or lines, written at a time: requests in between wait less than a millisecond."""

_log = logging.getLogger("paydrill")


class Log(Protocol):
    """The log to compact, as far as a compaction uses it."""

    file: LogFile
    columns: dict[str, Columns]
    live: int

    def scopes(self) -> list[Scope]:
        """Return every scope."""


class Closing(Exception):
    """The log is being closed."""


class Compaction:
    """Compact a log when that is worth it, on a separate thread."""

    def __init__(self, log: Log) -> None:
        """Prepare to compact this log."""
        self._log = log
        self._from_bytes = SMALLEST_BYTES
        self._running = Lock()
        self._closing = Event()

    def consider(self) -> None:
        """Begin a compaction if it is time to."""
        end = self._log.file.end
        if (
            end >= self._from_bytes
            and self._log.live < end * LEAST_LIVE
            and self._running.acquire(blocking=False)
        ):
            Thread(target=self._run, name="compaction", daemon=True).start()

    def close(self) -> None:
        """Give up a compaction under way, and wait for its end."""
        self._closing.set()
        with self._running:
            pass

    def _run(self) -> None:
        old = self._log.file
        before, path = old.end, old.path.with_name(f"{old.path.name}.compacting")
        try:
            self._compact(old, LogFile.anew(path))
        except Closing:
            pass
        except OSError as error:
            _log.warning("%s could not be compacted: %s", old.path, error)
            self._from_bytes = before + SMALLEST_BYTES
        else:
            _log.info("%s: compacted from %d bytes to %d", old.path, before, old.end)
        finally:
            self._running.release()

    def _compact(self, old: LogFile, new: LogFile) -> None:
        try:
            with old.lock:
                told, columns = old.end, dict(self._log.columns)
            declared = [lines.columns(name, names) for name, names in columns.items()]
            new.append([lines.version(VERSION), *declared])
            written = [(scope, *self._tell(scope, columns, new)) for scope in self._log.scopes()]
            while old.end - told > _REST_BYTES:
                told = self._repeat(old, told, new)
            new.sync()
            with old.lock:
                self._repeat(old, told, new)
                old.become(new)
                for scope, live_before, live_now in written:
                    scope.live = max(scope.live + live_now - live_before, 0)
                self._log.live = sum(scope.live for scope in self._log.scopes())
        except BaseException:
            new.close()
            new.path.unlink(missing_ok=True)
            raise

    def _tell(self, scope: Scope, columns: Mapping[str, Columns], new: LogFile) -> tuple[int, int]:
        """Write the scope's content to the new file; return its current bytes in old and new."""
        snapshot = scope.snapshot()
        length = 0
        for name, own, ids, kept in snapshot.tables:
            rows = zip(ids, kept, strict=True)
            for batch in _batches(rows if own == columns.get(name) else _whole(rows, own)):
                body = orjson.dumps({name: dict(batch)})
                length += self._append(new, [lines.payload(lines.PUT, scope.token, body)])
        for bodies in _batches(snapshot.unread):
            said = [lines.payload(lines.PUT, scope.token, body) for body in bodies]
            length += self._append(new, said)
        return snapshot.live, length

    def _repeat(self, old: LogFile, told: int, new: LogFile) -> int:
        """Append the old file's later lines to the new file; return where the last one ended."""
        end = old.end
        for payloads in _batches(old.payloads_between(told, end)):
            self._append(new, payloads)
        return end

    def _append(self, new: LogFile, payloads: list[bytes]) -> int:
        if self._closing.is_set():
            raise Closing
        return new.append(payloads)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(items)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _whole(
    documents: Iterable[tuple[str, Kept]], columns: Columns
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return documents as objects, because their rows have other columns than are declared."""
    return ((id_, document_of(kept, columns)) for id_, kept in documents)
