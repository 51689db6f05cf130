"""Where records live: one backend a module, chosen by URL."""

from collections.abc import Callable

from paydrill.engine.ports import Store
from paydrill.stores.memory import MemoryStore
from paydrill.stores.tinydb import TinyDBStore

SCHEMES: dict[str, Callable[[str], Store]] = {
    "memory": MemoryStore.open,
    "tinydb": TinyDBStore.open,
}


class StoreUrlError(ValueError):
    """A store URL that names no backend, or a place the backend cannot use."""


def open_store(url: str) -> Store:
    """The store of `memory:` or `tinydb:PATH`. Raises `StoreUrlError` saying what is wrong."""
    scheme, colon, place = url.partition(":")
    backend = SCHEMES.get(scheme)
    if backend is None or not colon:
        known = ", ".join(f"{name}:" for name in SCHEMES)
        raise StoreUrlError(f"{url!r} names no store; known are {known}")
    try:
        return backend(place)
    except (OSError, ValueError) as error:
        raise StoreUrlError(f"the store {url} cannot be opened: {error}") from error
