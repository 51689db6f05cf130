"""Hold the migrations of the schema: one revision a module, run by Alembic."""
