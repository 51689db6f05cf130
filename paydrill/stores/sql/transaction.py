"""Read and write a sandbox's records in one database transaction, in few round trips.

The transaction begins together with its first statement. Its writes are kept back until the
commit, and then sent together.
"""

from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any

from paydrill.sandbox.ports import R, Table
from paydrill.stores.sql.database import Connection, Database
from paydrill.stores.sql.pending import Pending
from paydrill.stores.sql.rows import as_text, key_column, record_of, row_of
from paydrill.stores.sql.statements import ROWS_AT_ONCE, Page, Statement, Statements

# Most reads in order take the first record, or one page of records.
_PAGE_SIZES = (8, 64, 512)


class SQLTransaction:
    """One transaction of the database; see `paydrill.sandbox.ports.Transaction`."""

    def __init__(
        self,
        database: Database,
        statements: Statements,
        connection: Connection,
        sandbox: str,
        *,
        turn_first: bool,
    ) -> None:
        """Prepare it; `turn_first` takes the sandbox's turn at the start, not at the commit."""
        self._database = database
        self._statements = statements
        self._connection = connection
        self._sandbox = sandbox
        self._turn_first = turn_first
        self._begun = False
        self._pending = Pending()
        self.ending = False
        """Whether the commit was sent; if the connection is lost then, its outcome is unknown."""

    def get(self, table: Table[R], id: str) -> R | None:
        """See `Transaction.get`."""
        written = self._pending.of(table)
        if id in written:
            return written[id]
        if self._pending.cleared:
            return None
        row = self._ask(self._statements.get, kind=table.name, id=as_text(id)).fetchone()
        return None if row is None else record_of(table, row[0])

    def put(self, table: Table[R], record: R) -> None:
        """See `Transaction.put`."""
        self._pending.write(table, record.id, record)

    def delete(self, table: Table[R], id: str) -> None:
        """See `Transaction.delete`."""
        self._pending.write(table, id, None)

    def find(
        self,
        table: Table[R],
        where: tuple[str, str] | None = None,
        *,
        after: int | None = None,
        newest_first: bool = False,
    ) -> Iterator[R]:
        """See `Transaction.find`."""
        stored = self._stored(table, where, after, newest_first=newest_first)
        return self._pending.over(stored, table, where, after, newest_first=newest_first)

    def clear(self) -> None:
        """See `Transaction.clear`."""
        self._pending.clear()

    def commit(self) -> bool:
        """Commit the writes; return whether there were any."""
        if not (self._begun or self._pending):
            return False
        self.ending = True
        with self._database.together(self._connection):
            if self._pending:
                self._begin()
                self._write()
            self._connection.execute("COMMIT")
        return bool(self._pending)

    def _stored(
        self,
        table: Table[R],
        where: tuple[str, str] | None,
        after: int | None,
        *,
        newest_first: bool,
    ) -> Iterator[R]:
        """Yield the database's records, a page at a time; none once the sandbox was cleared."""
        key = None if where is None else key_column(table, where[0])
        start = None if after is None else "after"
        value = None if where is None else as_text(where[1])
        place: tuple[int | None, str | None] = (after, None)
        for size in () if self._pending.cleared else chain(_PAGE_SIZES, repeat(_PAGE_SIZES[-1])):
            rows = self._ask(
                self._statements.page(Page(key, start, newest_first, size)),
                kind=table.name,
                key=value,
                position=place[0],
                id=place[1],
            ).fetchall()
            for *_, body in rows:
                yield record_of(table, body)
            if len(rows) < size:
                return
            start, place = "place", rows[-1][:2]

    def _ask(self, statement: Statement, **values: Any) -> Any:
        """Execute a statement that reads, beginning the transaction if necessary."""
        if self._begun:
            return self._execute(statement, **values)
        with self._database.together(self._connection):
            self._begin()
            return self._execute(statement, **values)

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        if self._turn_first:
            self._connection.execute(self._database.begin_turn)
            self._take_turn()
        else:
            self._connection.execute(self._database.begin)

    def _take_turn(self) -> None:
        if self._database.turns_by_row:
            self._execute(self._statements.take_turn)

    def _write(self) -> None:
        if not self._turn_first:
            self._take_turn()
        if self._pending.cleared:
            self._execute(self._statements.clear)
        for kind, id_ in self._pending.deletes():
            self._execute(self._statements.delete, kind=kind, id=as_text(id_))
        rows = [row_of(self._sandbox, table, record) for table, record in self._pending.puts()]
        for first in range(0, len(rows), ROWS_AT_ONCE):
            portion = rows[first : first + ROWS_AT_ONCE]
            statement, names = self._statements.put(len(portion))
            self._execute(statement, **dict(zip(names, chain(*portion), strict=True)))

    def _execute(self, statement: Statement, **values: Any) -> Any:
        return self._connection.execute(
            statement.sql, {**statement.constants, "sandbox": self._sandbox, **values}
        )
