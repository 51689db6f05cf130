"""Name the contracts to serve: a file or an address, its name, and the path to mount it at."""

import re
from pathlib import Path
from typing import NamedTuple

from paydrill.values.own_contracts import OWN_CONTRACTS

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""Pattern of the name that a contract can be given."""

_NAMED = re.compile(rf"({NAME.pattern})=(.+)", re.DOTALL)
_MOUNTED = re.compile(r"(.+?)@(/[^@]*)", re.DOTALL)
_MOUNT = re.compile(r"/(?!~|_control(?:/|$))[A-Za-z0-9._~/-]*")
_MOUNT_WITHOUT_SLASH = re.compile(r"(.+\.(?:json|ya?ml))@([^/].*)", re.IGNORECASE | re.DOTALL)
_SCHEME = re.compile("[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_REMOTE = ("http://", "https://")


class SourceError(ValueError):
    """A contract named in a way that cannot be read; the text is for people."""


class Source(NamedTuple):
    """One contract to serve.

    `place` is a file or an `http` address. `name` and `mount` are `None` where the file decides:
    its stem, and the path of its first server.
    """

    place: str
    name: str | None = None
    mount: str | None = None
    address: str | None = None
    """The address that the file was read from; `None` for a file of this machine."""

    @classmethod
    def of(cls, text: str) -> "Source":
        """Read `[NAME=]FILE[@/MOUNT]`. Raises `SourceError`.

        A file that is called so takes precedence over the name and the mount.
        """
        if not text.strip():
            raise SourceError("a contract is a file or an address, not nothing")
        if _is_there(text):
            return cls(text)
        named = _NAMED.fullmatch(text)
        name, rest = (named[1], named[2]) if named else (None, text)
        if name in OWN_CONTRACTS:
            raise SourceError(f"{text}: the name {name} is Paydrill's own; choose another")
        if _SCHEME.match(rest) and not rest.startswith(_REMOTE):
            raise SourceError(f"{text}: an address begins with http:// or https://")
        if slip := _MOUNT_WITHOUT_SLASH.match(rest):
            raise SourceError(f"{text}: a mount begins with /: {slip[1]}@/{slip[2]}")
        mounted = _MOUNTED.fullmatch(rest)
        place, mount = (mounted[1], mounted[2]) if mounted else (rest, None)
        if mount is not None and not _MOUNT.fullmatch(mount):
            raise SourceError(f"{text}: a mount is a path such as /shop, not below /~ or /_control")
        return cls(place, name, None if mount is None else mount.rstrip("/"))

    @property
    def is_remote(self) -> bool:
        """Whether the contract is read from an address."""
        return self.place.startswith(_REMOTE)


def _is_there(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # too long for a name, or a NUL in it
        return False
