"""Write into every store which version of Paydrill it is of, and refuse those of a later one.

A later version may keep what this one would misread, and lose when it writes. Patches keep records
as their version does, so that two numbers say it.
"""

import re

from paydrill import __version__

_NUMBERS = re.compile(r"[0-9]{1,9}\.[0-9]{1,9}")

VERSION = ".".join(__version__.split(".")[:2])
"""The version of the records that this program writes."""


class LaterVersion(ValueError):
    """Records that a later version of Paydrill has written."""

    def __init__(self, written: str) -> None:
        """Say what to do about it; `written` tells of that version."""
        super().__init__(
            f"a later version of Paydrill has written it ({written}; this is {VERSION}): use that "
            f"one, or restore a copy from before the upgrade"
        )


def refuse_later(written: object) -> None:
    """Check the version that a store is of. Raises `LaterVersion`, and `ValueError` for no version.

    Stores without one are of the first version.
    """
    if not isinstance(written, str) or not _NUMBERS.fullmatch(written):
        raise ValueError(f"it is of no version of Paydrill: {written!r}")
    if _ordered(written) > _ordered(VERSION):
        raise LaterVersion(written)


def _ordered(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]
