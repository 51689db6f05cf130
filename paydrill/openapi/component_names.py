"""Name the components that are made of what a contract refers to in other files."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


def name_of(source: str, path: list[str]) -> str:
    """Name a component after the last step of its path, or after its file."""
    wanted = path[-1] if path else Path(unquote(source)).name.partition(".")[0]
    return _NOT_IN_NAMES.sub("_", wanted) or "part"


def free_name(section: dict[str, Any], wanted: str) -> str:
    """Add a number to a name that a section has already."""
    name, number = wanted, 1
    while name in section:
        number += 1
        name = f"{wanted}-{number}"
    return name
