"""TinyDB's storage on a log: `TinyDB(path, storage=LogStorage)`.

TinyDB's own tables read and write everything through it, as they do through any storage. Who knows
what changed, as the store and `IndexedTable` do, has it appended as one line.
"""

import logging
import os
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
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
from paydrill.stores.tinydb.log_file import FRAME, LogFile
from paydrill.stores.tinydb.scope import Scope, still_live

_NOTHING = b"{}"

_log = logging.getLogger("paydrill")


class LogStorage(Storage):
    """An open log. Safe to call from any thread."""

    def __init__(
        self, path: str | os.PathLike[str], *, access_mode: str = "r+", durability: str = "process"
    ) -> None:
        """Open the file, which is made when missing; one of plain TinyDB JSON becomes a log.

        With the `access_mode` `r` it is read as far as it goes, whoever has it open. Raises
        `ValueError` and `OSError`.
        """
        super().__init__()
        self.columns: dict[str, Columns] = {}
        self.live = 0
        self.decoding = RLock()
        self._scopes: dict[bytes, Scope] = {}
        self._lock = RLock()
        self.file = LogFile(Path(path), writable=access_mode != "r")
        try:
            if self.file.writable and self.file.head().startswith(plain.START):
                plain.become_log(self.file)
            for payload in self.file.payloads():
                self._replay(lines.read(payload))
            self._names = sorted(each.name for each in self._scopes.values())
        except BaseException:
            self.file.close()
            raise
        self._durability = DURABILITIES[durability](self.file)
        self._compaction = Compaction(self)
        if self.file.writable:
            self._compaction.consider()

    @property
    def blocks(self) -> bool:
        """Whether `settle` waits for the disk."""
        return self._durability.blocks

    # --- what any storage of TinyDB does

    def read(self) -> plain.Tables:
        """Every table that has documents; these are copies."""
        return dict(self.tables())

    def tables(self) -> Iterator[tuple[str, dict[str, Document]]]:
        """What `read` gives, a table at a time."""
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
        """Have exactly these tables; what is changed in one table is one commit."""
        for name in sorted({*data, *self.read()}):
            sandbox, table = lines.place(name)
            self.scope(sandbox).edit(table, partial(_replace, sandbox, data.get(name, {})))

    def close(self) -> None:
        """Let go of the file."""
        self._compaction.close()
        self._durability.close()
        self.file.close()

    # --- what the store and `IndexedTable` do

    def scope(self, name: str) -> Scope:
        """The scope of a sandbox, ready to be used."""
        token = lines.token(name)
        with self._lock:
            scope = self._scopes.get(token)
            if scope is None:
                scope = self._enter(token, name)
                insort(self._names, name)
        scope.decode()
        return scope

    def scopes(self) -> list[Scope]:
        """Every scope there is."""
        with self._lock:
            return list(self._scopes.values())

    def scopes_after(self, name: str) -> Iterator[Scope]:
        """Those of the names that come after one, in order, looked up as they are asked for."""
        with self._lock:
            names = self._names[bisect_right(self._names, name) :]
        found = (self._scopes.get(lines.token(each)) for each in names)
        return (scope for scope in found if scope is not None)

    def forget(self, name: str) -> None:
        """Have no scope of a sandbox of which a line says that nothing is in it."""
        with self._lock:
            del self._scopes[lines.token(name)]
            del self._names[bisect_left(self._names, name)]

    def commit(self, scope: Scope, changes: Sequence[Written], *, cleared: bool) -> None:
        """Append one line that says it all. Raises `StoreUnavailable`."""
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
        """Wait until so many appends are as safe as they are to be before an answer.

        Raises `StoreUnavailable` when they cannot be.
        """
        try:
            self._durability.settle(appended)
        except OSError as error:
            raise self._unavailable("may not be on the disk, though it was done", error) from error

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
        """Have these columns for rows of such tables from now on."""
        with self.decoding:
            if self.columns.get(name) != columns:
                for scope in self.scopes():
                    scope.decode()  # by the columns they were written with
                self._append(lines.columns(name, columns))
            self.columns[name] = columns

    def _replay(self, line: lines.Line) -> None:
        kind, about, body = line
        if kind == lines.COLUMNS:
            self._redeclare(line.name, tuple(orjson.loads(body)))
            return
        scope = self._scopes.get(about) or self._enter(about, line.name)
        if kind == lines.REPLACE:
            scope.forget()
            if body == _NOTHING:
                del self._scopes[about]
                return
        scope.add(body, len(body) + len(about) + FRAME)

    def _redeclare(self, name: str, columns: Columns) -> None:
        """A line says that rows of such tables have these columns from now on."""
        if name in self.columns:
            for scope in self._scopes.values():
                scope.decode()
                if name in scope.unused:
                    scope.unused[name].redeclare(columns)
        self.columns[name] = columns

    def _enter(self, token: bytes, name: str) -> Scope:
        scope = self._scopes[token] = Scope(self, name)
        return scope


def _replace(sandbox: str, wanted: Mapping[str, Document], draft: Draft) -> None:
    """Have the documents that plain TinyDB wants, which knows them by numbers."""
    ids = {plain.number_of(id_): id_ for id_ in draft}
    for number in ids.keys() - wanted.keys():
        del draft[ids[number]]
    for number, document in wanted.items():
        draft[ids.get(number) or plain.id_of(sandbox, number, document)] = document
