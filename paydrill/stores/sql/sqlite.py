"""Adapt the SQL store to a SQLite file, for one process or a few that take turns writing."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event

from paydrill.stores.sql.database import Connection, Trouble

BUSY_TIMEOUT_S = 10

_MEANINGS = {
    sqlite3.SQLITE_BUSY: Trouble.CONFLICT,
    sqlite3.SQLITE_CANTOPEN: Trouble.REFUSED,
    sqlite3.SQLITE_FULL: Trouble.REFUSED,
    sqlite3.SQLITE_IOERR: Trouble.REFUSED,
    sqlite3.SQLITE_READONLY: Trouble.REFUSED,
}
"""Meanings of primary result codes (sqlite.org/rescode.html)."""


class SQLite:
    """A SQLite database in one file, which is created when missing."""

    aside: Engine | None = None
    error: type[Exception] = sqlite3.Error
    begin = "BEGIN"
    begin_turn = "BEGIN IMMEDIATE"
    turns_by_row = False
    shared = False  # processes can share the file, but not learn of commits
    turns = 1  # SQLite writes one transaction at a time, over all sandboxes
    lock_schema: tuple[str, ...] = ("BEGIN EXCLUSIVE",)

    def __init__(self, url: URL) -> None:
        """Create the file's folder, and prepare the engine.

        Raises `OSError` when the folder cannot be made or the file not be written, `ValueError`
        when the URL names no file.
        """
        if not url.database or url.database == ":memory:":
            raise ValueError("name a file, as in sqlite:///data/paydrill.db, with three slashes")
        path = Path(url.database)
        if path.is_dir():
            raise ValueError(f"{path} is a folder; name a file in it")
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not os.access(path, os.W_OK):  # SQLite would read it
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        self.engine = create_engine(
            url,
            isolation_level="AUTOCOMMIT",
            paramstyle="named",
            connect_args={"timeout": BUSY_TIMEOUT_S},
        )
        event.listen(self.engine, "connect", _prepare)

    def together(self, connection: Connection) -> AbstractContextManager[object]:
        """See `Database.together`: SQLite has no round trips to save."""
        return nullcontext(connection)

    def stream(self, connection: Connection, statement: str) -> Iterable[Any]:
        """See `Database.stream`."""
        rows: Iterable[Any] = connection.execute(statement)
        return rows

    def tell(self, sandbox: str) -> None:
        """See `Database.tell`: SQLite cannot notify other processes."""

    def listening(self, heard: Callable[[str | None], object]) -> AbstractContextManager[None]:
        """See `Store.listening`: other processes may write, but SQLite cannot notify this one."""
        del heard
        return nullcontext()

    def answers(self) -> bool:
        """See `Database.answers`: a file has no process that could hang."""
        return True

    def cut(self, connection: Connection) -> None:
        """See `Database.cut`."""
        connection.interrupt()

    def remedy(self, error: BaseException | None) -> str:
        """See `Database.remedy`."""
        del error
        return ""

    def meaning(self, error: Exception) -> Trouble | None:
        """See `Database.meaning`."""
        return _MEANINGS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)


def _prepare(connection: Any, _record: object) -> None:
    # Readers do not wait for a writer. Commits survive the end of the process, but not always a
    # power cut; the file stays whole either way.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
