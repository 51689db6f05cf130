"""Read contracts from addresses: once, into a cache."""

import os
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from paydrill.openapi.fetching import fetch
from paydrill.openapi.sources import Source, SourceError

_SUFFIXES = {".yaml", ".yml", ".json"}


def local(source: Source, cache: Path, *, refresh: bool = False) -> Source:
    """Return the source with a file in place of its address; a file stays as it is.

    What was read once is taken from `cache`, unless `refresh`. Raises `SourceError`.
    """
    if not source.is_remote:
        return source
    path = _path_of(source.place)
    remote = Path(unquote(path.rstrip("/")))
    suffix = remote.suffix.lower() if remote.suffix.lower() in _SUFFIXES else ".yaml"
    file = cache / "contracts" / f"{sha256(source.place.encode()).hexdigest()[:32]}{suffix}"
    if refresh or not file.is_file():
        _write(file, _read(source.place))
    name = source.name or remote.stem or "contract"
    return source._replace(place=str(file), name=name, address=source.place)


def _path_of(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError as error:
        raise SourceError(f"{address}: {error}") from None


def _read(address: str) -> bytes:
    try:
        return fetch(address)
    except ValueError as error:
        raise SourceError(f"{address} {error}") from None


def _write(file: Path, content: bytes) -> None:
    """Write a file as a whole, so that another process never reads half of it."""
    part = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(file)
    except OSError as error:
        raise SourceError(f"{file} cannot be written: {error.strerror}") from None
