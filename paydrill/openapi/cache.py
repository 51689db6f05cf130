"""Keep raised documents between starts: read once, and never used if anything has changed since.

An entry is named after the contract's own bytes and the code that raised them. It also has the
digests of all other files that the contract refers to. The folder is safe to delete.
"""

import os
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NamedTuple

import orjson

from paydrill.openapi.findings import Finding, Origin

FOLDER = "PAYDRILL_CACHE"
"""The environment variable that names the folder."""

_MOST_ENTRIES = 64


class Raised(NamedTuple):
    """A raised document, its findings, and where its nodes come from."""

    document: dict[str, Any]
    findings: tuple[Finding, ...]
    origins: Mapping[str, Origin]


def key_of(data: bytes, *options: object) -> str:
    """Return the name of the entry for the contents of a contract file."""
    return sha256(data + repr((_code(), options)).encode()).hexdigest()


def load(key: str, file: Path) -> Raised | None:
    """Return what is kept under a key for a contract file, if all of it still holds."""
    try:
        entry = orjson.loads((folder() / f"{key}.json").read_bytes())
        if entry["key"] != key or entry["file"] != str(file):
            return None
        if any(_digest(Path(each)) != digest for each, digest in entry["others"].items()):
            return None
        findings = tuple(Finding(*each) for each in entry["findings"])
        origins = {at: Origin(*each) for at, each in entry["origins"].items()}
        return Raised(entry["document"], findings, origins)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def store(key: str, file: Path, raised: Raised, others: Mapping[str, str | None]) -> None:
    """Keep a raised document, with the digests of the other files; do nothing where it cannot."""
    entry = {
        "key": key,
        "file": str(file),
        "others": others,
        "document": raised.document,
        "findings": [[e.code, e.file, e.pointer, e.words] for e in raised.findings],
        "origins": {at: list(each) for at, each in raised.origins.items()},
    }
    try:
        data = orjson.dumps(entry)
        into = folder()
        into.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=into, suffix=".part", delete=False) as part:
            part.write(data)
        Path(part.name).replace(into / f"{key}.json")
        _evict(into)
    except (OSError, TypeError):
        return  # a read-only home, or numbers that JSON's readers do not share


def _evict(within: Path) -> None:
    entries = sorted(within.glob("*.json"), key=lambda each: each.stat().st_mtime)
    for entry in entries[:-_MOST_ENTRIES]:
        entry.unlink(missing_ok=True)


def folder() -> Path:
    """Return the folder of the cache."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else Path.home() / ".cache" / "paydrill"


def _digest(file: Path) -> str | None:
    try:
        return sha256(file.read_bytes()).hexdigest()
    except OSError:
        return None


@cache
def _code() -> str:
    """Return a digest of the modules that raise documents: another version has another one."""
    digest = sha256()
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()
