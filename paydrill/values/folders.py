"""Lay folders over each other: a file of an earlier one hides those of its name in later ones."""

from collections.abc import Collection, Iterable
from pathlib import Path

YAML = frozenset({".yaml", ".yml"})


def files_in(folders: Iterable[Path], suffixes: Collection[str]) -> list[Path]:
    """List the files of folders, each folder's by name, hidden ones left out.

    A file that hides another has its name, though the two may end differently. Folders that are
    not there, or cannot be read, have none.
    """
    found: dict[str, list[Path]] = {}
    for folder in folders:
        here: dict[str, list[Path]] = {}
        for file in _files(folder):
            if file.suffix.lower() in suffixes and not file.name.startswith("."):
                here.setdefault(file.stem, []).append(file)
        for name, files in here.items():
            found.setdefault(name, files)
    return [file for files in found.values() for file in files]


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if each.is_file())
    except OSError:
        return []
