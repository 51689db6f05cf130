"""Create the request journal of several processes, which only PostgreSQL uses."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Create both tables, on PostgreSQL unlogged: a crash may empty them, and writes cost less."""
    prefixes = ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []
    op.create_table(
        "journals",
        sa.Column("sandbox", _TEXT, primary_key=True),
        sa.Column("numbered", sa.BigInteger, nullable=False),
        prefixes=prefixes,
    )
    op.create_table(
        "journal",
        sa.Column("sandbox", _TEXT, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("entry", sa.Text, nullable=False),
        prefixes=prefixes,
    )
