"""Keep records in SQLite or PostgreSQL: one schema, one transaction a request, SQLAlchemy Core.

Nothing is imported here, so that a server with another store does not load SQLAlchemy.
"""
