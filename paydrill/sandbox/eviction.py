"""When each sandbox was last used, and which have been idle so long that they may go."""

from collections import OrderedDict
from collections.abc import Mapping
from itertools import islice
from threading import Lock

DEFAULT_SANDBOX = "default"
"""The sandbox of requests that name none; it never goes."""

MAX_SANDBOXES = 10_000


class Eviction:
    """Times of the machine's clock, in the order of use. Safe to use from any thread.

    Nothing takes longer for there being many sandboxes, except to `recall` them.
    """

    def __init__(self, most: int) -> None:
        """`most` is how many sandboxes may be kept besides the default one."""
        self._most = most
        self._at_ms: OrderedDict[str, int] = OrderedDict()
        self._latest: str | None = None
        self._lock = Lock()

    def note(self, sandbox: str, at_ms: int) -> None:
        """Note that it is used at this moment."""
        if sandbox == self._latest:  # as in nearly every request
            self._at_ms[sandbox] = at_ms
            return
        with self._lock:
            self._at_ms[sandbox] = at_ms
            self._at_ms.move_to_end(sandbox)
            self._latest = sandbox

    def recall(self, at_ms: Mapping[str, int]) -> None:
        """Take over times from before; sandboxes that were used since are left alone."""
        with self._lock:
            for sandbox in sorted(at_ms, key=at_ms.__getitem__, reverse=True):
                if sandbox not in self._at_ms:
                    self._at_ms[sandbox] = at_ms[sandbox]
                    self._at_ms.move_to_end(sandbox, last=False)

    def at_ms(self, sandbox: str) -> int | None:
        """When it was last used, as far as this process knows."""
        return self._at_ms.get(sandbox)

    def forget(self, sandbox: str) -> None:
        """Forget one that is gone."""
        with self._lock:
            self._at_ms.pop(sandbox, None)
            if sandbox == self._latest:
                self._latest = None

    def surplus(self) -> list[str]:
        """List the sandboxes that are too many: those that nobody has used for longest."""
        too_many = len(self._at_ms) - (DEFAULT_SANDBOX in self._at_ms) - self._most
        if too_many <= 0:
            return []
        # Read at one go: with steps of ours in between, others might come between them.
        idle = list(islice(self._at_ms, too_many + 1))
        return [name for name in idle if name != DEFAULT_SANDBOX][:too_many]
