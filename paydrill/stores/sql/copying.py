"""Copy all records of a database as plain TinyDB JSON, and have such a copy in place of them.

Each is one transaction of the database, over all sandboxes.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, BinaryIO

import orjson
from sqlalchemy.exc import DBAPIError

from paydrill.stores.sql import migrating
from paydrill.stores.sql.database import Connection, Database
from paydrill.stores.sql.rows import Row, row_of
from paydrill.stores.sql.schema import REVISION
from paydrill.stores.sql.statements import ROWS_AT_ONCE, Statements
from paydrill.stores.sql.store import database_of, words_of
from paydrill.stores.tinydb import lines, plain
from paydrill.stores.tinydb.documents import Document
from paydrill.stores.versions import LaterVersion

Kept = tuple[str, Any, list[Any]]
"""A sandbox, a table, and the records that it has there."""

_ALL = """
SELECT sandbox, kind, CAST(body AS TEXT) FROM records WHERE sandbox <> ''
ORDER BY sandbox, kind, position, id
"""
_ANY = "SELECT 1 FROM records WHERE sandbox <> '' LIMIT 1"  # in '' are trials of room
_SANDBOXES = "SELECT name FROM sandboxes"
_DELETE = ("DELETE FROM records", "DELETE FROM journal", "DELETE FROM journals")


def export(url: str, to: BinaryIO) -> int:
    """Write all records that the database has at one moment, and return their number.

    Servers may go on using it meanwhile. Nothing is written to it, no migration either. Raises
    `ValueError` for a database that cannot be read.
    """
    with _connected(url) as (database, connection):
        connection.execute(database.begin)
        found = database.stream(connection, _ALL)
        tables = groupby(found, itemgetter(0, 1))
        return plain.write(
            ((lines.full_name(*at), map(_numbered, rows)) for at, rows in tables), to
        )


def restore(url: str, kept: Iterable[Kept], *, replace: bool) -> bool:
    """Have these records in the database, whose schema is up to date; return whether it was done.

    A database that has records is left as it is unless `replace` says so: then these go.
    """
    rows = (row_of(sandbox, table, each) for sandbox, table, found in kept for each in found)
    with _connected(url) as (database, connection):
        connection.execute(database.begin_turn)
        return _put(Statements(database.engine.dialect), connection, list(rows), replace=replace)


def _put(statements: Statements, connection: Connection, rows: list[Row], *, replace: bool) -> bool:
    """Take the turn of every sandbox, so that no other transaction gets in between; then write."""
    names = {name for (name,) in connection.execute(_SANDBOXES)}
    for name in sorted(names.union(row[0] for row in rows)):
        turn = statements.take_turn
        connection.execute(turn.sql, {**turn.constants, "sandbox": name})
    if connection.execute(_ANY).fetchone() is not None:
        if not replace:
            return False
        for statement in _DELETE:
            connection.execute(statement)
    for first in range(0, len(rows), ROWS_AT_ONCE):
        portion = rows[first : first + ROWS_AT_ONCE]
        put, fields = statements.put(len(portion))
        values = dict(zip(fields, chain(*portion), strict=True))
        connection.execute(put.sql, {**put.constants, **values})
    connection.execute("COMMIT")
    return True


@contextmanager
def _connected(url: str) -> Iterator[tuple[Database, Connection]]:
    """Lend a connection, and roll back what is not committed; no later version has written."""
    database = database_of(url)
    try:
        with database.engine.connect() as connection:
            found = migrating.revision(connection)
            if found is None:
                raise ValueError("it has no records of Paydrill")
            migrating.version(connection)
            if found > REVISION:
                raise LaterVersion(f"schema {found}")
            yield database, connection.connection.driver_connection
    except DBAPIError as error:
        raise ValueError(words_of(database, error.orig)) from error
    except database.error as error:
        raise ValueError(words_of(database, error)) from error
    finally:
        database.engine.dispose()


def _numbered(row: tuple[str, str, str]) -> tuple[str, Document]:
    document = orjson.loads(row[2])
    return plain.number_of(document["id"]), document
