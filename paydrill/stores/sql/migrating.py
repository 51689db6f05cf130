"""Create the schema, or bring it up to date, when a store is opened."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from paydrill.stores.sql.database import Database
from paydrill.stores.sql.schema import REVISION, WRITTEN_BY
from paydrill.stores.versions import VERSION, LaterVersion, refuse_later

MIGRATIONS = Path(__file__).with_name("migrations")

_SAY_VERSION = """
INSERT INTO written_by (id, version) VALUES (1, :version)
ON CONFLICT (id) DO UPDATE SET version = excluded.version
"""


def migrate(database: Database) -> None:
    """Run the outstanding migrations, while no other process does, and write this version.

    Raises SQLAlchemy's errors, and `ValueError` for a database that a later version has written.
    """
    with database.engine.connect() as connection:
        found = revision(connection)
        is_current = found == REVISION
        if is_current and version(connection) == VERSION:
            return
    if not is_current:
        _upgrade(database, found)
    with database.engine.connect() as connection:
        if version(connection) != VERSION:
            connection.execute(text(_SAY_VERSION), {"version": VERSION})


def revision(connection: Connection) -> str | None:
    """Return the last migration that a database has had; `None` for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def version(connection: Connection) -> str | None:
    """Return the version that the records are of; `None` if none has said so yet.

    Raises `LaterVersion`.
    """
    if not inspect(connection).has_table(WRITTEN_BY.name):
        return None
    found = connection.scalar(text("SELECT version FROM written_by"))
    if found is None:
        return None
    refuse_later(found)
    return str(found)


def _upgrade(database: Database, found: str | None) -> None:
    # Only a schema that is not up to date has to wait for this import.
    from alembic.command import upgrade  # noqa: PLC0415 - seldom needed
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.connect() as connection:
        for statement in database.lock_schema:
            connection.exec_driver_sql(statement)
        config.attributes["connection"] = connection
        try:
            upgrade(config, "head")
        except CommandError:  # it knows no such revision
            raise LaterVersion(f"schema {found}") from None
        connection.commit()
