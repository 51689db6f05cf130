"""Keep the requests of several processes in one journal, and what they have counted, in PostgreSQL.

Each append is one statement, so one round trip, and happens as a whole. Rows of tallies are written
in the order of their key, so that no two statements wait for each other.
"""

from collections.abc import Sequence
from itertools import repeat
from typing import Any

from paydrill.sandbox.ports import Tally
from paydrill.stores.sql.connections import Connections, insist

_ARRAYS = ("kinds", "names", "statuses", "times", "took")
"""The names of tallies' fields, in their order, as arrays."""

# The row of the log is read, so locked, before those of the tallies.
_APPEND = """
WITH log AS (
  INSERT INTO journals AS known VALUES (%(sandbox)s, %(count)s)
  ON CONFLICT (sandbox) DO UPDATE SET numbered = known.numbered + excluded.numbered
  RETURNING numbered
), forgotten AS (
  DELETE FROM journal USING log
  WHERE sandbox = %(sandbox)s AND number <= log.numbered - %(most)s
), counted AS (
  INSERT INTO tallies AS known
  SELECT %(sandbox)s, new.*, 0
  FROM log, unnest(%(kinds)s::text[], %(names)s::text[], %(statuses)s::int[],
    %(times)s::bigint[], %(took)s::bigint[]) AS new
  ON CONFLICT (sandbox, kind, name, status) DO UPDATE
  SET times = known.times + excluded.times, took_us = known.took_us + excluded.took_us
)
INSERT INTO journal (sandbox, number, entry)
SELECT %(sandbox)s, log.numbered - %(count)s + new.place, new.entry
FROM log, unnest(%(entries)s::text[]) WITH ORDINALITY AS new (entry, place)
"""
_COUNT = """
INSERT INTO tallies AS known
SELECT %(sandbox)s, new.*, 0
FROM unnest(%(kinds)s::text[], %(names)s::text[], %(statuses)s::int[],
  %(times)s::bigint[], %(took)s::bigint[]) AS new
ON CONFLICT (sandbox, kind, name, status) DO UPDATE
SET times = known.times + excluded.times, took_us = known.took_us + excluded.took_us
"""
_READ = """
SELECT known.numbered, entries.entry
FROM journals known LEFT JOIN journal entries
  ON entries.sandbox = known.sandbox AND entries.number > known.numbered - %(most)s
WHERE known.sandbox = %(sandbox)s
ORDER BY entries.number
"""
_READ_AFTER = """
SELECT number, entry FROM journal
WHERE sandbox = %(sandbox)s AND number > %(number)s ORDER BY number LIMIT %(most)s
"""
_NUMBERS = "SELECT numbered, sandbox FROM journals"
_NUMBER = f"{_NUMBERS} WHERE sandbox = %(sandbox)s"
# In this order, each seeing what was committed before it: the first waits for an append under way,
# and the second deletes what that one has appended.
_FORGET = (
    "DELETE FROM journals WHERE sandbox = %(sandbox)s",
    "DELETE FROM journal WHERE sandbox = %(sandbox)s",
)
_TALLIES = "SELECT kind, name, status, times, took_us FROM tallies WHERE sandbox = %(sandbox)s"
_TOTALS = """
SELECT kind, name, status, sum(times)::bigint, sum(took_us)::bigint, sum(forgotten)::bigint
FROM tallies GROUP BY kind, name, status
"""
_COUNTED = "SELECT count(DISTINCT sandbox) FROM tallies WHERE sandbox <> ''"
# They move to a sandbox that no request can name, so that the totals stay.
_FORGET_TALLIES = """
WITH held AS (
  SELECT kind, name, status FROM tallies WHERE sandbox = %(sandbox)s
  ORDER BY kind, name, status FOR UPDATE
), gone AS (
  DELETE FROM tallies USING held
  WHERE tallies.sandbox = %(sandbox)s AND tallies.kind = held.kind
    AND tallies.name = held.name AND tallies.status = held.status
  RETURNING tallies.kind, tallies.name, tallies.status, tallies.times, tallies.took_us
)
INSERT INTO tallies AS known
SELECT '', gone.*, 0 FROM gone ORDER BY kind, name, status
ON CONFLICT (sandbox, kind, name, status) DO UPDATE
SET times = known.times + excluded.times, took_us = known.took_us + excluded.took_us
"""
_FORGET_TOTALS = """
INSERT INTO tallies
SELECT '', kind, name, status, 0, 0, sum(times)
FROM tallies GROUP BY kind, name, status ORDER BY kind, name, status
ON CONFLICT (sandbox, kind, name, status) DO UPDATE SET forgotten = excluded.forgotten
"""


class SQLJournal:
    """The journal of a PostgreSQL database. Safe to use from any thread."""

    def __init__(self, connections: Connections) -> None:
        """Use connections that no transaction of the store keeps."""
        self._connections = connections

    def append(
        self, sandbox: str, entries: Sequence[str], tallies: Sequence[Tally], most: int
    ) -> None:
        """See `Journal.append`."""
        values: dict[str, object] = {"sandbox": sandbox}
        columns = zip(*sorted(tallies), strict=True) if tallies else repeat(())
        values |= {name: list(column) for name, column in zip(_ARRAYS, columns, strict=False)}
        if entries:
            values |= {"count": len(entries), "most": most, "entries": entries}
        self._execute(_APPEND if entries else _COUNT, values)

    def read(self, sandbox: str, most: int) -> tuple[int, list[str]]:
        """See `Journal.read`."""
        rows = self._execute(_READ, {"sandbox": sandbox, "most": most})
        return (rows[0][0] if rows else 0), [entry for _, entry in rows if entry is not None]

    def read_after(self, sandbox: str, number: int, most: int) -> list[tuple[int, str]]:
        """See `Journal.read_after`."""
        return self._execute(_READ_AFTER, {"sandbox": sandbox, "number": number, "most": most})

    def numbers(self, sandbox: str | None) -> dict[str, int]:
        """See `Journal.numbers`."""
        statement = _NUMBERS if sandbox is None else _NUMBER
        return {name: number for number, name in self._execute(statement, {"sandbox": sandbox})}

    def forget(self, sandbox: str) -> None:
        """See `Journal.forget`."""

        def attempt() -> None:
            with self._connections.lend() as connection, connection.transaction():
                for statement in _FORGET:
                    connection.execute(statement, {"sandbox": sandbox})

        insist(attempt)

    def tallies(self, sandbox: str) -> list[Tally]:
        """See `Journal.tallies`."""
        return [Tally(*row) for row in self._execute(_TALLIES, {"sandbox": sandbox})]

    def totals(self) -> list[Tally]:
        """See `Journal.totals`."""
        return [Tally(*row) for row in self._execute(_TOTALS, {})]

    def counted(self) -> int:
        """See `Journal.counted`."""
        [(number,)] = self._execute(_COUNTED, {})
        return int(number)

    def forget_tallies(self, sandbox: str | None) -> None:
        """See `Journal.forget_tallies`."""
        statement = _FORGET_TOTALS if sandbox is None else _FORGET_TALLIES
        self._execute(statement, {"sandbox": sandbox})

    def _execute(self, statement: str, values: dict[str, object]) -> list[Any]:
        def attempt() -> list[Any]:
            with self._connections.lend() as connection:
                cursor = connection.execute(statement, values)
                return list(cursor) if cursor.description else []

        return insist(attempt)
