"""Find what a team's own folder lays over what is shipped: contracts, scenarios, handlers."""

import sys
from pathlib import Path

from paydrill.cli.settings_file import FILE
from paydrill.shipped import SHIPPED

RECORDS = "sqlite:///data/paydrill.db" if sys.platform == "win32" else "tinydb:data/paydrill.tinydb"
"""The store of a project; elsewhere records stay in memory."""


def is_project() -> bool:
    """Tell whether the command is called in a project's folder."""
    return any(each.exists() for each in (Path("openapi"), Path("scenarios"), FILE))


def store() -> str:
    """Return the URL of the store that is used unless another is named."""
    return RECORDS if is_project() else "memory:"


def folders(name: str) -> tuple[Path, ...]:
    """Return the folders of a name: the project's, if it has one, and the shipped one."""
    own, shipped = Path(name), SHIPPED / name
    return (own, shipped) if own.is_dir() and not own.samefile(shipped) else (shipped,)


def handlers() -> Path | None:
    """Return the project's folder of handlers; `None` without one."""
    own = Path("handlers")
    has_own = is_project() and own.is_dir() and not own.samefile(SHIPPED / "handlers")
    return own if has_own else None
