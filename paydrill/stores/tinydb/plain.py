"""Convert between records and plain TinyDB JSON, and make a log of such a file.

Plain TinyDB numbers its documents. There a document's own id is its field `id`, and its number is
made from that.
"""

import logging
from collections.abc import Iterable
from hashlib import blake2b
from typing import BinaryIO

import orjson

from paydrill.stores.tinydb import lines
from paydrill.stores.tinydb.documents import Document
from paydrill.stores.tinydb.log_file import LogFile
from paydrill.stores.versions import VERSION, LaterVersion, refuse_later

Tables = dict[str, dict[str, Document]]
"""The content of a storage of TinyDB: table, number, document."""

START = b"{"
ABOUT = "paydrill"
"""The table, of no sandbox, that says which version of Paydrill has written the file."""

_LONGEST_NUMBER = 15
_NUMBER_BYTES = 7

_log = logging.getLogger("paydrill")


def number_of(id_: str) -> str:
    """Return the number that stands for an id, always the same; a number stands for itself."""
    if id_.isascii() and id_.isdecimal() and len(id_) <= _LONGEST_NUMBER:
        return id_
    return str(int.from_bytes(blake2b(id_.encode(), digest_size=_NUMBER_BYTES).digest(), "big"))


def write(tables: Iterable[tuple[str, Iterable[tuple[str, Document]]]], to: BinaryIO) -> int:
    """Write tables of documents, each with its number; return how many documents."""
    written = 0
    to.write(START + orjson.dumps(ABOUT) + b":" + orjson.dumps({"1": {"version": VERSION}}))
    for name, documents in tables:
        to.write(b",%b:{" % orjson.dumps(name))
        comma = b""
        for number, document in documents:
            to.write(b'%b"%b":%b' % (comma, number.encode(), orjson.dumps(document)))
            comma = b","
            written += 1
        to.write(b"}")
    to.write(b"}\n")
    return written


def parse(content: bytes) -> Tables:
    """Parse plain TinyDB JSON. Raises `ValueError` for any other content, and `LaterVersion`."""
    tables = orjson.loads(content)
    if not isinstance(tables, dict) or not all(
        isinstance(table, dict) and all(isinstance(each, dict) for each in table.values())
        for table in tables.values()
    ):
        raise ValueError("it does not hold tables of documents")
    for about in tables.pop(ABOUT, {}).values():
        refuse_later(about.get("version"))
    return tables


def become_log(file: LogFile) -> None:
    """Make a log of a file of plain TinyDB JSON, which stays beside it as `<name>.plain.json`.

    Raises `ValueError` for any other content, and `FileExistsError` when a different file has
    that name.
    """
    path = file.path
    content = path.read_bytes()
    try:
        tables = parse(content)
    except LaterVersion:
        raise
    except ValueError as error:
        raise ValueError(f"{path} is not a TinyDB file: {error}") from None
    aside = path.with_name(f"{path.name}.plain.json")
    if not aside.exists() or aside.read_bytes() != content:
        with aside.open("xb") as kept:
            kept.write(content)
    fill(file, tables)
    _log.warning("%s was plain TinyDB JSON and is a log now; as it was, it is %s", path, aside)


def fill(file: LogFile, tables: Tables) -> None:
    """Have these tables in the file, in place of all that it holds: at once, or not at all."""
    log = LogFile.anew(file.path.with_name(f"{file.path.name}.importing"))
    for name, documents in tables.items():
        if documents:
            sandbox, table = lines.place(name)
            by_id = {id_of(sandbox, number, each): each for number, each in documents.items()}
            body = orjson.dumps({table: by_id})
            log.append([lines.payload(lines.PUT, lines.token(sandbox), body)])
    file.become(log)


def id_of(sandbox: str, number: str, document: Document) -> str:
    """Return the document's own id; without one, or outside of sandboxes, its number."""
    own = document.get("id")
    return own if sandbox != lines.NO_SANDBOX and isinstance(own, str) else number
