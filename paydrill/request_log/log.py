"""Define what keeps request logs."""

from concurrent.futures import Future
from typing import Protocol

from paydrill.request_log.exchange import Kept, Row


class Log(Protocol):
    """Keep each sandbox's last exchanges. Safe to use from any thread."""

    def keep(self, sandbox: str, row: Row) -> Future[None] | None:
        """Log one exchange. Its response waits for the returned future; `None` = no wait."""

    def kept(self, sandbox: str) -> Kept:
        """Return the log of a sandbox."""

    def forget(self, sandbox: str) -> None:
        """Empty the log of a sandbox, and number its exchanges from the beginning again."""

    def size(self) -> tuple[int, int] | None:
        """Return how many exchanges there are and about how many bytes; `None` if unknown."""
