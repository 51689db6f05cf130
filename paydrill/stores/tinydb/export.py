"""Export records as plain TinyDB JSON, which any TinyDB opens."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from paydrill.sandbox.ports import Store, Table, Transaction
from paydrill.stores.tinydb import lines, plain
from paydrill.stores.tinydb.documents import Document
from paydrill.stores.tinydb.log_storage import LogStorage

Tables = Iterable[tuple[str, dict[str, Document]]]


def export(log: Path, to: BinaryIO) -> int:
    """Write all records in the log so far, and return their number.

    A server may go on writing to the log meanwhile. Raises `ValueError` and `OSError` when the log
    cannot be read.
    """
    storage = LogStorage(log, access_mode="r")
    try:
        return _write(storage.tables(), to)
    finally:
        storage.close()


def export_store(store: Store, tables: Iterable[Table[Any]], to: BinaryIO) -> int:
    """Write all records of these tables in any store, and return their number.

    Each sandbox is read as of one moment.
    """
    return _write(_tables(store, list(tables)), to)


def _tables(store: Store, tables: list[Table[Any]]) -> Iterator[tuple[str, dict[str, Document]]]:
    for sandbox in store.sandboxes():

        def read(tx: Transaction) -> list[dict[str, Document]]:
            return [
                {plain.number_of(each.id): each._asdict() for each in tx.find(table)}
                for table in tables
            ]

        for table, documents in zip(tables, store.transact(sandbox, read), strict=True):
            if documents:
                yield lines.full_name(sandbox, table.name), documents


def _write(tables: Tables, to: BinaryIO) -> int:
    records = 0
    to.write(b"{")
    for number, (name, documents) in enumerate(tables):
        to.write(b"%b%b:" % (b"," if number else b"", orjson.dumps(name)))
        to.write(orjson.dumps(documents))
        records += len(documents)
    to.write(b"}\n")
    return records
