"""Records in memory: the store of tests, and what a store that persists answers from."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from threading import Lock, RLock
from typing import Any, TypeVar

from paydrill.sandbox.ports import R, Table, Transaction
from paydrill.stores.rows import ID, Row, Rows

T = TypeVar("T")

_FIRST, _LAST = "", "\U0010ffff"

Change = tuple[Rows, str, Row | None, Row | None]
"""One write of a transaction: where, id, the row before and the row after; `None` for no row."""


class Records:
    """The tables of one sandbox, and the lock that makes its transactions take turns."""

    def __init__(self) -> None:
        """No records yet."""
        self.lock = Lock()
        self.tables: dict[str, Rows] = {}
        self.dropped = False
        """Whether these are nobody's records any more: who waited for the lock has to look anew."""

    def open(self, table: Table[Any]) -> Rows:
        """The rows of a table that is used for the first time."""
        rows = self.tables[table.name] = Rows(table, self.take(table))
        return rows

    def take(self, table: Table[Any]) -> dict[str, Row]:  # noqa: ARG002 - others have some
        """The rows that a table has when it is first used; from then on they are its own."""
        return {}

    def set_aside(self) -> Any:
        """Have no records from now on; what this returns is for `put_back`."""
        tables, self.tables = self.tables, {}
        return tables

    def put_back(self, aside: Any) -> None:
        """Have the records again that were set aside, and no others."""
        self.tables = aside

    def commit(self, changes: Sequence[Change], *, cleared: bool) -> None:
        """Make a transaction's writes last; raise to have them undone.

        `cleared` says that they begin on an empty sandbox.
        """

    def settle(self) -> None:
        """Wait until what was committed so far is as safe as it is to be before an answer."""

    @property
    def empty(self) -> bool:
        """Whether none of the tables used so far has a row; waits for a transaction to end."""
        with self.lock:
            return not any(rows.by_id for rows in self.tables.values())


class MemoryTransaction:
    """Writes go straight to the rows; `changes` remembers how to take them back."""

    __slots__ = ("_aside", "_records", "changes", "cleared")

    def __init__(self, records: Records) -> None:
        """A transaction over one sandbox's records, whose lock is held."""
        self._records = records
        self.changes: list[Change] = []
        self.cleared = False
        """Whether `changes` begin on an empty sandbox."""
        self._aside: Any = None

    def get(self, table: Table[R], id: str) -> R | None:
        """See `Transaction.get`."""
        records = self._records  # get and put are most of a request's work, so no detour here
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
        """Take back every write."""
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
    """Everything in memory, gone with the process."""

    blocks = False
    shared = False
    journal = None

    def __init__(self) -> None:
        """An empty store."""
        self._sandboxes: dict[str, Records] = {}
        self._names: list[str] = []
        """Of all of them, sorted."""
        self._lock = RLock()

    @classmethod
    def open(cls, place: str, durability: str) -> "MemoryStore":
        """The store of the URL `memory:`; there is no place to name, and nothing lasts."""
        if place:
            raise ValueError("memory: takes nothing after the colon")
        if durability != "process":
            raise ValueError(f"memory: keeps nothing on a disk, {durability} or otherwise")
        return cls()

    def transact(self, sandbox: str, work: Callable[[Transaction], T]) -> T:
        """See `Store.transact`."""
        while True:
            records = self._sandboxes.get(sandbox) or self._open(sandbox)
            with records.lock:
                if records.dropped:
                    continue
                result = self._transact(records, work)
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
        """See `Store.listening`: these records belong to one process."""
        del heard
        return nullcontext()

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
        """The records of a sandbox that is used for the first time."""
        with self._lock:
            if sandbox not in self._sandboxes:
                self._sandboxes[sandbox] = Records()
                insort(self._names, sandbox)
            return self._sandboxes[sandbox]

    def _forget(self, sandbox: str) -> None:
        """Have no records of a sandbox that was dropped."""
        with self._lock:
            del self._sandboxes[sandbox]
            del self._names[bisect_left(self._names, sandbox)]
