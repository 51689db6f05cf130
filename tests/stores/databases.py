"""Databases of stores, as other programs see them."""

from sqlalchemy import Engine, NullPool, create_engine


def raw(url: str) -> Engine:
    """The database as SQLAlchemy sees it without us."""
    return create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
