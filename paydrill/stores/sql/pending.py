"""What a transaction has written and not sent yet, and how reads see it."""

from collections.abc import Iterator
from heapq import merge
from typing import Any

from paydrill.sandbox.ports import R, Record, Table


class Pending:
    """The last write to each record; a record of `None` was deleted."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.cleared = False
        """Whether everything the database has is to go first."""
        self._tables: dict[str, Table[Any]] = {}
        self._records: dict[str, dict[str, Any]] = {}

    def __bool__(self) -> bool:
        return self.cleared or bool(self._records)

    def of(self, table: Table[R]) -> dict[str, R | None]:
        """What was written to the table, by id; to be read only."""
        return self._records.get(table.name, {})

    def write(self, table: Table[R], id_: str, record: R | None) -> None:
        """Put the record, or delete the one of that id."""
        self._tables[table.name] = table
        self._records.setdefault(table.name, {})[id_] = record

    def clear(self) -> None:
        """Forget every write, and all that was there before."""
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
        """What the database has, found by these words of `Transaction.find`, as it is now."""
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
        """Every record to be there, with its table."""
        return [
            (self._tables[name], record)
            for name, records in self._records.items()
            for record in records.values()
            if record is not None
        ]

    def deletes(self) -> list[tuple[str, str]]:
        """Kind and id of every record to go."""
        return [
            (name, id_)
            for name, records in self._records.items()
            for id_, record in records.items()
            if record is None
        ]


def _place(record: Record) -> tuple[int, str]:
    return record.position, record.id
