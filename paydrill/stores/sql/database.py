"""What a store asks of SQLite and of PostgreSQL, which do it each in its own way."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import Enum
from typing import Any, Protocol

from sqlalchemy import Engine

Connection = Any
"""A driver's connection. Of sqlite3's and psycopg's, the same few methods are used."""


class Trouble(Enum):
    """What an error of the driver means for the transaction that met it."""

    CONFLICT = "another transaction got in between"
    LOST = "the connection is gone; a new one may do"
    REFUSED = "the database is there, and cannot do it now"


class Database(Protocol):
    """A database, connected to when first used."""

    engine: Engine
    """SQLAlchemy's pool of connections, and the dialect that statements are written in."""
    error: type[Exception]
    """What the driver raises."""
    begin: str
    """Begins a transaction that sees one moment; what it writes is refused as a `CONFLICT` if
    another transaction of its sandbox was committed after that moment."""
    begin_turn: str
    """Begins a transaction that sees, once it has taken its turn, all that was committed before."""
    shared: bool
    """See `Store.shared`."""
    turns: int
    """How many transactions of one process may be under way at once."""
    lock_schema: tuple[str, ...]
    """Begins a transaction that alone may change the schema."""

    def together(self, connection: Connection) -> AbstractContextManager[object]:
        """Statements executed inside it need not wait for one another's answers."""

    def tell(self, sandbox: str) -> None:
        """Have the processes that are `listening` told of a commit."""

    def listening(self, heard: Callable[[str | None], object]) -> AbstractContextManager[None]:
        """See `Store.listening`."""

    def meaning(self, error: Exception) -> Trouble | None:
        """What an error of the driver, or of the pool, means; `None` if it is a fault of ours."""

    def remedy(self, error: BaseException | None) -> str:
        """Say what to do about a database that cannot be opened; empty where nothing is known."""
