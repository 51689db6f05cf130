"""Convert records to rows of the table `records`, and back."""

from typing import Any

import orjson

from paydrill.sandbox.ports import R, Table
from paydrill.stores.sql.schema import KEYS

Row = tuple[Any, ...]
"""The values of the columns of `records`, in order."""


def row_of(sandbox: str, table: Table[R], record: R) -> Row:
    """Return the row of a record of that sandbox."""
    fields: dict[str, Any] = record._asdict()  # type: ignore[attr-defined] # a named tuple
    keys = [as_text(fields[name]) for name in table.indexes]
    keys += [None] * (len(KEYS) - len(keys))
    body = orjson.dumps(fields).decode()
    return (sandbox, table.name, as_text(record.id), record.position, *keys, body)


def record_of(table: Table[R], body: str) -> R:
    """Return the record of a row's body; a field added to the table later has its default."""
    return table.record(**orjson.loads(body))


def as_text(value: str | None) -> str | None:
    r"""Escape a string for the database: PostgreSQL text has no NUL, which becomes `\0`."""
    if value is None or ("\0" not in value and "\\" not in value):
        return value
    return value.replace("\\", "\\\\").replace("\0", "\\0")


def key_column(table: Table[R], field: str) -> str:
    """Return the column of an indexed field."""
    return KEYS[table.indexes.index(field)]
