"""Create the tables of sandboxes and their records."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSON

revision = "0001"
down_revision = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_BODY = sa.Text().with_variant(JSON(), "postgresql")
_KEYS = ("key_1", "key_2", "key_3")


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "sandboxes",
        sa.Column("name", _TEXT, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "records",
        sa.Column("sandbox", _TEXT, primary_key=True),
        sa.Column("kind", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        *(sa.Column(key, _TEXT) for key in _KEYS),
        sa.Column("body", _BODY, nullable=False),
    )
    op.create_index("records_by_position", "records", ["sandbox", "kind", "position", "id"])
    for key in _KEYS:
        present = sa.column(key).is_not(None)
        op.create_index(
            f"records_by_{key}",
            "records",
            ["sandbox", "kind", key, "position", "id"],
            postgresql_where=present,
            sqlite_where=present,
        )
