"""Keep all of one sandbox in a log: tables in use, tables not in use, lines not decoded yet.

Lines are decoded when the sandbox is first used, so a file full of sandboxes of old test runs
opens fast. The lines of a large sandbox are decoded while the file is read, so that its first
request does not wait for them.
"""

from collections.abc import Callable, Sequence
from threading import RLock
from typing import Any, NamedTuple, Protocol

from paydrill.sandbox.ports import Table
from paydrill.stores.memory import Records
from paydrill.stores.rows import Row, Rows
from paydrill.stores.tinydb import lines
from paydrill.stores.tinydb.documents import Columns, Documents, Kept, Written
from paydrill.stores.tinydb.draft import Draft

_LINES_UNREAD, _BYTES_UNREAD = 5_000, 4 << 20
"""So many lines or bytes are decoded in some 20 ms."""
_REMOVAL = b'":null'


class Log(Protocol):
    """The log that a scope is in, as far as the scope uses it."""

    columns: dict[str, Columns]
    """Columns of rows, by table."""
    live: int
    """Estimated bytes of the file that are current: not superseded by later lines."""
    decoding: RLock
    """Held while lines are decoded."""

    def commit(self, scope: "Scope", changes: Sequence[Written], *, cleared: bool) -> None:
        """Append one line that holds all changes."""

    def settle(self, appended: int) -> None:
        """Wait until the first `appended` appends are durable enough for a response."""


class Snapshot(NamedTuple):
    """The content of a scope at one moment, to be written to another file."""

    tables: list[tuple[str, Columns, list[str], list[Kept]]]
    """Name, columns, ids and documents of each table."""
    unread: list[bytes]
    """Later lines, which are not decoded yet."""
    live: int


class Scope(Records):
    """The records of one sandbox in a log."""

    def __init__(self, log: Log, name: str) -> None:
        """Start without records."""
        super().__init__()
        self.name = name
        self.token = lines.token(name)
        self.unused: dict[str, Documents] = {}
        self.live = 0
        """The scope's part of `Log.live`."""
        self.appended = 0
        """The number of the scope's last append."""
        self._log = log
        self._unread: list[bytes] = []
        self._bytes_unread = 0

    # --- while the log is read

    def add(self, body: bytes, length: int) -> None:
        """Add the body of a line; `length` is the size of the whole line in bytes."""
        self.count(length)
        self._unread.append(body)
        self._bytes_unread += length
        if len(self._unread) >= _LINES_UNREAD or self._bytes_unread >= _BYTES_UNREAD:
            self.decode()

    def forget(self) -> None:
        """Discard everything read so far, which the next line replaces."""
        self._unread.clear()
        self._bytes_unread = 0
        self.unused.clear()
        self.count(-self.live)

    def decode(self) -> None:
        """Decode the unread lines. Raises `ValueError` where one is none that was written here."""
        if self._unread:
            with self._log.decoding:
                before = self.live
                for body in self._unread:
                    self._decode(body)
                self._unread, self._bytes_unread = [], 0
                self._log.live += self.live - before

    def count(self, live: int) -> None:
        """Add to the estimate of current bytes; a negative number reduces it."""
        self.live += live
        self._log.live += live

    # --- for the store

    def take(self, table: Table[Any]) -> dict[str, Row]:
        """See `Records.take`. Raises `ValueError` for a document that cannot be such a record."""
        documents = self.unused.get(table.name)
        rows = {} if documents is None else documents.rows(table)
        self.unused.pop(table.name, None)
        return rows

    def set_aside(self) -> Any:
        """See `Records.set_aside`."""
        unused, self.unused = self.unused, {}
        return super().set_aside(), unused

    def put_back(self, aside: Any) -> None:
        """See `Records.put_back`."""
        tables, self.unused = aside
        super().put_back(tables)

    def commit(self, changes: Sequence[Written], *, cleared: bool) -> None:
        """See `Records.commit`."""
        if changes or cleared:
            self._log.commit(self, changes, cleared=cleared)

    def settle(self) -> None:
        """See `Records.settle`."""
        self._log.settle(self.appended)

    @property
    def empty(self) -> bool:
        """See `Records.empty`; lines are decoded only if one of them may have removed a record."""
        if any(_REMOVAL in body for body in self._unread):
            self.decode()
        unused = any(each.by_id for each in self.unused.values())
        return not (self._unread or unused) and super().empty

    # --- for TinyDB and for compactions

    def documents(self, name: str) -> Documents | Rows:
        """Return the table of that name, in use or not, created when missing."""
        found = self.tables.get(name) or self.unused.get(name)
        if found is None:
            found = self.unused[name] = Documents(name, self._log.columns.get(name, ()))
        return found

    def edit(self, name: str, work: Callable[[Draft], None]) -> None:
        """Run `work` on the table of that name, and commit all its changes together."""
        with self.lock:
            draft = Draft(self.documents(name))
            work(draft)
            changes = draft.changes()
            self.commit(changes, cleared=False)
            for table, id_, _, after in changes:
                if after is None:
                    table.remove(id_)
                else:
                    table.put(id_, after)  # type: ignore[arg-type] # a row where it has to be one
        self.settle()

    def all(self) -> list[Documents | Rows]:
        """Return every table that has documents."""
        tables: list[Documents | Rows] = [*self.unused.values(), *self.tables.values()]
        return [each for each in tables if each.by_id]

    def snapshot(self) -> Snapshot:
        """Copy the content of this moment, between two transactions."""
        with self.lock, self._log.decoding:
            tables = [
                (each.name, each.columns, list(each.by_id), list(each.by_id.values()))
                for each in self.all()
            ]
            return Snapshot(tables, self._unread.copy(), self.live)

    def _decode(self, body: bytes) -> None:
        said = added = 0
        for name, changes in lines.changes_in(body).items():
            table = self.unused.get(name) or self.documents(name)
            by_id: dict[str, Any] = table.by_id
            width = len(table.columns)
            before = len(by_id)
            said += len(changes)
            for id_, kept in changes.items():
                if kept is None:
                    by_id.pop(id_, None)
                elif kept.__class__ is list and len(kept) == width:
                    by_id[id_] = tuple(kept)
                elif kept.__class__ is dict:
                    by_id[id_] = kept
                else:
                    raise ValueError(f"a line puts no document of {name} there")
            added += len(by_id) - before
        self.live += still_live(len(body), said, added) - len(body)


def still_live(length: int, said: int, added: int) -> int:
    """Return how many current bytes a line adds; `added` of its `said` documents are new.

    A document that replaces another adds nothing; all documents count as of one size.
    """
    return length * added // said if said else 0
