"""Make ids and chance, the one source of both: same seed and same calls, same values.

Every value is a keyed hash of (seed, sandbox, purpose, number), so parallel calls cannot disturb
one another and a rerun draws the same.
"""

import secrets
from functools import lru_cache
from hashlib import blake2b, shake_128
from random import Random as Random  # noqa: PLC0414 - the only door to it: those who draw are given one

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_IN_BASE36 = bytes(_BASE36.encode()[byte % 36] for byte in range(256))
"""A digit of base 36 for each byte, some a little likelier than others."""
_WORD_LENGTH = 24
_TWO_TO_64 = float(2**64)


class Ids:
    """Ids and chance of one sandbox."""

    __slots__ = ("_hash", "_long_hash")

    def __init__(self, seed: int, sandbox: str) -> None:
        """Let `seed` and the sandbox's name decide every value."""
        key = f"{seed}/{sandbox}/".encode()
        self._hash = blake2b(key, digest_size=16)
        self._long_hash = blake2b(key, digest_size=_WORD_LENGTH)

    def hex(self, purpose: str, number: int) -> str:
        """Return 32 hexadecimal digits."""
        own = self._hash.copy()
        own.update(f"{purpose}/{number}".encode())
        return own.hexdigest()

    def uuid(self, purpose: str, number: int) -> str:
        """Return a UUID in the form of version 4 (RFC 9562 §5.4)."""
        h = self.hex(purpose, number)
        variant = "89ab"[int(h[16], 16) & 3]
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{variant}{h[17:20]}-{h[20:]}"

    def alphanumeric(self, purpose: str, number: int, length: int) -> str:
        """Return `length` digits and lower-case letters, at most 24."""
        value = int(self.hex(purpose, number), 16)
        letters = []
        for _ in range(length):
            value, index = divmod(value, 36)
            letters.append(_BASE36[index])
        return "".join(letters)

    def word(self, purpose: str, number: int) -> str:
        """Return 24 digits and lower-case letters, in a sixth of the time of `alphanumeric`."""
        own = self._long_hash.copy()
        own.update(f"{purpose}/{number}".encode())
        return own.digest().translate(_IN_BASE36).decode()

    def chance(self, purpose: str, number: int) -> float:
        """Return a number in [0, 1)."""
        return int(self.hex(purpose, number)[:16], 16) / _TWO_TO_64


@lru_cache(maxsize=4096)
def ids_of(seed: int, sandbox: str) -> Ids:
    """Return the ids of a sandbox under a seed; they hold no state, so one object is kept."""
    return Ids(seed, sandbox)


def random_of(seed: str) -> Random:
    """Return a generator of chance that a text decides; the same in every process."""
    return Random(seed)  # noqa: S311 - seeded, so that a rerun draws the same


def bytes_of(seed: str, length: int) -> bytes:
    """Return bytes that a text decides; the same in every process."""
    return shake_128(seed.encode()).digest(length)


def new_secret() -> str:
    """Return 256 secret bits as hexadecimal digits; the only value here that no seed decides."""
    return secrets.token_hex(32)
