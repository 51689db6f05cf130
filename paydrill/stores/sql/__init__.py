"""Records in SQLite or PostgreSQL: one schema, one transaction a request, on SQLAlchemy Core.

Nothing is imported here, so that a server with another store does not pay for SQLAlchemy.
"""
