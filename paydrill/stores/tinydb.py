"""Records in a TinyDB file: one table a sandbox and kind, one document a record.

Reads are answered from memory; each transaction writes the file once. TinyDB's own storage writes
the whole file, so the cost of a write grows with it.
"""

from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Any

from tinydb import JSONStorage, TinyDB

from paydrill.engine.ports import Record, Table
from paydrill.stores.memory import MemoryStore, MemoryTransaction, Row

Documents = dict[str, dict[str, dict[str, Any]]]
"""What a TinyDB file holds: table, document id, document."""


class TinyDBStore(MemoryStore):
    """A memory store that remembers."""

    blocks = True

    def __init__(self, db: TinyDB) -> None:
        """Take over an open database. Raises `ValueError` when it does not hold documents."""
        super().__init__()
        self._db = db
        self._documents = _documents_of(db.storage.read())
        self._file_lock = Lock()

    @classmethod
    def open(cls, place: str) -> "TinyDBStore":
        """The store of the URL `tinydb:PATH`; the file and its folder are made when missing."""
        if not place:
            raise ValueError("name a file, as in tinydb:data/paydrill.tinydb")
        path = Path(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        db = TinyDB(path, storage=JSONStorage, encoding="utf-8")
        try:
            return cls(db)
        except ValueError as error:  # not UTF-8, not JSON, or not documents
            db.close()
            raise ValueError(f"{path} is not a TinyDB file: {error}") from error

    def sandboxes(self) -> list[str]:
        """See `Store.sandboxes`."""
        with self._file_lock:
            return sorted({name.partition("/")[0] for name in self._documents if "/" in name})

    def close(self) -> None:
        """Close the file."""
        with self._file_lock:
            self._db.close()

    def _load(self, sandbox: str, table: Table[Record]) -> Iterable[Row]:
        fields = table.fields
        with self._file_lock:
            documents = list(self._documents.get(f"{sandbox}/{table.name}", {}).values())
        return (tuple(document[name] for name in fields) for document in documents)

    def _commit(self, sandbox: str, tx: MemoryTransaction) -> None:
        if not tx.changes and not tx.cleared:
            return
        with self._file_lock:
            documents = self._documents_after(sandbox, tx)
            self._db.storage.write(documents)
            self._documents = documents

    def _documents_after(self, sandbox: str, tx: MemoryTransaction) -> Documents:
        """A copy with the transaction's writes, so that a file that cannot be written undoes them.

        Tables without documents are left out.
        """
        kept = dict(self._documents)
        if tx.cleared:
            kept = {name: kept[name] for name in kept if not name.startswith(f"{sandbox}/")}
        for name in {f"{sandbox}/{table.name}" for table, *_ in tx.changes}:
            kept[name] = dict(kept.get(name, {}))
        for table, id_, _, after in tx.changes:
            documents = kept[f"{sandbox}/{table.name}"]
            if after is None:
                documents.pop(id_, None)
            else:
                documents[id_] = dict(zip(table.fields, after, strict=True))
        return {name: documents for name, documents in kept.items() if documents}


def _documents_of(content: object) -> Documents:
    """What a TinyDB file holds; nothing when it is new. Raises `ValueError` for anything else."""
    if content is None:
        return {}
    if not isinstance(content, dict) or not all(
        isinstance(table, dict) and all(isinstance(document, dict) for document in table.values())
        for table in content.values()
    ):
        raise ValueError("it does not hold tables of documents")
    return content
