"""Lend connections to transactions, and turn the driver's errors into those a store handles."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import TypeVar

from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from paydrill.sandbox.ports import StoreUnavailable
from paydrill.stores.sql.database import Connection, Database, Trouble
from paydrill.stores.sql.watch import Watch

T = TypeVar("T")

ATTEMPTS = 8

_PAUSE_S = 1.0
"""Seconds without an attempt to connect, after one that failed."""

_LONGEST_PAUSE_S = 0.5

BUSY = "The sandbox is too busy, and nothing was done; retry in a second"
_AWAY = "The database cannot be reached, and nothing was done; retry in a second"
_NO_CONNECTION = "Every connection to the database is in use; retry in a second"
_REFUSED = "The database refuses to work, and nothing was done; retry in a second"


class TryAgain(Exception):
    """Nothing of the transaction was kept, and it may succeed if it is run again."""


class ConnectionLost(TryAgain):
    """The connection is gone; nothing was kept, unless the commit was under way."""


class Connections:
    """A pool of one database. Safe to use from any thread."""

    def __init__(self, database: Database, pool: Engine) -> None:
        """Use one of the database's pools, which connects when a connection is first lent."""
        self._database = database
        self._pool = pool
        self._is_away = False
        self._away_until = 0.0
        self._calling = Lock()
        self._watch = Watch(database, self._lose)

    @contextmanager
    def lend(self) -> Iterator[Connection]:
        """Lend a connection; giving it back rolls back what was not committed.

        Raises `TryAgain` or `StoreUnavailable` in place of the driver's errors.
        """
        pooled = self._call_again() if self._is_away else self._connect()
        try:
            with self._watch.over(pooled.driver_connection):
                yield pooled.driver_connection
        except self._database.error as error:
            trouble = self._database.meaning(error)
            if trouble is None:
                raise
            if trouble is Trouble.CONFLICT:
                raise TryAgain from error
            if trouble is Trouble.REFUSED:
                raise StoreUnavailable(_REFUSED) from error
            pooled.invalidate(error)
            self._pool.dispose()  # when one is lost, so are the idle ones
            raise ConnectionLost from error
        finally:
            pooled.close()

    def close(self) -> None:
        """Close every connection that is not lent."""
        self._watch.close()
        self._pool.dispose()

    def _call_again(self) -> PoolProxiedConnection:
        """Connect to a database that was away, once a second.

        Others do not wait meanwhile: each would wait for an attempt of its own to time out.
        """
        if time.monotonic() < self._away_until or not self._calling.acquire(blocking=False):
            raise StoreUnavailable(_AWAY)
        try:
            pooled = self._connect()
            self._is_away = False
        finally:
            self._calling.release()
        return pooled

    def _connect(self) -> PoolProxiedConnection:
        try:
            return self._pool.raw_connection()
        except PoolTimeoutError as error:
            raise StoreUnavailable(_NO_CONNECTION) from error
        except self._database.error as error:
            self._lose()
            raise StoreUnavailable(_AWAY) from error

    def _lose(self) -> None:
        """Note that the database does not answer."""
        self._away_until = time.monotonic() + _PAUSE_S
        self._is_away = True


def insist(attempt: Callable[[], T]) -> T:
    """Retry `attempt` while it raises `TryAgain`, and return its result.

    Raises `StoreUnavailable` after `ATTEMPTS` attempts.
    """
    for number in range(ATTEMPTS):
        if number > 1:
            _pause(number)
        with suppress(TryAgain):
            return attempt()
    raise StoreUnavailable(BUSY)


def _pause(attempt: int) -> None:
    """Sleep up to 20 ms, 40 ms, …: at random, so that two in conflict do not collide again."""
    time.sleep(random.uniform(0, min(_LONGEST_PAUSE_S, 0.005 * 2**attempt)))  # noqa: S311 - no secret
