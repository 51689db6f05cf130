"""When each sandbox was last used, and which have been idle so long that they may go."""

from heapq import nsmallest

DEFAULT_SANDBOX = "default"
"""The sandbox of requests that name none; it never goes."""

MAX_SANDBOXES = 10_000


class LastUse:
    """Times of the machine's clock. Safe to use from any thread."""

    def __init__(self, most: int) -> None:
        """`most` is how many sandboxes may be kept besides the default one."""
        self._most = most
        self._at_ms: dict[str, int] = {}

    def note(self, sandbox: str, at_ms: int) -> None:
        """It is used at this moment."""
        self._at_ms[sandbox] = at_ms

    def at_ms(self, sandbox: str) -> int | None:
        """When it was last used, as far as this process knows."""
        return self._at_ms.get(sandbox)

    def forget(self, sandbox: str) -> None:
        """It is gone."""
        self._at_ms.pop(sandbox, None)

    def surplus(self) -> list[str]:
        """The sandboxes that are too many: those that nobody has used for longest."""
        if len(self._at_ms) - (DEFAULT_SANDBOX in self._at_ms) <= self._most:
            return []
        idle = self._at_ms.copy()
        idle.pop(DEFAULT_SANDBOX, None)
        return nsmallest(len(idle) - self._most, idle, key=idle.__getitem__)
