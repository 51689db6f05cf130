"""Collect the changes to a table, document by document, before they are committed."""

from collections.abc import Iterator, Mapping, MutableMapping
from copy import deepcopy

from paydrill.stores.rows import Rows
from paydrill.stores.tinydb.documents import Document, Documents, Kept, Written, document_of


class Draft(MutableMapping[str, Document]):
    """Copies of a table's documents by id, to be changed; `changes` lists what changed."""

    def __init__(self, table: Documents | Rows) -> None:
        """Begin with the table as it is now."""
        self._table = table
        self._touched: dict[str, Document | None] = {}

    def __getitem__(self, id_: str) -> Document:
        if id_ not in self._touched:
            kept = self._table.by_id[id_]
            self._touched[id_] = deepcopy(document_of(kept, self._table.columns))
        found = self._touched[id_]
        if found is None:
            raise KeyError(id_)
        return found

    def __setitem__(self, id_: str, document: Mapping[str, object]) -> None:
        self._touched[id_] = dict(document)

    def __delitem__(self, id_: str) -> None:
        if id_ not in self:
            raise KeyError(id_)
        self._touched[id_] = None

    def __contains__(self, id_: object) -> bool:
        if id_ in self._touched:
            return self._touched[id_] is not None
        return id_ in self._table.by_id

    def __iter__(self) -> Iterator[str]:
        yield from (id_ for id_ in self._table.by_id if id_ in self)
        yield from (id_ for id_ in self._touched if id_ not in self._table.by_id and id_ in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def changes(self) -> list[Written]:
        """Return the changes. Raises `ValueError` for a document that the table cannot keep."""
        table, by_id = self._table, self._table.by_id
        return [
            (table, id_, by_id.get(id_), self._kept(document))
            for id_, document in self._touched.items()
            if document != (document_of(by_id[id_], table.columns) if id_ in by_id else None)
        ]

    def _kept(self, document: Document | None) -> Kept | None:
        """Return the document as the table keeps it: a table in use has only rows."""
        columns = self._table.columns
        if document is None or isinstance(self._table, Documents):
            return document
        if document.keys() != set(columns):
            raise ValueError(
                f"a document of {self._table.name} has the fields {', '.join(columns)}"
            )
        return tuple(document[name] for name in columns)
