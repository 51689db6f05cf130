"""Where records live: one backend a module, chosen by URL."""

import re
from collections.abc import Callable

from paydrill.engine.ports import Store
from paydrill.stores.memory import MemoryStore
from paydrill.stores.tinydb import TinyDBStore


def _sql(scheme: str) -> Callable[[str], Store]:
    def open_(place: str) -> Store:
        # Only who uses a database waits for SQLAlchemy to be imported.
        from paydrill.stores.sql.store import SQLStore  # noqa: PLC0415 - see above

        return SQLStore.open(f"{scheme}:{place}")

    return open_


SCHEMES: dict[str, Callable[[str], Store]] = {
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


def open_store(url: str) -> Store:
    """The store of a URL such as `memory:`. Raises `StoreUrlError` saying what is wrong."""
    scheme, colon, place = url.partition(":")
    backend = SCHEMES.get(_ALIASES.get(scheme, scheme))
    if backend is None or not colon:
        known = ", ".join(f"{name}:" for name in SCHEMES)
        raise StoreUrlError(f"{shown(url)!r} names no store; known are {known}")
    try:
        return backend(place)
    except (OSError, ValueError) as error:
        raise StoreUrlError(f"the store {shown(url)} cannot be opened: {error}") from error


def shown(url: str) -> str:
    """The URL without a password."""
    return _PASSWORD.sub(r"\1\2***", url)
