"""Limit the time that following takes of a server's."""

from time import monotonic

SHARE = 0.015
"""The part of the time that all followers together may take."""

_MOST_S = 0.03


class Allowance:
    """Time that may be used at once, and comes back little by little."""

    def __init__(self, share: float = SHARE) -> None:
        """Have all of it at first."""
        self._share = share
        self._left_s = _MOST_S
        self._at = monotonic()

    def use(self, used_s: float) -> None:
        """Note time that was used."""
        now = monotonic()
        self._left_s = min(_MOST_S, self._left_s + (now - self._at) * self._share) - used_s
        self._at = now

    @property
    def pause_s(self) -> float:
        """How long to wait until there is some again."""
        return max(0.0, -self._left_s / self._share)
