"""Copy all records of a log as plain TinyDB JSON, and have such a copy in place of them."""

from pathlib import Path
from typing import BinaryIO

from paydrill.stores.tinydb import plain
from paydrill.stores.tinydb.log_file import LogFile
from paydrill.stores.tinydb.log_storage import LogStorage


def export(log: Path, to: BinaryIO) -> int:
    """Write all records in the log so far, and return their number.

    A server may go on writing to the log meanwhile: what is read is what it had done at one moment,
    for a line is one commit. Raises `ValueError` and `OSError` when the log cannot be read.
    """
    storage = LogStorage(log, access_mode="r")
    try:
        return plain.write(((name, each.items()) for name, each in storage.tables()), to)
    finally:
        storage.close()


def restore(log: Path, tables: plain.Tables, *, replace: bool) -> bool:
    """Have these tables in the log, which is created when missing; return whether it was done.

    A log that has records is left as it is unless `replace` says so. Raises `ValueError` when
    another process holds the log, and `OSError`.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    file = LogFile(log)
    try:
        if not replace and _has_records(file):
            return False
        plain.fill(file, tables)
    finally:
        file.close()
    return True


def _has_records(file: LogFile) -> bool:
    if file.head().startswith(plain.START):
        return any(plain.parse(file.path.read_bytes()).values())
    storage = LogStorage(file.path, access_mode="r")
    try:
        return any(documents for _, documents in storage.tables())
    finally:
        storage.close()
