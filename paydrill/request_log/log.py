"""Define what keeps request logs."""

from collections.abc import Mapping
from concurrent.futures import Future
from typing import NamedTuple, Protocol

from paydrill.request_log.exchange import Exchange, Kept, Row


class Mark(NamedTuple):
    """How far the log of a sandbox has come: the number of its newest exchange.

    `era` changes when the log is emptied, where that can be known; 0 = there is no log.
    """

    era: int
    number: int


NO_MARK = Mark(0, 0)

Marks = Mapping[str, Mark]
"""Marks by sandbox."""


class Portion(NamedTuple):
    """Some exchanges after a number, and how many before these the log has dropped already."""

    exchanges: list[Exchange]
    missed: int


class Log(Protocol):
    """Keep each sandbox's last exchanges. Safe to use from any thread."""

    @property
    def blocks(self) -> bool:
        """Whether reading waits for a database."""

    def keep(self, sandbox: str, row: Row) -> Future[None] | None:
        """Log one exchange. Its response waits for the returned future; `None` = no wait."""

    def kept(self, sandbox: str) -> Kept:
        """Return the log of a sandbox."""

    def forget(self, sandbox: str) -> None:
        """Empty the log of a sandbox, and number its exchanges from the beginning again."""

    def size(self) -> tuple[int, int] | None:
        """Return how many exchanges there are and about how many bytes; `None` if unknown."""

    def news(self, known: Marks, sandbox: str | None) -> dict[str, Mark]:
        """Return the marks of a sandbox's log, or of all, that differ from those that are known.

        `NO_MARK` = a log that is gone.
        """

    def after(self, sandbox: str, mark: Mark, most: int) -> Portion:
        """Return at most `most` exchanges after a mark; none if the log was emptied since."""
