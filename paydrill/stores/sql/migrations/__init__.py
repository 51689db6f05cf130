"""How the schema became what it is: one revision a module, run by Alembic."""
