"""Keep records in memory: the store of tests, and the base of a store that persists."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from threading import Lock, RLock
from typing import Any, TypeVar

from paydrill.sandbox.ports import GroupCommit, R, StoreUnavailable, Table, Transaction
from paydrill.stores.rows import ID, Row, Rows

T = TypeVar("T")

_FIRST, _LAST = "", "\U0010ffff"

Change = tuple[Rows, str, Row | None, Row | None]
"""One write of a transaction: table, id, the row before and the row after; `None` for no row."""


class Records:
    """The tables of one sandbox, and the lock under which its transactions take turns."""

    def __init__(self) -> None:
        """Start without records."""
        self.lock = Lock()
        self.tables: dict[str, Rows] = {}
        self.dropped = False
        """Whether the sandbox was dropped; a thread that waited for `lock` must open it again."""

    def open(self, table: Table[Any]) -> Rows:
        """Open a table that is used for the first time; return its rows."""
        rows = self.tables[table.name] = Rows(table, self.take(table))
        return rows

    def take(self, table: Table[Any]) -> dict[str, Row]:  # noqa: ARG002 - subclasses use it
        """Hand over the rows that a table has when it is first used; the table owns them then."""
        return {}

    def set_aside(self) -> Any:
        """Remove all records, and return them for `put_back`."""
        tables, self.tables = self.tables, {}
        return tables

    def put_back(self, aside: Any) -> None:
        """Restore the records that were set aside, in place of any others."""
        self.tables = aside

    def commit(self, changes: Sequence[Change], *, cleared: bool) -> None:
        """Persist a transaction's writes; an exception raised here has them undone.

        `cleared` says that the writes begin on an empty sandbox.
        """

    def settle(self) -> None:
        """Wait until all commits so far are as durable as they must be before a response."""

    @property
    def empty(self) -> bool:
        """Whether no table used so far has a row. Waits for a transaction under way to end."""
        with self.lock:
            return not any(rows.by_id for rows in self.tables.values())


class MemoryTransaction:
    """A transaction that writes straight to the rows; `changes` records how to undo it."""

    __slots__ = ("_aside", "_records", "changes", "cleared")

    def __init__(self, records: Records) -> None:
        """Begin a transaction on one sandbox's records, whose lock is held."""
        self._records = records
        self.changes: list[Change] = []
        self.cleared = False
        """Whether `changes` begin on an empty sandbox, as after `clear`."""
        self._aside: Any = None

    def get(self, table: Table[R], id: str) -> R | None:
        """See `Transaction.get`."""
        records = self._records  # get and put are most of a request's work: call no helper
        row = (records.tables.get(table.name) or records.open(table)).by_id.get(id)
        return None if row is None else table.record_of(row)

    def put(self, table: Table[R], record: R) -> None:
        """See `Transaction.put`."""
        row: Row = tuple(record)  # type: ignore[arg-type] # a named tuple
        id_ = row[ID]
        rows = self._records.tables.get(table.name) or self._records.open(table)
        self.changes.append((rows, id_, rows.put(id_, row), row))

    def delete(self, table: Table[R], id: str) -> None:
        """See `Transaction.delete`."""
        rows = self._rows(table)
        self.changes.append((rows, id, rows.remove(id), None))

    def find(
        self,
        table: Table[R],
        where: tuple[str, str] | None = None,
        *,
        after: int | None = None,
        newest_first: bool = False,
    ) -> Iterator[R]:
        """See `Transaction.find`."""
        rows = self._rows(table)
        order = rows.order(where)
        if not order:
            return iter(())
        if newest_first:
            end = len(order) if after is None else bisect_left(order, (after, _FIRST))
            places = range(end - 1, -1, -1)
        else:
            places = range(0 if after is None else bisect_right(order, (after, _LAST)), len(order))
        return (table.record_of(rows.by_id[order[place][1]]) for place in places)

    def clear(self) -> None:
        """See `Transaction.clear`."""
        self._take_back()
        self.changes.clear()
        aside = self._records.set_aside()
        if not self.cleared:
            self._aside, self.cleared = aside, True

    def undo(self) -> None:
        """Undo every write."""
        self._take_back()
        if self.cleared:
            self._records.put_back(self._aside)

    def _rows(self, table: Table[Any]) -> Rows:
        return self._records.tables.get(table.name) or self._records.open(table)

    def _take_back(self) -> None:
        for rows, id_, before, _ in reversed(self.changes):
            if before is None:
                rows.remove(id_)
            else:
                rows.put(id_, before)


def _clear(tx: Transaction) -> None:
    tx.clear()


class MemoryStore:
    """A store in memory, gone with the process."""

    blocks = False
    group: GroupCommit | None = None
    shared = False
    journal = None

    def __init__(self) -> None:
        """Start without sandboxes."""
        self._sandboxes: dict[str, Records] = {}
        self._names: list[str] = []
        """The names of all sandboxes, sorted."""
        self._lock = RLock()

    @classmethod
    def open(cls, place: str, durability: str) -> "MemoryStore":
        """Open the store of the URL `memory:`, which names no place and keeps nothing on a disk."""
        if place:
            raise ValueError("memory: takes nothing after the colon")
        if durability != "process":
            raise ValueError(f"memory: keeps nothing on a disk, {durability} or otherwise")
        return cls()

    def transact(self, sandbox: str, work: Callable[[Transaction], T]) -> T:
        """See `Store.transact`."""
        while True:
            records = self._sandboxes.get(sandbox) or self._open(sandbox)
            try:
                with records.lock:
                    if records.dropped:
                        continue
                    result = self._transact(records, work)
            except StoreUnavailable:
                raise  # which tells of nothing that was kept
            except BaseException:
                records.settle()  # a refusal can tell of what others have committed
                raise
            records.settle()
            return result

    def sandboxes(self, after: str = "", most: int | None = None) -> list[str]:
        """See `Store.sandboxes`."""
        with self._lock:
            names = self._names[bisect_right(self._names, after) :]
        opened = ((name, self._sandboxes.get(name)) for name in names)
        return list(
            islice((name for name, records in opened if records and not records.empty), most)
        )

    def drop(self, sandbox: str) -> None:
        """See `Store.drop`."""
        records = self._sandboxes.get(sandbox) or self._open(sandbox)
        with records.lock:
            if not records.dropped:
                self._transact(records, _clear)
                records.dropped = True
                self._forget(sandbox)
        records.settle()

    def listening(self, heard: Callable[[str | None], object]) -> AbstractContextManager[None]:
        """See `Store.listening`: no other process can change these records."""
        del heard
        return nullcontext()

    def check(self) -> None:
        """See `Store.check`."""

    def close(self) -> None:
        """See `Store.close`."""

    def _transact(self, records: Records, work: Callable[[Transaction], T]) -> T:
        tx = MemoryTransaction(records)
        try:
            result = work(tx)
            records.commit(tx.changes, cleared=tx.cleared)
        except BaseException:
            tx.undo()
            raise
        return result

    def _open(self, sandbox: str) -> Records:
        """Return the records of a sandbox, created when it is used for the first time."""
        with self._lock:
            if sandbox not in self._sandboxes:
                self._sandboxes[sandbox] = Records()
                insort(self._names, sandbox)
            return self._sandboxes[sandbox]

    def _forget(self, sandbox: str) -> None:
        """Remove the records of a sandbox that was dropped."""
        with self._lock:
            del self._sandboxes[sandbox]
            del self._names[bisect_left(self._names, sandbox)]
