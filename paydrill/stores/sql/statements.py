"""Build every statement of a request with SQLAlchemy Core, and compile it once.

SQLAlchemy writes the SQL of either database. Executing through it too would double the cost of a
payment, so the driver executes (docs/decisions/0010).
"""

from functools import cache
from operator import gt, lt
from typing import Any, NamedTuple

from sqlalchemy import (
    ClauseElement,
    Dialect,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    delete,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import Insert, insert  # SQLite takes the same SQL

from paydrill.stores.sql.schema import RECORDS, SANDBOXES

ROWS_AT_ONCE = 500
"""PostgreSQL takes 65,535 parameters a statement and SQLite 32,766; a row has eight."""

_COLUMNS = tuple(RECORDS.c.keys())
_PLACE = (RECORDS.c.position, RECORDS.c.id)
_BODY = cast(RECORDS.c.body, Text)
_IN_SANDBOX = RECORDS.c.sandbox == bindparam("sandbox")
_OF_KIND = _IN_SANDBOX & (RECORDS.c.kind == bindparam("kind"))
_OF_ID = _OF_KIND & (RECORDS.c.id == bindparam("id"))


class Statement(NamedTuple):
    """SQL for the driver, and the parameters that never change."""

    sql: str
    constants: dict[str, Any]


class Page(NamedTuple):
    """A page of records to read, and its order; the values come with each execution."""

    key: str | None
    """The key column to filter by; `None` for all records of the kind."""
    start: str | None
    """`after` a position, or after a `place` of position and id; `None` for the first record."""
    newest_first: bool
    size: int


class Statements:
    """The statements, compiled for one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        """Compile the statements that have one form only."""
        self._dialect = dialect
        self.get = self._compile(select(_BODY).where(_OF_ID))
        self.delete = self._compile(delete(RECORDS).where(_OF_ID))
        self.clear = self._compile(delete(RECORDS).where(_IN_SANDBOX))
        self.take_turn = self._compile(_take_turn())
        self.sandboxes = self._compile(_sandboxes())
        self.page = cache(self._page)
        self.put = cache(self._put)

    def _page(self, page: Page) -> Statement:
        """Compile the query for position, id and body of a page of records."""
        return self._compile(_select(page))

    def _put(self, rows: int) -> tuple[Statement, tuple[str, ...]]:
        """Compile the upsert of `rows` records; return it with its parameter names, row by row."""
        names = [{column: f"{column}_{row}" for column in _COLUMNS} for row in range(rows)]
        made = insert(RECORDS).values(
            [{column: bindparam(name) for column, name in row.items()} for row in names]
        )
        statement = made.on_conflict_do_update(
            index_elements=RECORDS.primary_key.columns,
            set_={c.name: made.excluded[c.name] for c in RECORDS.c if not c.primary_key},
        )
        return self._compile(statement), tuple(name for row in names for name in row.values())

    def _compile(self, statement: ClauseElement) -> Statement:
        compiled = statement.compile(dialect=self._dialect)
        constants = {k: v for k, v in compiled.params.items() if v is not None}
        return Statement(str(compiled), constants)


def _select(page: Page) -> Select[Any]:
    selected = select(*_PLACE, _BODY).where(_OF_KIND).limit(page.size)
    if page.key is not None:
        selected = selected.where(RECORDS.c[page.key] == bindparam("key"))
    beyond = lt if page.newest_first else gt
    if page.start == "after":
        selected = selected.where(beyond(RECORDS.c.position, bindparam("position")))
    elif page.start == "place":
        place = tuple_(bindparam("position"), bindparam("id"))
        selected = selected.where(beyond(tuple_(*_PLACE), place))
    return selected.order_by(*(c.desc() if page.newest_first else c.asc() for c in _PLACE))


def _take_turn() -> Insert:
    """Build the write to the sandbox's row, which no two transactions can do at once."""
    return (
        insert(SANDBOXES)
        .values(name=bindparam("sandbox"), version=1)
        .on_conflict_do_update(
            index_elements=SANDBOXES.primary_key.columns,
            set_={"version": SANDBOXES.c.version + 1},
        )
    )


def _sandboxes() -> Select[Any]:
    """Build the query for names of sandboxes with records: those `after` a name, at most `most`.

    It looks into the index once a name, from each to the next, however many records there are.
    """
    name = func.min(RECORDS.c.sandbox).label("name")
    one = literal_column("1", Integer)
    is_first = RECORDS.c.sandbox > bindparam("after")
    names = select(name, one.label("number")).where(is_first).cte("names", recursive=True)
    following = select(func.min(RECORDS.c.sandbox)).where(RECORDS.c.sandbox > names.c.name)
    is_wanted = names.c.name.is_not(None) & (names.c.number < bindparam("most"))
    more = select(following.scalar_subquery(), names.c.number + one)
    names = names.union_all(more.where(is_wanted))
    return select(names.c.name).where(names.c.name.is_not(None)).order_by(names.c.name)
