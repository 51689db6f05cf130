"""Create the table that says which version of Paydrill the records are of."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create it, empty: the version that opens the store writes its row."""
    op.create_table(
        "written_by",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Text, nullable=False),
    )
