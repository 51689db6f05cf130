"""Records as rows of the table `records`, and back."""

from typing import Any

import orjson

from paydrill.sandbox.ports import R, Table
from paydrill.stores.sql.schema import KEYS

Row = tuple[Any, ...]
"""The columns of `records`, in order."""


def row_of(sandbox: str, table: Table[R], record: R) -> Row:
    """The row of a record of that sandbox."""
    fields: dict[str, Any] = record._asdict()  # type: ignore[attr-defined] # a named tuple
    keys = [as_text(fields[name]) for name in table.indexes]
    keys += [None] * (len(KEYS) - len(keys))
    body = orjson.dumps(fields).decode()
    return (sandbox, table.name, as_text(record.id), record.position, *keys, body)


def record_of(table: Table[R], body: str) -> R:
    """The record of a row's body. A field the table has got since then has its default."""
    return table.record(**orjson.loads(body))


def as_text(value: str | None) -> str | None:
    r"""A string as the database takes it: PostgreSQL has no NUL in its text, so it is `\0`."""
    if value is None or ("\0" not in value and "\\" not in value):
        return value
    return value.replace("\\", "\\\\").replace("\0", "\\0")


def key_column(table: Table[R], field: str) -> str:
    """The column of an indexed field."""
    return KEYS[table.indexes.index(field)]
