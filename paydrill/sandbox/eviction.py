"""Track when each sandbox was last used, and list those idle long enough to be dropped."""

from collections import OrderedDict
from collections.abc import Mapping
from itertools import islice
from threading import Lock

DEFAULT_SANDBOX = "default"
"""The sandbox of requests that name none; it is never dropped."""

MAX_SANDBOXES = 10_000


class Eviction:
    """Last uses by the machine's clock, in order. Safe to use from any thread.

    Only `recall` takes longer the more sandboxes there are.
    """

    def __init__(self, most: int) -> None:
        """Keep at most `most` sandboxes besides the default one."""
        self._most = most
        self._at_ms: OrderedDict[str, int] = OrderedDict()
        self._latest: str | None = None
        self._lock = Lock()

    def note(self, sandbox: str, at_ms: int) -> None:
        """Note that a sandbox is used at this moment."""
        if sandbox == self._latest:  # as in nearly every request
            self._at_ms[sandbox] = at_ms
            return
        with self._lock:
            self._at_ms[sandbox] = at_ms
            self._at_ms.move_to_end(sandbox)
            self._latest = sandbox

    def recall(self, at_ms: Mapping[str, int]) -> None:
        """Add last uses from before this process; sandboxes used since keep their own."""
        with self._lock:
            for sandbox in sorted(at_ms, key=at_ms.__getitem__, reverse=True):
                if sandbox not in self._at_ms:
                    self._at_ms[sandbox] = at_ms[sandbox]
                    self._at_ms.move_to_end(sandbox, last=False)

    def at_ms(self, sandbox: str) -> int | None:
        """Return when a sandbox was last used, as far as this process knows."""
        return self._at_ms.get(sandbox)

    def forget(self, sandbox: str) -> None:
        """Forget a sandbox that is gone."""
        with self._lock:
            self._at_ms.pop(sandbox, None)
            if sandbox == self._latest:
                self._latest = None

    def surplus(self) -> list[str]:
        """List the sandboxes above the limit, the longest idle first."""
        too_many = len(self._at_ms) - (DEFAULT_SANDBOX in self._at_ms) - self._most
        if too_many <= 0:
            return []
        # One C call: during a loop in Python, other threads could change the dictionary.
        idle = list(islice(self._at_ms, too_many + 1))
        return [name for name in idle if name != DEFAULT_SANDBOX][:too_many]
