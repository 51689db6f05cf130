"""Records in a TinyDB file: one table a sandbox and kind, one document a record.

Reads are answered from memory; each transaction writes the file once. TinyDB's own storage writes
the whole file, so the cost of a write grows with it.
"""

import json
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

    def __init__(self, db: TinyDB) -> None:
        """Take over an open database."""
        super().__init__()
        self._db = db
        self._documents: Documents = db.storage.read() or {}
        self._file_lock = Lock()
        for name in self._documents:
            self._open(name.partition("/")[0])

    @classmethod
    def open(cls, place: str) -> "TinyDBStore":
        """The store of the URL `tinydb:PATH`; the file and its folder are made when missing."""
        if not place:
            raise ValueError("name a file, as in tinydb:data/paydrill.tinydb")
        path = Path(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return cls(TinyDB(path, storage=JSONStorage, encoding="utf-8"))
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"{path} is not a TinyDB file: {error}") from error

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
            if tx.cleared:
                for name in [n for n in self._documents if n.startswith(f"{sandbox}/")]:
                    del self._documents[name]
            for table, id_, _, after in tx.changes:
                documents = self._documents.setdefault(f"{sandbox}/{table.name}", {})
                if after is None:
                    documents.pop(id_, None)
                else:
                    documents[id_] = dict(zip(table.fields, after, strict=True))
            self._db.storage.write(self._documents)
