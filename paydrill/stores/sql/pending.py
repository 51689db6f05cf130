"""Keep a transaction's unsent writes, and merge them into what it reads."""

from collections.abc import Iterator
from heapq import merge
from typing import Any

from paydrill.sandbox.ports import R, Record, Table


class Pending:
    """The unsent writes of a transaction: the last one to each record, `None` for a deletion."""

    def __init__(self) -> None:
        """Start without writes."""
        self.cleared = False
        """Whether the commit first deletes all records that the sandbox has in the database."""
        self._tables: dict[str, Table[Any]] = {}
        self._records: dict[str, dict[str, Any]] = {}

    def __bool__(self) -> bool:
        return self.cleared or bool(self._records)

    def of(self, table: Table[R]) -> dict[str, R | None]:
        """Return the unsent writes to the table, by id; the caller must not change them."""
        return self._records.get(table.name, {})

    def write(self, table: Table[R], id_: str, record: R | None) -> None:
        """Put the record; `None` deletes the record of that id."""
        self._tables[table.name] = table
        self._records.setdefault(table.name, {})[id_] = record

    def clear(self) -> None:
        """Forget every write, and have the sandbox's stored records deleted."""
        self.cleared = True
        self._records.clear()

    def over(
        self,
        stored: Iterator[R],
        table: Table[R],
        where: tuple[str, str] | None,
        after: int | None,
        *,
        newest_first: bool,
    ) -> Iterator[R]:
        """Merge the unsent writes into the stored records of a `find`, in its order.

        `stored` are the database's records; the other arguments are those of `Transaction.find`.
        """
        written = self.of(table)
        if not written:
            return stored
        found = [
            record
            for record in written.values()
            if record is not None
            and (where is None or getattr(record, where[0]) == where[1])
            and (after is None or record.position != after)
            and (after is None or (record.position < after) == newest_first)
        ]
        found.sort(key=_place, reverse=newest_first)
        untouched = (record for record in stored if record.id not in written)
        return merge(untouched, found, key=_place, reverse=newest_first)

    def puts(self) -> list[tuple[Table[Any], Any]]:
        """Return every record to put, with its table."""
        return [
            (self._tables[name], record)
            for name, records in self._records.items()
            for record in records.values()
            if record is not None
        ]

    def deletes(self) -> list[tuple[str, str]]:
        """Return kind and id of every record to delete."""
        return [
            (name, id_)
            for name, records in self._records.items()
            for id_, record in records.items()
            if record is None
        ]


def _place(record: Record) -> tuple[int, str]:
    return record.position, record.id
