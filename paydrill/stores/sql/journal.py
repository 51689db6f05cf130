"""Keep the requests of several processes in one journal, beside the records."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from paydrill.stores.sql.connections import Connections, insist

# One statement, so one round trip: it numbers and writes the new entries, and deletes old ones.
_APPEND = """
WITH log AS (
  INSERT INTO journals AS known VALUES (%(sandbox)s, %(count)s)
  ON CONFLICT (sandbox) DO UPDATE SET numbered = known.numbered + excluded.numbered
  RETURNING numbered
), forgotten AS (
  DELETE FROM journal USING log
  WHERE sandbox = %(sandbox)s AND number <= log.numbered - %(most)s
)
INSERT INTO journal (sandbox, number, entry)
SELECT %(sandbox)s, log.numbered - %(count)s + new.place, new.entry
FROM log, unnest(%(entries)s::text[]) WITH ORDINALITY AS new (entry, place)
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
_FORGET = """
WITH log AS (DELETE FROM journals WHERE sandbox = %(sandbox)s)
DELETE FROM journal WHERE sandbox = %(sandbox)s
"""


class SQLJournal:
    """The journal of a PostgreSQL database. Safe to use from any thread."""

    def __init__(self, connections: Connections) -> None:
        """Use the store's own connections."""
        self._connections = connections

    def append(self, entries: Sequence[tuple[str, str]], most: int) -> None:
        """See `Journal.append`."""
        by_sandbox: defaultdict[str, list[str]] = defaultdict(list)
        for sandbox, entry in entries:
            by_sandbox[sandbox].append(entry)
        for sandbox, new in by_sandbox.items():
            self._execute(
                _APPEND, {"sandbox": sandbox, "count": len(new), "most": most, "entries": new}
            )

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
        self._execute(_FORGET, {"sandbox": sandbox})

    def _execute(self, statement: str, values: dict[str, object]) -> list[Any]:
        def attempt() -> list[Any]:
            with self._connections.lend() as connection:
                cursor = connection.execute(statement, values)
                return list(cursor) if cursor.description else []

        return insist(attempt)
