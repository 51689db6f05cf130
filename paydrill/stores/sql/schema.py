"""Define the tables: all records of all sandboxes in one, their turns, the journal, the counts.

A record is its JSON, beside the columns it is looked up by. A new kind of record needs no new
table. The primary key begins with the sandbox, so that the table can be sharded by it.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSON

REVISION = "0004"
"""The migration that makes this schema."""

# Compared byte by byte in any locale of the database: ids are no words.
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
# Not JSONB: a body is read and written whole, and JSONB has no NUL in its strings.
_BODY = Text().with_variant(JSON(), "postgresql")

KEYS = ("key_1", "key_2", "key_3")
"""The columns of a record's indexed fields, in the order its table names them."""

metadata = MetaData()

SANDBOXES = Table(
    "sandboxes",
    metadata,
    Column("name", _TEXT, primary_key=True),
    Column("version", BigInteger, nullable=False),
)
"""One row a sandbox. A transaction writes its sandbox's row before any other, so that transactions
take turns; `version` counts them."""

RECORDS = Table(
    "records",
    metadata,
    Column("sandbox", _TEXT, primary_key=True),
    Column("kind", _TEXT, primary_key=True),
    Column("id", _TEXT, primary_key=True),
    Column("position", BigInteger, nullable=False),
    *(Column(key, _TEXT) for key in KEYS),
    Column("body", _BODY, nullable=False),
)

Index(
    "records_by_position",
    RECORDS.c.sandbox,
    RECORDS.c.kind,
    RECORDS.c.position,
    RECORDS.c.id,
)
for _key in KEYS:
    Index(
        f"records_by_{_key}",
        RECORDS.c.sandbox,
        RECORDS.c.kind,
        RECORDS.c[_key],
        RECORDS.c.position,
        RECORDS.c.id,
        # Most records have fewer keys than there are columns; empty ones are not indexed.
        postgresql_where=RECORDS.c[_key].is_not(None),
        sqlite_where=RECORDS.c[_key].is_not(None),
    )

Table(
    "journals",
    metadata,
    Column("sandbox", _TEXT, primary_key=True),
    Column("numbered", BigInteger, nullable=False),
)
Table(
    "journal",
    metadata,
    Column("sandbox", _TEXT, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("entry", Text, nullable=False),
)

WRITTEN_BY = Table(
    "written_by",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Text, nullable=False),
)
"""One row: the version of Paydrill that the records are of."""

Table(
    "tallies",
    metadata,
    Column("sandbox", _TEXT, primary_key=True),
    Column("kind", _TEXT, primary_key=True),
    Column("name", _TEXT, primary_key=True),
    Column("status", Integer, primary_key=True, autoincrement=False),
    Column("times", BigInteger, nullable=False),
    Column("took_us", BigInteger, nullable=False),
    Column("forgotten", BigInteger, nullable=False),
)
