"""Keep records in a SQL database: order the transactions of a sandbox, and retry on conflicts.

A transaction reads the database as of one moment, without a lock. Its first write is to the
sandbox's row, and fails if another transaction has written that row since; then the transaction
is run again, and locks the row before it reads (docs/decisions/0010). Threads of one process wait
for each other before they ask the database.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import NamedTuple, TypeVar

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from paydrill.sandbox.ports import GroupCommit, StoreUnavailable, Table, Transaction
from paydrill.stores.sql.connections import BUSY, ConnectionLost, Connections, TryAgain, insist
from paydrill.stores.sql.database import Database
from paydrill.stores.sql.journal import SQLJournal
from paydrill.stores.sql.migrating import migrate
from paydrill.stores.sql.statements import Statements
from paydrill.stores.sql.transaction import SQLTransaction

T = TypeVar("T")

PATIENCE_S = 10
"""Seconds that a request waits for other requests of its process and sandbox."""

_ALL = 2**31 - 1
_TURNS_AFTER_CONFLICT = 100
_UNKNOWN = (
    "The database was lost while it kept the result, which may be there or not; "
    "retry with the same Idempotency-Key, or look first"
)


class _Room(NamedTuple):
    """A record that takes as much room as the records of most requests."""

    id: str
    position: int
    text: str


_ROOM = Table("room", _Room)
# Under SQLite, some bytes are left on a disk that is too full for a payment.
_MUCH = _Room("", 0, "x" * 65536)


class _Turn:
    """A lock for the threads of this process, and a memory of conflicts with other processes."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.contended = 0
        """How many of the next transactions are to lock the sandbox's row before they read."""


class SQLStore:
    """A store in SQLite or PostgreSQL."""

    blocks = True
    group: GroupCommit | None = None

    def __init__(self, database: Database) -> None:
        """Use a database whose schema is up to date."""
        self.shared = database.shared
        self._database = database
        self._statements = Statements(database.engine.dialect)
        self._connections = Connections(database, database.engine)
        self._aside = Connections(database, database.aside) if database.aside else None
        self.journal = SQLJournal(self._aside) if self._aside else None
        self._turns = [_Turn() for _ in range(database.turns)]

    @classmethod
    def open(cls, url: str) -> "SQLStore":
        """Open the store of a SQLAlchemy URL, and migrate it. Raises `OSError` and `ValueError`."""
        database = database_of(url)
        try:
            migrate(database)
        except DBAPIError as error:
            raise ValueError(words_of(database, error.orig)) from error
        finally:
            database.engine.dispose()  # a store that could not be opened leaves no connection
        return cls(database)

    def transact(self, sandbox: str, work: Callable[[Transaction], T]) -> T:
        """See `Store.transact`."""
        with self._turn(sandbox) as turn:
            return insist(lambda: self._attempt(sandbox, work, turn))

    def sandboxes(self, after: str = "", most: int | None = None) -> list[str]:
        """See `Store.sandboxes`."""
        wanted = {"after": after, "most": _ALL if most is None else most}

        def ask() -> list[str]:
            with self._connections.lend() as connection:
                found = connection.execute(self._statements.sandboxes.sql, wanted)
                return [name for (name,) in found]

        return insist(ask)

    def drop(self, sandbox: str) -> None:
        """See `Store.drop`. The sandbox's row stays: an earlier reader has to conflict."""
        self.transact(sandbox, lambda tx: tx.clear())

    def listening(self, heard: Callable[[str | None], object]) -> AbstractContextManager[None]:
        """See `Store.listening`."""
        return self._database.listening(heard)

    def check(self) -> None:
        """See `Store.check`. It keeps a record in a sandbox that no request can name."""

        def attempt() -> None:
            with self._connections.lend() as connection:
                tx = SQLTransaction(
                    self._database, self._statements, connection, "", turn_first=True
                )
                tx.clear()  # SQLite would write nothing of a record that is there already
                tx.put(_ROOM, _MUCH)
                tx.commit()

        insist(attempt)

    def close(self) -> None:
        """See `Store.close`."""
        self._connections.close()
        if self._aside is not None:
            self._aside.close()

    def _attempt(self, sandbox: str, work: Callable[[Transaction], T], turn: _Turn) -> T:
        """Run `work` once. Raises `TryAgain` when nothing was kept and a retry may succeed."""
        try:
            with self._connections.lend() as connection:
                tx = SQLTransaction(
                    self._database,
                    self._statements,
                    connection,
                    sandbox,
                    turn_first=turn.contended > 0,
                )
                result = work(tx)
                if tx.commit():
                    self._database.tell(sandbox)
                return result
        except ConnectionLost as lost:
            if tx.ending:
                raise StoreUnavailable(_UNKNOWN) from lost
            raise
        except TryAgain:
            turn.contended = _TURNS_AFTER_CONFLICT
            raise

    @contextmanager
    def _turn(self, sandbox: str) -> Iterator[_Turn]:
        turn = self._turns[hash(sandbox) % len(self._turns)]
        if not turn.lock.acquire(timeout=PATIENCE_S):
            raise StoreUnavailable(BUSY)
        try:
            yield turn
            turn.contended = max(turn.contended - 1, 0)
        finally:
            turn.lock.release()


def words_of(database: Database, error: BaseException | None) -> str:
    """Say why a database cannot be opened, and what to do about it."""
    return str(error).partition("\n")[0] + database.remedy(error)


def database_of(url: str) -> Database:
    """Return the database of a SQLAlchemy URL. Raises `OSError` and `ValueError`."""
    try:
        made = make_url(url)
    except (ArgumentError, ValueError):
        # SQLAlchemy's message may quote a piece of the password.
        scheme, _, place = url.partition(":")
        file = f"sqlite:///{place.lstrip('/') or 'data/paydrill.db'}"
        form = file if scheme == "sqlite" else "postgresql://USER@HOST:5432/NAME"
        raise ValueError(f"write {form}") from None
    if made.get_backend_name() == "sqlite":
        from paydrill.stores.sql.sqlite import SQLite  # noqa: PLC0415 - each needs its own driver

        return SQLite(made)
    from paydrill.stores.sql.postgresql import PostgreSQL  # noqa: PLC0415 - each needs its own driver

    return PostgreSQL(made)
