"""Keep the documents of a log's table that the engine has not used yet, by id.

A document with exactly the table's columns is kept as a row, any other as a dictionary.
"""

from collections.abc import Iterable
from typing import Any

from paydrill.sandbox.ports import Table
from paydrill.stores.rows import Row, Rows

Columns = tuple[str, ...]
Document = dict[str, Any]
Kept = Row | Document
"""A document in a table: its row, or the document itself."""


def document_of(kept: Kept, columns: Columns) -> Document:
    """Return the document itself; `columns` are the columns of rows."""
    return kept if isinstance(kept, dict) else dict(zip(columns, kept, strict=True))


class Documents:
    """A table that is not in use; a table in use is kept as `Rows`."""

    def __init__(self, name: str, columns: Columns) -> None:
        """Start an empty table; `columns` are the columns of rows, empty if there are no rows."""
        self.name = name
        self.columns = columns
        self.by_id: dict[str, Kept] = {}
        self._indexes: dict[str, dict[Any, dict[str, None]]] = {}

    def put(self, id_: str, kept: Kept) -> None:
        """Insert a document, or replace the document of the same id."""
        if id_ in self.by_id:
            self.remove(id_)
        self.by_id[id_] = kept
        for field in self._indexes:
            self._enter(field, id_)

    def remove(self, id_: str) -> None:
        """Remove the document of that id, which must exist."""
        for field, ids in self._indexes.items():
            del ids[self._value(field, id_)][id_]
        del self.by_id[id_]

    def matching(self, field: str, value: object) -> Iterable[str]:
        """Return the ids of all documents that may have this value in the field.

        The field's index is made by the first call.
        """
        if field not in self._indexes:
            self._indexes[field] = {}
            for id_ in self.by_id:
                self._enter(field, id_)
        return tuple(self._indexes[field].get(value, ()))

    def redeclare(self, columns: Columns) -> None:
        """Change the columns of rows for later documents."""
        if columns != self.columns:
            self.by_id = {id_: document_of(kept, self.columns) for id_, kept in self.by_id.items()}
            self.columns = columns

    def rows(self, table: Table[Any]) -> dict[str, Row]:
        """Return all documents as rows of the engine's table.

        Raises `ValueError` for a document that lacks a field without a default.
        """
        if self.columns == table.fields and all(
            type(each) is tuple for each in self.by_id.values()
        ):
            return self.by_id  # type: ignore[return-value] # all are rows, as just checked
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
        """Return the document's index key: `None` for a list or object, as no search is for one."""
        value = document_of(self.by_id[id_], self.columns).get(field)
        return None if isinstance(value, list | dict) else value


Written = tuple[Documents | Rows, str, Kept | None, Kept | None]
"""A change: table, id, the document before and after; `None` for no document."""
