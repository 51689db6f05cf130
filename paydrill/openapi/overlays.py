"""Read overlays: files of the OpenAPI Overlay Specification that put a contract right."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from paydrill.openapi.reading import parse, read_bytes
from paydrill.shipped import CONTRACTS, OVERLAYS

FOLDER = "overlays"
SUFFIXES = (".overlay.yaml", ".overlay.yml", ".overlay.json")


@dataclass(frozen=True, eq=False)
class Overlay:
    """One overlay file, as it was when it was read."""

    file: Path
    data: bytes = b""
    unread: str = ""
    """The reason why the file could not be read; empty if it could."""

    @classmethod
    def of(cls, file: Path) -> "Overlay":
        """Read a file, and keep the reason where it cannot be read."""
        if file.is_dir():
            return cls(file, unread="is a folder, and no overlay")
        try:
            return cls(file, read_bytes(file))
        except ValueError as error:
            return cls(file, unread=str(error))

    @cached_property
    def content(self) -> dict[str, Any]:
        """The overlay itself. Raises `ValueError` saying why the file has none."""
        return self._parsed[0]

    @property
    def twice(self) -> list[list[str | int]]:
        """The paths of keys that stand twice."""
        return self._parsed[1]

    @cached_property
    def _parsed(self) -> tuple[dict[str, Any], list[list[str | int]]]:
        if self.unread:
            raise ValueError(self.unread)
        twice: list[list[str | int]] = []
        found = parse(
            self.data,
            is_json=self.file.suffix.lower() == ".json",
            twice=lambda path, key: twice.append([*path, key]),
        )
        if not isinstance(found, dict) or "overlay" not in found:
            raise ValueError("is no overlay, which begins with overlay: 1.0.0")
        return found, twice

    @property
    def identity(self) -> tuple[str, str]:
        """The place and the content of the overlay."""
        return str(self.file.resolve()), self.unread or sha256(self.data).hexdigest()


def beside(name: str, contract: Path | None) -> tuple[Overlay, ...]:
    """Find the overlay of a contract's name in a folder `overlays`, if there is one.

    Looked at are the folder that the command is called in, then that of the contract's file, which
    is `None` for a contract that has an address, and then the overlays that are shipped.
    """
    if contract is not None and contract.parent == CONTRACTS:
        return ()  # ours need no mending, and one of them may be called as one that does
    folders = [Path(FOLDER), OVERLAYS]
    if contract is not None:
        folders.insert(1, contract.parent / FOLDER)
    files = (folder / f"{name}{suffix}" for folder in folders for suffix in SUFFIXES)
    found = next(filter(_is_there, files), None)
    return () if found is None else (Overlay.of(found),)


def _is_there(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # too long for a name, or in a folder that must not be read
        return False
