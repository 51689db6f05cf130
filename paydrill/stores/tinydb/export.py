"""A log as plain TinyDB JSON, which any TinyDB opens."""

from pathlib import Path
from typing import BinaryIO

import orjson

from paydrill.stores.tinydb.log_storage import LogStorage


def export(log: Path, to: BinaryIO) -> None:
    """Write all that is in the log so far; a server may go on writing to it meanwhile.

    Raises `ValueError` and `OSError` when it cannot be read.
    """
    storage = LogStorage(log, access_mode="r")
    try:
        to.write(b"{")
        for number, (name, documents) in enumerate(storage.tables()):
            to.write(b"%b%b:" % (b"," if number else b"", orjson.dumps(name)))
            to.write(orjson.dumps(documents))
        to.write(b"}\n")
    finally:
        storage.close()
