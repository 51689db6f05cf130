"""Adapt the SQL store to a PostgreSQL server, which processes on several machines may share."""

import logging
import os
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from functools import partial
from socket import SHUT_RDWR, socket
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine

from paydrill.stores.sql.database import Connection, Trouble
from paydrill.stores.sql.notifications import Notifications

CONNECTIONS = 8
"""The limit of one process. More would wait for the interpreter rather than for the database."""
CONNECTIONS_ASIDE = 2
"""Those for the journal, which transactions read: all would wait if these were of the same pool."""

_ROWS_SENT = 1_000
_SCHEMA_LOCK = 0x7061_7964_7269_6C6C  # "paydrill" in ASCII; a number identifies an advisory lock
_TIMEOUTS = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    # A process that hangs in the middle of a transaction must not hold up the others.
    "idle_in_transaction_session_timeout": "30s",
}
_ARGUMENTS = {
    "application_name": "paydrill",
    "connect_timeout": "3",
    # A server whose machine is gone sends nothing; without these, a request waits for minutes.
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}

_MEANINGS = {
    "40001": Trouble.CONFLICT,  # serialization failure
    "40P01": Trouble.CONFLICT,  # deadlock
    "57014": Trouble.REFUSED,  # query canceled, by the statement timeout
}
_MEANINGS_OF_CLASSES = {
    "08": Trouble.LOST,  # connection exception
    "57": Trouble.LOST,  # operator intervention: the server stops, or starts
    "25": Trouble.REFUSED,  # a standby takes no writes
    "53": Trouble.REFUSED,  # insufficient resources
    "55": Trouble.REFUSED,  # a lock was not available in time
    "58": Trouble.REFUSED,  # system error
}


class PostgreSQL:
    """A database on a PostgreSQL server."""

    error: type[Exception] = psycopg.Error
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ"
    begin_turn = "BEGIN ISOLATION LEVEL READ COMMITTED"
    turns_by_row = True
    shared = True
    turns = 256
    lock_schema: tuple[str, ...] = ("BEGIN", f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})")

    def __init__(self, url: URL) -> None:
        """Prepare the pool without connecting; the URL's parameters override those set here."""
        # psycopg warns when statements of a pipeline fail because an earlier one failed.
        logging.getLogger("psycopg").setLevel(logging.ERROR)
        arguments = {name: value for name, value in _ARGUMENTS.items() if name not in url.query}
        timeouts = " ".join(f"-c {name}={value}" for name, value in _TIMEOUTS.items())
        arguments["options"] = f"{timeouts} {url.query.get('options', '')}"
        url = url.set(drivername="postgresql+psycopg").difference_update_query(["options"])
        pool = partial(
            create_engine,
            url,
            isolation_level="AUTOCOMMIT",
            max_overflow=0,
            pool_timeout=5,
            pool_use_lifo=True,
            connect_args=arguments,
        )
        self.engine = pool(pool_size=CONNECTIONS)
        self.aside: Engine | None = pool(pool_size=CONNECTIONS_ASIDE)
        places, names = self.engine.dialect.create_connect_args(url)
        names = {**names, **arguments, "autocommit": True}
        self._connect = partial(psycopg.connect, *places, **names)
        """Connects beside the pool."""
        self._notifications = Notifications(self._connect)

    def together(self, connection: Connection) -> AbstractContextManager[object]:
        """See `Database.together`: libpq's pipeline makes one round trip of all statements."""
        pipeline: AbstractContextManager[object] = connection.pipeline()
        return pipeline

    def stream(self, connection: Connection, statement: str) -> Iterable[Any]:
        """See `Database.stream`: a cursor of the server's sends them as they are read."""
        with connection.cursor("records") as cursor:
            cursor.itersize = _ROWS_SENT
            cursor.execute(statement)
            yield from cursor

    def tell(self, sandbox: str) -> None:
        """See `Database.tell`."""
        self._notifications.tell(sandbox)

    def listening(self, heard: Callable[[str | None], object]) -> AbstractContextManager[None]:
        """See `Store.listening`."""
        return self._notifications.listening(heard)

    def answers(self) -> bool:
        """See `Database.answers`; a refusal, such as that of one connection too many, is an answer.

        No statement is needed: a new connection is answered by a new process of the server.
        """
        try:
            self._connect().close()
        except psycopg.errors.ConnectionTimeout:
            return False
        except psycopg.Error:
            return True
        return True

    def cut(self, connection: Connection) -> None:
        """See `Database.cut`."""
        with suppress(psycopg.Error, OSError), socket(fileno=os.dup(connection.fileno())) as end:
            end.shutdown(SHUT_RDWR)

    def remedy(self, error: BaseException | None) -> str:
        """See `Database.remedy`."""
        text = str(error)
        if "password" in text:
            return "; name user and password, as in postgresql://USER:PASSWORD@HOST/NAME"
        if "does not exist" in text:
            return "; create it, or name another"
        is_away = isinstance(error, psycopg.OperationalError) and error.sqlstate is None
        return "; start a PostgreSQL server there, or name another" if is_away else ""

    def meaning(self, error: Exception) -> Trouble | None:
        """See `Database.meaning`."""
        state = getattr(error, "sqlstate", None)
        if state is None:  # not an error from the server
            lost = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
            return Trouble.LOST if lost else None
        return _MEANINGS.get(state) or _MEANINGS_OF_CLASSES.get(state[:2])
