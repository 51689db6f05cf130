"""Declare the counters that rules keep from call to call."""

from typing import Protocol


class Counting(Protocol):
    """The counters of a sandbox; each key has its own."""

    def count(self, key: str) -> int:
        """Count a call under the key; return how many there were, with this one."""

    def chance(self, key: str) -> float:
        """Draw the key's next number in [0, 1); the same seed gives the same numbers in order."""

    def wait_ms(self, key: str, per_s: int, burst: int) -> int:
        """Return 0 if the key's rate admits a call now, else the milliseconds until it would.

        The rate admits `burst` calls at once, and `per_s` calls a second after that.
        """
