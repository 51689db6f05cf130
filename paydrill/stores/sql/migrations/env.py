"""Run the migrations for Alembic, over the given connection and in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
