"""Create the schema, or bring it up to date, when a store is opened."""

from pathlib import Path

from sqlalchemy import inspect, text

from paydrill.stores.sql.database import Database
from paydrill.stores.sql.schema import REVISION

MIGRATIONS = Path(__file__).with_name("migrations")


def migrate(database: Database) -> None:
    """Run the outstanding migrations, while no other process does.

    Raises SQLAlchemy's errors, and `ValueError` for a database that a later version has migrated.
    """
    with database.engine.connect() as connection:
        if inspect(connection).has_table("alembic_version"):
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
            if found == REVISION:
                return
    _upgrade(database)


def _upgrade(database: Database) -> None:
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
        except CommandError as error:
            raise ValueError(f"its schema is not one this version knows: {error}") from error
        connection.commit()
