"""Implement TinyDB's storage on a log: `TinyDB(path, storage=LogStorage)`.

TinyDB's own tables read and write everything through it, as they do through any storage. The store
and `IndexedTable` know what changed, and append only that, as one line.
"""

import gc
import logging
import os
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any

import orjson
from tinydb.storages import Storage

from paydrill.sandbox.ports import StoreUnavailable
from paydrill.stores.rows import Rows
from paydrill.stores.tinydb import lines, plain
from paydrill.stores.tinydb.compaction import Compaction
from paydrill.stores.tinydb.documents import Columns, Document, Written, document_of
from paydrill.stores.tinydb.draft import Draft
from paydrill.stores.tinydb.durability import DURABILITIES
from paydrill.stores.tinydb.group import Group
from paydrill.stores.tinydb.log_file import FRAME, LogFile
from paydrill.stores.tinydb.scope import Scope, still_live
from paydrill.stores.versions import VERSION, LaterVersion, refuse_later

_NOTHING = b"{}"

_log = logging.getLogger("paydrill")


class LogStorage(Storage):
    """An open log, as a storage of TinyDB. Safe to call from any thread."""

    def __init__(
        self, path: str | os.PathLike[str], *, access_mode: str = "r+", durability: str = "process"
    ) -> None:
        """Open the file, created when missing; a file of plain TinyDB JSON becomes a log.

        With the `access_mode` `r` the file is read as far as it is written, even if a process
        holds it. Raises `ValueError` and `OSError`.
        """
        super().__init__()
        self.columns: dict[str, Columns] = {}
        self.live = 0
        self.decoding = RLock()
        self._scopes: dict[bytes, Scope] = {}
        self._version = ""  # the first one did not write it
        self._lock = RLock()
        self.file = LogFile(Path(path), writable=access_mode != "r")
        try:
            if self.file.writable and self.file.head().startswith(plain.START):
                plain.become_log(self.file)
            with _without_collector():
                for number, payload in enumerate(self.file.payloads(), start=2):
                    self._read_line(payload, number)
            self._names = sorted(each.name for each in self._scopes.values())
            if self.file.writable and self._version != VERSION:
                self.file.append([lines.version(VERSION)])
        except BaseException:
            self.file.close()
            raise
        self._durability = DURABILITIES[durability](self.file)
        self.group: Group | None = None
        """The commits that wait for the disk together; `None` unless the durability is `always`."""
        if self._durability.waits:
            self.file.sync()  # lines that a process before this one could not bring to the disk
            self.group = Group(self._settle, self._durability.is_settled)
        self._compaction = Compaction(self)
        if self.file.writable:
            self._compaction.consider()

    # --- the interface of TinyDB's storages

    def read(self) -> plain.Tables:
        """Return copies of all tables that have documents."""
        return dict(self.tables())

    def tables(self) -> Iterator[tuple[str, dict[str, Document]]]:
        """Yield the tables that `read` returns, one at a time."""
        for scope in self.scopes():
            scope.decode()
            with scope.lock:
                for table in scope.all():
                    name = lines.full_name(scope.name, table.name)
                    documents = {
                        plain.number_of(id_): deepcopy(document_of(kept, table.columns))
                        for id_, kept in table.by_id.items()
                    }
                    yield name, documents

    def write(self, data: plain.Tables) -> None:
        """Replace all tables by these; the changes of one table are one commit."""
        for name in sorted({*data, *self.read()}):
            sandbox, table = lines.place(name)
            self.scope(sandbox).edit(table, partial(_replace, sandbox, data.get(name, {})))

    def close(self) -> None:
        """Stop compacting and syncing, and close the file."""
        self._compaction.close()
        if self.group is not None:
            self.group.close()
        self._durability.close()
        self.file.close()

    # --- for the store and `IndexedTable`

    def scope(self, name: str) -> Scope:
        """Return the scope of a sandbox, created when missing, with its lines decoded."""
        token = lines.token(name)
        with self._lock:
            scope = self._scopes.get(token)
            if scope is None:
                scope = self._enter(token, name)
                scope.appended = self.file.written  # an earlier one may have been dropped by now
                insort(self._names, name)
        scope.decode()
        return scope

    def scopes(self) -> list[Scope]:
        """Return every scope."""
        with self._lock:
            return list(self._scopes.values())

    def scopes_after(self, name: str) -> Iterator[Scope]:
        """Yield the scopes whose names come after `name`, in order, each looked up when reached."""
        with self._lock:
            names = self._names[bisect_right(self._names, name) :]
        found = (self._scopes.get(lines.token(each)) for each in names)
        return (scope for scope in found if scope is not None)

    def forget(self, name: str) -> None:
        """Remove the scope of a sandbox that a line of the log has emptied."""
        with self._lock:
            del self._scopes[lines.token(name)]
            del self._names[bisect_left(self._names, name)]

    def commit(self, scope: Scope, changes: Sequence[Written], *, cleared: bool) -> None:
        """Append one line that holds all changes. Raises `StoreUnavailable`."""
        body: dict[str, dict[str, Any]] = {}
        added = 0
        for table, id_, before, after in changes:
            name = table.name
            said = body.get(name)
            if said is None:
                said = body[name] = {}
                if isinstance(table, Rows) and table.columns is not self.columns.get(name):
                    self._declare(name, table.columns)
            said[id_] = after
            added += (after is not None) - (before is not None)
        kind = lines.REPLACE if cleared else lines.PUT
        payload = lines.payload(kind, scope.token, orjson.dumps(body))
        length = self._append(payload)
        scope.appended = self.file.written
        if cleared:
            scope.count(-scope.live)
        scope.count(still_live(length, len(changes), added))
        self._compaction.consider()

    def settle(self, appended: int) -> None:
        """Wait until the first `appended` appends are durable enough for a response.

        Work that runs ahead of the disk does not wait here. Raises `StoreUnavailable` when the disk
        cannot take them.
        """
        if self.group is not None:
            self.group.settle(appended)

    def _settle(self, appended: int) -> None:
        try:
            self._durability.settle(appended)
        except OSError as error:
            raise self._unavailable("may not be on the disk, though it was done", error) from error

    def check(self) -> None:
        """Find out whether lines can be appended. Raises `StoreUnavailable` if not."""
        try:
            self.file.try_room()
        except OSError as error:
            raise StoreUnavailable(f"The log of records: {error.strerror}") from error

    # --- columns, reading and writing

    def _append(self, payload: bytes) -> int:
        try:
            return self.file.append([payload])
        except OSError as error:
            raise self._unavailable("cannot be written, and nothing was done", error) from error

    def _unavailable(self, what: str, error: OSError) -> StoreUnavailable:
        _log.error("%s %s: %s", self.file.path, what, error.strerror)
        return StoreUnavailable(f"The log of records {what}: {error.strerror}")

    def _declare(self, name: str, columns: Columns) -> None:
        """Set the columns of later rows in the tables of that name, and append that as a line."""
        with self.decoding:
            if self.columns.get(name) != columns:
                for scope in self.scopes():
                    scope.decode()  # with the columns its lines were written with
                self._append(lines.columns(name, columns))
            self.columns[name] = columns

    def _read_line(self, payload: bytes, number: int) -> None:
        try:
            self._replay(lines.read(payload))
        except LaterVersion:
            raise
        except ValueError as error:
            raise ValueError(f"{self.file.path}, line {number}: {error}") from None

    def _replay(self, line: lines.Line) -> None:
        kind, about, body = line
        if kind == lines.VERSION:
            self._version = orjson.loads(body)
            refuse_later(self._version)
            return
        if kind == lines.COLUMNS:
            self._redeclare(line.name, lines.columns_in(body))
            return
        scope = self._scopes.get(about) or self._enter(about, line.name)
        if kind == lines.REPLACE:
            scope.forget()
            if body == _NOTHING:
                del self._scopes[about]
                return
        scope.add(body, len(body) + len(about) + FRAME)

    def _redeclare(self, name: str, columns: Columns) -> None:
        """Apply a line that sets the columns of later rows in the tables of that name."""
        if name in self.columns:
            for scope in self._scopes.values():
                scope.decode()
                if name in scope.unused:
                    scope.unused[name].redeclare(columns)
        self.columns[name] = columns

    def _enter(self, token: bytes, name: str) -> Scope:
        scope = self._scopes[token] = Scope(self, name)
        return scope


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector from looking through records again and again while they come."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _replace(sandbox: str, wanted: Mapping[str, Document], draft: Draft) -> None:
    """Replace the draft's documents by those of plain TinyDB, which have numbers for ids."""
    ids = {plain.number_of(id_): id_ for id_ in draft}
    for number in ids.keys() - wanted.keys():
        del draft[ids[number]]
    for number, document in wanted.items():
        draft[ids.get(number) or plain.id_of(sandbox, number, document)] = document
