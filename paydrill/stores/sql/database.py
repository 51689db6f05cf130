"""Define the port through which the SQL store uses SQLite and PostgreSQL."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from enum import Enum
from typing import Any, Protocol

from sqlalchemy import Engine

Connection = Any
"""A connection of sqlite3 or psycopg; shared code uses the few methods that both have."""


class Trouble(Enum):
    """The meaning of a driver's error for the transaction that met it."""

    CONFLICT = "another transaction got in between"
    LOST = "the connection is gone; a new one may do"
    REFUSED = "the database is there, and cannot do it now"


class Database(Protocol):
    """A database, which is connected to when first used."""

    engine: Engine
    """SQLAlchemy's pool of connections, and the dialect that statements are written in."""
    aside: Engine | None
    """Another pool, for what a transaction may wait for while it keeps its connection; the journal
    needs it, which only a `shared` database has."""
    error: type[Exception]
    """The base class of the driver's errors."""
    begin: str
    """Statement that begins a transaction which reads as of one moment; its writes are refused as
    a `CONFLICT` if another transaction of its sandbox was committed after that moment."""
    begin_turn: str
    """Statement that begins a transaction which sees all earlier commits, once it has its turn."""
    turns_by_row: bool
    """Whether a turn is taken by a write to the sandbox's row. If not, `begin_turn` is enough, and
    a look writes nothing, for which a disk might have no room."""
    shared: bool
    """See `Store.shared`."""
    turns: int
    """How many transactions of one process may run at once."""
    lock_schema: tuple[str, ...]
    """Statements that begin a transaction which alone may change the schema."""

    def together(self, connection: Connection) -> AbstractContextManager[object]:
        """Return a context inside which statements need not wait for each other's results."""

    def stream(self, connection: Connection, statement: str) -> Iterable[Any]:
        """Execute a statement in a transaction, and yield its rows without holding them all."""

    def tell(self, sandbox: str) -> None:
        """Notify the processes that are `listening` of a commit in the sandbox."""

    def listening(self, heard: Callable[[str | None], object]) -> AbstractContextManager[None]:
        """See `Store.listening`."""

    def answers(self) -> bool:
        """Call the database beside the pool; tell whether it answers within a few seconds."""

    def cut(self, connection: Connection) -> None:
        """End the wait of another thread for this connection, which is lost by that."""

    def meaning(self, error: Exception) -> Trouble | None:
        """Classify an error of the driver, or of the pool; `None` means a fault of ours."""

    def remedy(self, error: BaseException | None) -> str:
        """Say what to do about a database that cannot be opened; empty if no remedy is known."""
