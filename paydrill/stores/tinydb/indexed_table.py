"""Adapt TinyDB's tables and database to the log: a write costs only what it changes.

with Database("data/paydrill.tinydb") as db:
    db.table("default/transactions").search(where("customer") == "cust_123")
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from paydrill.stores.tinydb import lines
from paydrill.stores.tinydb.documents import Documents
from paydrill.stores.tinydb.draft import Draft
from paydrill.stores.tinydb.log_storage import LogStorage
from paydrill.stores.tinydb.scope import Scope


class IndexedTable(Table):
    """A table whose document ids are the documents' own, with an index for each searched field."""

    _next_id: int | None  # type: ignore[assignment] # TinyDB declares `None`, and assigns numbers
    document_id_class = str  # type: ignore[assignment] # meant to be overridden

    def __init__(self, storage: LogStorage, name: str, **kwargs: Any) -> None:
        """See `Table`; nothing is cached, because a store may write to the same table."""
        super().__init__(storage, name, **{**kwargs, "cache_size": 0})
        self._log = storage
        self._sandbox, self._kind = lines.place(name)

    def search(self, cond: QueryLike) -> list[Document]:
        """See `Table.search`; a search for one field's value costs only what it finds."""
        scope, asked = self._scope(), _equality(cond)
        with scope.lock:
            table = scope.documents(self._kind)
            if asked is None or not isinstance(table, Documents):
                return super().search(cond)
            draft = Draft(table)
            found = ((id_, draft[id_]) for id_ in table.matching(*asked))
            return [Document(each, id_) for id_, each in found if cond(each)]  # type: ignore[arg-type] # ids are text here

    def insert(self, document: Mapping[str, Any]) -> Any:
        """See `Table.insert`."""
        return super().insert(_with_id(document))

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[Any]:
        """See `Table.insert_multiple`."""
        return super().insert_multiple(map(_with_id, documents))

    def _get_next_id(self) -> str:
        """Return a number that is no document's id."""
        table = self._scope().documents(self._kind).by_id
        number = self._next_id or len(table) + 1
        while str(number) in table:
            number += 1
        self._next_id = number + 1
        return str(number)

    def _read_table(self) -> Draft:  # type: ignore[override] # TinyDB uses it as a dictionary
        return Draft(self._scope().documents(self._kind))

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        self._scope().edit(self._kind, updater)

    def _scope(self) -> Scope:
        return self._log.scope(self._sandbox)


class Database(TinyDB):
    """TinyDB on a log, with `IndexedTable` for its tables."""

    table_class = IndexedTable  # type: ignore[assignment] # meant to be overridden
    default_storage_class = LogStorage  # type: ignore[assignment] # meant to be overridden

    @property
    def log(self) -> LogStorage:
        """The database's storage."""
        storage = self.storage
        assert isinstance(storage, LogStorage)  # noqa: S101 - no caller passes another
        return storage


def _with_id(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a document under its own id, if it has one."""
    own = document.get("id")
    if isinstance(document, Document) or not isinstance(own, str):
        return document
    return Document(document, own)  # type: ignore[arg-type] # ids are text here


def _equality(cond: QueryLike) -> tuple[str, Any] | None:
    """Return field and value of a query for a field's value; `None` for any other query."""
    match getattr(cond, "_hash", None):  # TinyDB shows a query's condition only here
        case ("==", (str() as field,), str() | int() | float() | None as value):
            return field, value
    return None
