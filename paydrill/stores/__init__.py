"""Where records live: one backend a module, chosen by URL."""

import re
from collections.abc import Callable

from paydrill.engine.ports import Store
from paydrill.stores.memory import MemoryStore
from paydrill.stores.tinydb.store import TinyDBStore


def _sql(scheme: str) -> Callable[[str, str], Store]:
    def open_(place: str, durability: str) -> Store:
        if durability != "process":
            raise ValueError("a database has its own settings for what --durability says")
        # Only who uses a database waits for SQLAlchemy to be imported.
        from paydrill.stores.sql.store import SQLStore  # noqa: PLC0415 - see above

        return SQLStore.open(f"{scheme}:{place}")

    return open_


SCHEMES: dict[str, Callable[[str, str], Store]] = {
    "memory": MemoryStore.open,
    "tinydb": TinyDBStore.open,
    "sqlite": _sql("sqlite"),
    "postgresql": _sql("postgresql"),
}
_ALIASES = {"postgresql+psycopg": "postgresql"}

# As far as the last "@", which a password had better escaped but may not have.
_PASSWORD = re.compile(r"(?<=:)((?://)?[^:/@?]*:).*(?=@)|((?:^|[?&])password=)[^&]*")


class StoreUrlError(ValueError):
    """A store URL that names no backend, or a place the backend cannot use."""


def open_store(url: str, durability: str = "process") -> Store:
    """The store of a URL such as `memory:`. Raises `StoreUrlError` saying what is wrong.

    `durability` is one of `paydrill.settings.DURABILITIES`: when the disk has what was answered.
    """
    scheme, colon, place = url.partition(":")
    backend = SCHEMES.get(_ALIASES.get(scheme, scheme))
    if backend is None or not colon:
        known = ", ".join(f"{name}:" for name in SCHEMES)
        raise StoreUrlError(f"{shown(url)!r} names no store; known are {known}")
    try:
        return backend(place, durability)
    except (OSError, ValueError) as error:
        raise StoreUrlError(f"the store {shown(url)} cannot be opened: {error}") from error


def shown(url: str) -> str:
    """The URL without a password."""
    return _PASSWORD.sub(r"\1\2***", url)
