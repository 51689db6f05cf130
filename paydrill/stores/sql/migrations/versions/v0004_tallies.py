"""Create the counts of several processes, which only PostgreSQL uses."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create the table, on PostgreSQL unlogged as the journal is.

    It is written with every request, so its pages keep room for new versions of their rows.
    """
    is_shared = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "tallies",
        sa.Column("sandbox", _TEXT, primary_key=True),
        sa.Column("kind", _TEXT, primary_key=True),
        sa.Column("name", _TEXT, primary_key=True),
        sa.Column("status", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("times", sa.BigInteger, nullable=False),
        sa.Column("took_us", sa.BigInteger, nullable=False),
        sa.Column("forgotten", sa.BigInteger, nullable=False),
        prefixes=["UNLOGGED"] if is_shared else [],
        postgresql_with={"fillfactor": 50},
    )
