"""Bound the requests that are made at once: all of them, and those to one host.

A slow receiver takes some slots of its host, and leaves the others, and other hosts, to the rest.
"""

from collections import Counter

MOST_AT_ONCE = 512
MOST_TO_A_HOST = 128
_MOST_IN_A_CLAIM = 64
"""Most that are claimed in one transaction, which holds up the sandbox's requests."""


class Slots:
    """The requests under way in this process, and who waits for them to end."""

    def __init__(self) -> None:
        """Start with none."""
        self._taken: Counter[str] = Counter()
        self._waiting: dict[str, dict[str, None]] = {}

    @property
    def free(self) -> int:
        """How many requests may be claimed now, to any host."""
        return min(MOST_AT_ONCE - self._taken.total(), _MOST_IN_A_CLAIM)

    def room(self, host: str) -> int:
        """Return how many more requests may be made to a host."""
        return MOST_TO_A_HOST - self._taken[host]

    def take(self, host: str) -> None:
        """Note a request that begins."""
        self._taken[host] += 1

    def give_back(self, host: str) -> None:
        """Note that a request has ended."""
        self._taken[host] -= 1
        if not self._taken[host]:
            del self._taken[host]

    def wait_for(self, hosts: set[str], sandbox: str) -> None:
        """Note that a sandbox has deliveries to these hosts, which have no room for more."""
        for host in hosts:
            self._waiting.setdefault(host, {})[sandbox] = None

    def woken(self) -> list[str]:
        """Return a sandbox for each host that has room again; it does not wait any more."""
        found = []
        for host in [each for each in self._waiting if self.room(each) > 0]:
            sandboxes = self._waiting[host]
            first = next(iter(sandboxes))
            del sandboxes[first]
            if not sandboxes:
                del self._waiting[host]
            found.append(first)
        return found
