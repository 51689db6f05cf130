"""Keep the rows of one table in memory: by id, and in order.

Rows are plain tuples of atoms, which the garbage collector soon stops tracking, so its passes do
not grow with the number of records.
"""

from bisect import bisect_left, insort
from typing import Any

from paydrill.sandbox.ports import Table

Row = tuple[Any, ...]
Place = tuple[int, str]
"""Position and id of a row, by which an order is sorted."""

ID, POSITION = 0, 1
"""The columns of these two fields, in every row (see `Record`)."""
_MOST_LATE = 1_000


class Rows:
    """The rows of one table: by id, in order, and in order under each indexed value.

    New rows are sorted in together, when an order is read or many of them have gathered.
    """

    def __init__(self, table: Table[Any], by_id: dict[str, Row]) -> None:
        """Take over the rows that exist already."""
        self.name = table.name
        self.columns = table.fields
        self.by_id = by_id
        column = table.fields.index
        self._indexes = [(name, column(name)) for name in table.indexes]
        self._sorted_by = (POSITION, *(column(name) for name in table.indexes))
        self._order: list[Place] = []
        self._orders: dict[tuple[str, str], list[Place]] = {}
        self._late = sorted(by_id.values(), key=_place)

    def order(self, where: tuple[str, str] | None) -> list[Place]:
        """Return the places of the rows whose indexed field has the value; `None` means all."""
        if self._late:
            self._put_in_order()
        return self._order if where is None else self._orders.get(where, [])

    def put(self, id_: str, row: Row) -> Row | None:
        """Insert a row, or replace the row of the same id; return the replaced row."""
        before = self.by_id.get(id_)
        self.by_id[id_] = row
        if before is not None:
            for column in self._sorted_by:
                if before[column] != row[column]:
                    self._take_out(before)
                    break
            else:
                return before
        self._late.append(row)
        if len(self._late) > _MOST_LATE:
            self._put_in_order()
        return before

    def remove(self, id_: str) -> Row:
        """Remove and return the row of that id, which must exist."""
        row = self.by_id.pop(id_)
        self._take_out(row)
        return row

    def _put_in_order(self) -> None:
        late, self._late = self._late, []
        for row in late:
            place = _place(row)
            _put_in(self._order, place)
            for name, column in self._indexes:
                _put_in(self._orders.setdefault((name, row[column]), []), place)

    def _take_out(self, row: Row) -> None:
        if self._late:
            self._put_in_order()
        place = _place(row)
        _remove(self._order, place)
        for name, column in self._indexes:
            order = self._orders[name, row[column]]
            _remove(order, place)
            if not order:
                del self._orders[name, row[column]]


def _place(row: Row) -> Place:
    return row[POSITION], row[ID]


def _put_in(order: list[Place], place: Place) -> None:
    if not order or order[-1] < place:  # nearly always so
        order.append(place)
    else:
        insort(order, place)


def _remove(order: list[Place], place: Place) -> None:
    del order[bisect_left(order, place)]
