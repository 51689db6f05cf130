"""Records in memory: the store of tests, and what a store that persists answers from.

Rows are kept as plain tuples of atoms, which the garbage collector soon leaves alone, so its
passes do not grow with the number of records.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator
from threading import Lock, RLock
from typing import Any, NamedTuple, TypeVar

from paydrill.engine.ports import R, Record, Table, Transaction

T = TypeVar("T")
Row = tuple[Any, ...]
Place = tuple[int, str]
"""Position and id: where a row stands in an order."""

Load = Callable[[Table[Any]], Iterable[Row]]

_FIRST, _LAST = "", "\U0010ffff"


class Change(NamedTuple):
    """One write of a transaction: the row before and the row after, `None` for none."""

    table: Table[Any]
    id: str
    before: Row | None
    after: Row | None


class Rows:
    """The rows of one table: by id, in order, and in order under each indexed value."""

    def __init__(self, table: Table[Any], rows: Iterable[Row] = ()) -> None:
        """Take over existing `rows`, in any order."""
        fields = table.fields
        self._id = fields.index("id")
        self._position = fields.index("position")
        self._indexed = [(name, fields.index(name)) for name in table.indexes]
        self.by_id: dict[str, Row] = {}
        self._orders: dict[tuple[str, str] | None, list[Place]] = {None: []}
        for row in rows:
            self.replace(row[self._id], None, row)

    def order(self, where: tuple[str, str] | None) -> list[Place]:
        """The places of the rows whose indexed field has the value; of all rows for `None`."""
        return self._orders.get(where, [])

    def replace(self, id_: str, before: Row | None, after: Row | None) -> None:
        """Put `after` where `before` was; `None` is no row."""
        if after is None:
            del self.by_id[id_]
        else:
            self.by_id[id_] = after
        old, new = self._entries(before), self._entries(after)
        if old == new:
            return
        for where, place in old:
            order = self._orders[where]
            del order[bisect_left(order, place)]
            if not order and where is not None:
                del self._orders[where]
        for where, place in new:
            order = self._orders.setdefault(where, [])
            if not order or order[-1] < place:
                order.append(place)
            else:
                insort(order, place)

    def _entries(self, row: Row | None) -> list[tuple[tuple[str, str] | None, Place]]:
        if row is None:
            return []
        place = (row[self._position], row[self._id])
        return [(None, place), *(((name, row[at]), place) for name, at in self._indexed)]


class Records:
    """The tables of one sandbox, and the lock that makes its transactions take turns."""

    def __init__(self, load: Load) -> None:
        """`load` gives the rows a table already has when it is first used."""
        self.lock = Lock()
        self.tables: dict[str, Rows] = {}
        self.load = load

    def rows(self, table: Table[Any]) -> Rows:
        """The table's rows."""
        rows = self.tables.get(table.name)
        if rows is None:
            rows = self.tables[table.name] = Rows(table, self.load(table))
        return rows

    @property
    def empty(self) -> bool:
        """Whether none of the tables used so far has a row; waits for a transaction to end."""
        with self.lock:
            return not any(rows.by_id for rows in self.tables.values())


class MemoryTransaction:
    """Writes go straight to the rows; `changes` remembers how to take them back."""

    def __init__(self, records: Records) -> None:
        """A transaction over one sandbox's records, whose lock is held."""
        self._records = records
        self.changes: list[Change] = []
        self._before_clear: tuple[dict[str, Rows], Load] | None = None

    def get(self, table: Table[R], id: str) -> R | None:
        """See `Transaction.get`."""
        row = self._records.rows(table).by_id.get(id)
        return None if row is None else table.record_of(row)

    def put(self, table: Table[R], record: R) -> None:
        """See `Transaction.put`."""
        self._change(table, record.id, tuple(record))  # type: ignore[arg-type] # a named tuple

    def delete(self, table: Table[R], id: str) -> None:
        """See `Transaction.delete`."""
        self._change(table, id, None)

    def find(
        self,
        table: Table[R],
        where: tuple[str, str] | None = None,
        *,
        after: int | None = None,
        newest_first: bool = False,
    ) -> Iterator[R]:
        """See `Transaction.find`."""
        rows = self._records.rows(table)
        order = rows.order(where)
        if newest_first:
            end = len(order) if after is None else bisect_left(order, (after, _FIRST))
            places = range(end - 1, -1, -1)
        else:
            places = range(0 if after is None else bisect_right(order, (after, _LAST)), len(order))
        return (table.record_of(rows.by_id[order[place][1]]) for place in places)

    def clear(self) -> None:
        """See `Transaction.clear`."""
        if self._before_clear is None:
            self._take_back()
            self._before_clear = (self._records.tables, self._records.load)
        self.changes.clear()
        self._records.tables = {}
        self._records.load = _nothing

    @property
    def cleared(self) -> bool:
        """Whether `changes` begin on an empty sandbox."""
        return self._before_clear is not None

    def undo(self) -> None:
        """Take back every write."""
        if self._before_clear is not None:
            self._records.tables, self._records.load = self._before_clear
        else:
            self._take_back()

    def _take_back(self) -> None:
        for change in reversed(self.changes):
            rows = self._records.rows(change.table)
            rows.replace(change.id, change.after, change.before)

    def _change(self, table: Table[Any], id_: str, after: Row | None) -> None:
        rows = self._records.rows(table)
        before = rows.by_id.get(id_)
        rows.replace(id_, before, after)
        self.changes.append(Change(table, id_, before, after))


def _nothing(_table: Table[Any]) -> Iterable[Row]:
    return ()


class MemoryStore:
    """Everything in memory, gone with the process."""

    def __init__(self) -> None:
        """An empty store."""
        self._sandboxes: dict[str, Records] = {}
        self._lock = RLock()

    @classmethod
    def open(cls, place: str) -> "MemoryStore":
        """The store of the URL `memory:`; there is no place to name."""
        if place:
            raise ValueError("memory: takes nothing after the colon")
        return cls()

    def transact(self, sandbox: str, work: Callable[[Transaction], T]) -> T:
        """See `Store.transact`."""
        records = self._sandboxes.get(sandbox) or self._open(sandbox)
        with records.lock:
            tx = MemoryTransaction(records)
            try:
                result = work(tx)
                self._commit(sandbox, tx)
            except BaseException:
                tx.undo()
                raise
            return result

    def sandboxes(self) -> list[str]:
        """See `Store.sandboxes`."""
        with self._lock:
            opened = list(self._sandboxes.items())
        return sorted(name for name, records in opened if not records.empty)

    def close(self) -> None:
        """See `Store.close`."""

    def _open(self, sandbox: str) -> Records:
        with self._lock:
            return self._sandboxes.setdefault(
                sandbox, Records(lambda table: self._load(sandbox, table))
            )

    def _load(self, _sandbox: str, _table: Table[Record]) -> Iterable[Row]:
        return ()

    def _commit(self, sandbox: str, tx: MemoryTransaction) -> None:
        """Make the transaction's writes last. Raise to have them undone."""
