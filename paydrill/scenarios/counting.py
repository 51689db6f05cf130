"""What rules need to remember from call to call."""

from typing import Protocol


class Counting(Protocol):
    """Counters of a sandbox; each key is counted by itself."""

    def count(self, key: str) -> int:
        """How often this was called with the key, this time included."""

    def chance(self, key: str) -> float:
        """The key's next number in [0, 1): the same ones, in order, for the same seed."""

    def wait_ms(self, key: str, per_s: int, burst: int) -> int:
        """0 if another call fits the rate now, else how long to wait until it would."""
