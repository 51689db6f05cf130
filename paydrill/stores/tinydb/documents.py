"""A table of a log that the engine is not using: its documents by id.

A document with exactly the table's columns is kept as a row, any other as it is.
"""

from collections.abc import Iterable
from typing import Any

from paydrill.sandbox.ports import Table
from paydrill.stores.rows import Row, Rows

Columns = tuple[str, ...]
Document = dict[str, Any]
Kept = Row | Document
"""A document as it is kept."""


def document_of(kept: Kept, columns: Columns) -> Document:
    """The document itself; `columns` are those of rows."""
    return kept if isinstance(kept, dict) else dict(zip(columns, kept, strict=True))


class Documents:
    """The table; what `Rows` is for a table in use."""

    def __init__(self, name: str, columns: Columns) -> None:
        """An empty table; `columns` are those of rows, none where there are no rows."""
        self.name = name
        self.columns = columns
        self.by_id: dict[str, Kept] = {}
        self._indexes: dict[str, dict[Any, dict[str, None]]] = {}

    def put(self, id_: str, kept: Kept) -> None:
        """Keep a document, in place of the one of that id if there is one."""
        if id_ in self.by_id:
            self.remove(id_)
        self.by_id[id_] = kept
        for field in self._indexes:
            self._enter(field, id_)

    def remove(self, id_: str) -> None:
        """Take out the document of that id, which must be there."""
        for field, ids in self._indexes.items():
            del ids[self._value(field, id_)][id_]
        del self.by_id[id_]

    def matching(self, field: str, value: object) -> Iterable[str]:
        """Ids of all that may have this value there, by an index made when first asked for."""
        if field not in self._indexes:
            self._indexes[field] = {}
            for id_ in self.by_id:
                self._enter(field, id_)
        return tuple(self._indexes[field].get(value, ()))

    def redeclare(self, columns: Columns) -> None:
        """Have other columns for rows from now on."""
        if columns != self.columns:
            self.by_id = {id_: document_of(kept, self.columns) for id_, kept in self.by_id.items()}
            self.columns = columns

    def rows(self, table: Table[Any]) -> dict[str, Row]:
        """All documents as rows of the engine's table.

        Raises `ValueError` for one without a field that has no default.
        """
        if self.columns == table.fields and all(
            type(each) is tuple for each in self.by_id.values()
        ):
            return self.by_id  # type: ignore[return-value] # as was just found
        defaults = table.record._field_defaults
        try:
            return {
                id_: tuple(
                    (defaults | document_of(kept, self.columns))[name] for name in table.fields
                )
                for id_, kept in self.by_id.items()
            }
        except KeyError as missing:
            raise ValueError(f"a document of {self.name} has no {missing}") from None

    def _enter(self, field: str, id_: str) -> None:
        self._indexes[field].setdefault(self._value(field, id_), {})[id_] = None

    def _value(self, field: str, id_: str) -> object:
        """What the index has the document under; a list or an object equals nothing asked for."""
        value = document_of(self.by_id[id_], self.columns).get(field)
        return None if isinstance(value, list | dict) else value


Written = tuple[Documents | Rows, str, Kept | None, Kept | None]
"""A change: table, id, the document before and after; `None` for no document."""
