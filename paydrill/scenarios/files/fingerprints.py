"""Whether a file is still the one that was read."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Stamp(NamedTuple):
    """What changes when a file is written, or another one takes its place."""

    inode: int
    size: int
    written_ns: int
    changed_ns: int


Stamps = Mapping[Path, Stamp | None]
"""Files as they were when they were read; `None` for those that were not there."""


def stamp(found: os.stat_result) -> Stamp:
    """The stamp of a file that was looked at."""
    return Stamp(found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def stamp_of(file: Path) -> Stamp | None:
    """The file's stamp now; `None` if there is no such file."""
    try:
        return stamp(file.stat())
    except (OSError, ValueError):  # a path with NUL is no path
        return None


def are_stale(stamps: Stamps) -> bool:
    """Whether any of the files is another by now."""
    return any(stamp_of(file) != before for file, before in stamps.items())
