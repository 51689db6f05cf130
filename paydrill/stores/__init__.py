"""Keep records in the backend that a URL chooses; each backend is a module."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from paydrill.sandbox.ports import Store
from paydrill.stores.memory import MemoryStore
from paydrill.values.suggestions import closest


def check_locks() -> None:
    """Raise `ValueError` on a system where no log can be written."""
    if sys.platform == "win32":
        raise ValueError("it needs Linux or macOS; sqlite:///data/paydrill.db keeps records here")


def _tinydb(place: str, durability: str) -> Store:
    check_locks()
    from paydrill.stores.tinydb.store import TinyDBStore  # noqa: PLC0415 - not on every system

    return TinyDBStore.open(place, durability)


def _sql(scheme: str) -> Callable[[str, str], Store]:
    def open_(place: str, durability: str) -> Store:
        if durability != "process":
            raise ValueError("a database has its own settings for what --durability says")
        # SQLAlchemy is slow to import, so only a SQL store loads it.
        from paydrill.stores.sql.store import SQLStore  # noqa: PLC0415 - loaded when used

        return SQLStore.open(f"{scheme}:{place}")

    return open_


class Scheme(NamedTuple):
    """A kind of store: how one is opened, and what its URL looks like."""

    open: Callable[[str, str], Store]
    form: str


SCHEMES: dict[str, Scheme] = {
    "memory": Scheme(MemoryStore.open, "memory:"),
    "tinydb": Scheme(_tinydb, "tinydb:data/paydrill.tinydb"),
    "sqlite": Scheme(_sql("sqlite"), "sqlite:///data/paydrill.db"),
    "postgresql": Scheme(_sql("postgresql"), "postgresql://USER@HOST/NAME"),
}
_ALIASES = {"postgresql+psycopg": "postgresql", "postgres": "postgresql"}
_SUFFIXES = {
    ".tinydb": "tinydb:",
    ".json": "tinydb:",
    ".db": "sqlite:///",
    ".sqlite": "sqlite:///",
    ".sqlite3": "sqlite:///",
}

# Up to the last "@": a password should have that character escaped, but may not.
_PASSWORD = re.compile(r"(?<=:)((?://)?[^:/@?]*:).*(?=@)|((?:^|[?&])password=)[^&]*")


class StoreUrlError(ValueError):
    """A store URL that names no backend, or a place the backend cannot use."""


def open_store(url: str, durability: str = "process") -> Store:
    """Open the store of a URL such as `memory:`. Raises `StoreUrlError` saying what is wrong.

    `durability` is one of `paydrill.settings.DURABILITIES`: when answered requests are on the disk.
    """
    scheme, _, place = canonical(url).partition(":")
    found = SCHEMES.get(scheme)
    if found is None or (":" not in url and scheme != "memory"):
        known = ", ".join(f"{name}:" for name in SCHEMES)
        raise StoreUrlError(f"{shown(url)!r} names no store; {_remedy(url)}known are {known}")
    try:
        return found.open(place, durability)
    except ModuleNotFoundError as error:
        remedy = f"the package {error.name} is not installed: pip install 'paydrill[postgres]'"
        raise StoreUrlError(f"the store {shown(url)} cannot be opened: {remedy}") from error
    except (OSError, ValueError) as error:
        reason = _reason(error)
        raise StoreUrlError(f"the store {shown(url)} cannot be opened: {reason}") from error


def canonical(url: str) -> str:
    """Spell a URL as the backends know it: `postgres://` and plain `memory` are accepted too."""
    scheme, _, place = url.partition(":")
    return f"{_ALIASES.get(scheme, scheme)}:{place}"


def shown(url: str) -> str:
    """Hide the password of a URL."""
    return _PASSWORD.sub(r"\1\2***", url)


def _remedy(url: str) -> str:
    scheme, colon, place = url.partition(":")
    near = closest(scheme, [*SCHEMES, *_ALIASES])
    prefix = _SUFFIXES.get(Path(url).suffix) if not colon else None
    if prefix is not None:
        return f"did you mean {prefix + url!r}? "
    if near is None:
        return ""
    meant = _ALIASES.get(near, near)
    return f"did you mean {shown(f'{meant}:{place}') if place else SCHEMES[meant].form!r}? "


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)
