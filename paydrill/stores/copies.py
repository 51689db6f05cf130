"""Copy the records of a store to a file of plain TinyDB JSON, and a file's into a store.

A copy is of one moment, though servers use the store meanwhile, and fits into any kind of store.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from paydrill.sandbox.ports import Table
from paydrill.stores import StoreUrlError, canonical, check_locks, open_store, shown
from paydrill.stores.tinydb import copying as logs
from paydrill.stores.tinydb import lines, plain
from paydrill.stores.tinydb.documents import Document
from paydrill.values.near_paths import did_you_mean

LOG = "tinydb:"
_FILE = "sqlite:///"
_NOTHING_KEPT = "memory:"


class HasRecords(ValueError):
    """Records are in the place where others were to be put."""


class Copy(NamedTuple):
    """The content of a file of records, checked."""

    tables: plain.Tables
    kept: list[tuple[str, Table[Any], list[Any]]]
    """Sandbox, kind and records, of the kinds that this version has."""
    others: list[str]
    """Tables that only a log can keep: of no sandbox, or of no kind of this version's."""

    @property
    def records(self) -> int:
        """How many records there are, those of other tables included."""
        return sum(map(len, self.tables.values()))


def export(url: str, to: BinaryIO) -> int:
    """Write all records of a store, and return their number.

    A server may go on using it. Raises `ValueError` and `OSError` when it cannot be read.
    """
    url = _lasting(url)
    file = _file_of(url)
    if file is not None and not file.exists():  # opening it would create it
        raise StoreUrlError(f"{file} is not there{did_you_mean(file)}")
    try:
        if file is not None and url.startswith(LOG):
            return logs.export(file, to)
        from paydrill.stores.sql import copying  # noqa: PLC0415 - SQLAlchemy is slow to import

        return copying.export(url, to)
    except ValueError as error:
        raise StoreUrlError(f"{shown(url)} cannot be read: {error}") from error


def read(file: Path, known: Iterable[Table[Any]]) -> Copy:
    """Read a file that `export` wrote, and check its records of `known` tables.

    Raises `ValueError` for anything else, and for a file of a later version; and `OSError`.
    """
    tables_known = {each.name: each for each in known}
    try:
        copy = Copy(plain.parse(file.read_bytes()), [], [])
        for name, documents in copy.tables.items():
            sandbox, kind = lines.place(name)
            table = tables_known.get(kind) if sandbox != lines.NO_SANDBOX else None
            if table is None:
                copy.others.append(name)
            else:
                records = [
                    _record(table, f"document {number} of {name}", each)
                    for number, each in documents.items()
                ]
                copy.kept.append((sandbox, table, records))
    except ValueError as error:
        raise ValueError(f"{file} cannot be restored: {error}") from error
    return copy


def restore(copy: Copy, url: str, *, replace: bool) -> None:
    """Put a copy into a store, which is created when missing: all of it, or nothing.

    Raises `HasRecords` for a store that has some, unless `replace` says that they go, and
    `ValueError` and `OSError` when it cannot be written.
    """
    url = _lasting(url)
    file = _file_of(url)
    if file is not None and url.startswith(LOG):
        check_locks()
        done = logs.restore(file, copy.tables, replace=replace)
    elif copy.others:
        raise ValueError(f"a database cannot keep what is no record: {', '.join(copy.others)}")
    else:
        open_store(url).close()  # with its schema up to date
        from paydrill.stores.sql import copying  # noqa: PLC0415 - SQLAlchemy is slow to import

        done = copying.restore(url, copy.kept, replace=replace)
    if not done:
        raise HasRecords(f"{shown(url)} has records")


def _lasting(url: str) -> str:
    """Return the URL of a store that outlives its process, as backends spell it."""
    url = canonical(url)
    if url.startswith(_NOTHING_KEPT):
        raise StoreUrlError("memory: keeps nothing outside the server's process")
    if not url.startswith((LOG, "sqlite:", "postgresql:")):
        open_store(url).close()  # which says what is wrong with it
    return url


def _file_of(url: str) -> Path | None:
    """Return the file of a store; `None` for a store that is none."""
    if url.startswith(LOG):
        return Path(url.removeprefix(LOG))
    return Path(url.removeprefix(_FILE).partition("?")[0]) if url.startswith(_FILE) else None


def _record(table: Table[Any], where: str, document: Document) -> Any:
    """Return a document as a record. Raises `ValueError` for what cannot be one."""
    fields = set(table.fields)
    for field in sorted(document.keys() - fields):
        raise ValueError(f"{where} has {field!r}, a field that no such record has")
    for field in sorted(fields - document.keys() - table.record._field_defaults.keys()):
        raise ValueError(f"{where} has no {field!r}")
    kinds: dict[str, Any] = dict.fromkeys(table.indexes, str | None)
    kinds |= {"id": str, "position": int}
    for field, value in document.items():
        if not isinstance(value, kinds.get(field, str | int | None)):
            reason = f"{where} has a {field!r} that cannot be: {value!r}"
            raise ValueError(reason)  # noqa: TRY004 - what is wrong is the file
    return table.record(**document)
