"""Name the files to serve, and tell which of them an overlay is for."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from paydrill.openapi.overlays import SUFFIXES, Overlay
from paydrill.openapi.reading import read_bytes
from paydrill.openapi.sources import Source
from paydrill.values.own_contracts import OWN_CONTRACTS
from paydrill.values.suggestions import listed

_VERSION = re.compile(rb"\b(?:openapi|swagger)[\"']?\s*:")


class ContractFile(NamedTuple):
    """A file to serve: by what name, and below which path."""

    file: Path
    name: str = ""
    """Empty for the file's own name, without its ending."""

    mount: str | None = None
    """`None` for the path of the document's first server."""

    address: str | None = None
    """The address that it was read from; `None` for a file of this machine."""

    overlays: tuple[Overlay, ...] = ()
    """Overlays that were named for it."""

    @classmethod
    def of(cls, source: Source) -> "ContractFile":
        """Return the file of a source that has no address, or whose contract was fetched."""
        return cls(Path(source.place), source.name or "", source.mount, source.address)

    @property
    def called(self) -> str:
        """Its name, given or its file's."""
        return self.name or self.file.stem

    @property
    def is_own(self) -> bool:
        """Whether it is one of the server's own, which take no overlays."""
        return self.called in OWN_CONTRACTS


def overlaid(
    named: Sequence[ContractFile], found: Sequence[ContractFile], overlays: Iterable[Path]
) -> tuple[list[ContractFile], list[ContractFile], list[str]]:
    """Give overlays to the contracts they are for: those `named`, and those `found` in a folder.

    Returns both, and a line for each overlay that cannot be read, or is for no telling which.
    """
    given: defaultdict[ContractFile, tuple[Overlay, ...]] = defaultdict(tuple)
    problems: list[str] = []
    for file in overlays:
        overlay = Overlay.of(file)
        try:
            given[_contract_of(overlay, named, found)] += (overlay,)
        except ValueError as error:
            problems.append(f"{file}: {error}")
    return _with(named, given), _with(found, given), problems


def _with(
    files: Sequence[ContractFile], given: defaultdict[ContractFile, tuple[Overlay, ...]]
) -> list[ContractFile]:
    return [each._replace(overlays=each.overlays + given[each]) for each in files]


def _contract_of(
    overlay: Overlay, named: Sequence[ContractFile], found: Sequence[ContractFile]
) -> ContractFile:
    """Find the contract that an overlay is for. Raises `ValueError`.

    What it extends goes before its file's name, and both before there being only one contract.
    """
    files = [each for each in (*named, *filter(_may_be, found)) if not each.is_own]
    extended = overlay.content.get("extends")
    candidates = [
        [each for each in files if extended and extended in (each.address, str(each.file))],
        [each for each in files if isinstance(extended, str) and _ends_in(extended, each)],
        [each for each in files if overlay.file.name in _names_for(each)],
        [each for each in named if not each.is_own],
        files,
    ]
    for each in candidates:
        if len(each) == 1:
            return each[0]
    served = listed({each.called for each in files})
    raise ValueError(
        f"no telling which contract it is for ({served}): let it say `extends: FILE`,"
        f" or be called CONTRACT{SUFFIXES[0]}"
    )


def _may_be(found: ContractFile) -> bool:
    """Tell whether a file of a folder, which may have others, has the word that contracts have."""
    try:
        return _VERSION.search(read_bytes(found.file)) is not None
    except ValueError:
        return False


def _ends_in(extended: str, contract: ContractFile) -> bool:
    place = contract.address or str(contract.file)
    return _last_of(extended) == _last_of(place) != ""


def _last_of(place: str) -> str:
    try:
        return unquote(urlsplit(place).path).rpartition("/")[2]
    except ValueError:
        return ""


def _names_for(contract: ContractFile) -> set[str]:
    return {
        f"{name}{suffix}" for name in (contract.called, contract.file.stem) for suffix in SUFFIXES
    }
