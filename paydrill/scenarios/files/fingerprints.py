"""Tell by its stamp whether a file has changed since it was read."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Stamp(NamedTuple):
    """The facts of a file that change when the file is written or replaced."""

    inode: int
    size: int
    written_ns: int
    changed_ns: int


Stamps = Mapping[Path, Stamp | None]
"""The stamps of files when they were read; `None` for missing files."""


def stamp(found: os.stat_result) -> Stamp:
    """Return the stamp of a file from its `stat` result."""
    return Stamp(found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def stamp_of(file: Path) -> Stamp | None:
    """Return the file's stamp now; `None` if there is no such file."""
    try:
        return stamp(file.stat())
    except (OSError, ValueError):  # ValueError: the path has a NUL
        return None


def are_stale(stamps: Stamps) -> bool:
    """Return whether any of the files has changed since it was stamped."""
    return any(stamp_of(file) != before for file, before in stamps.items())
