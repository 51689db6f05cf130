"""Hand every exchange that is logged to a watcher as well."""

from collections.abc import Callable
from concurrent.futures import Future

from paydrill.request_log.exchange import Kept, Row
from paydrill.request_log.log import Log, Mark, Marks, Portion

Watch = Callable[[str, Row], object]
"""Takes a sandbox and a row, perhaps still raw. Each request waits for it."""


class WatchedLog:
    """A log whose every exchange a watcher gets, too."""

    def __init__(self, log: Log, watch: Watch) -> None:
        """Keep exchanges in `log`, after `watch` was given them."""
        self._log = log
        self._watch = watch

    def keep(self, sandbox: str, row: Row) -> Future[None] | None:
        """See `Log.keep`."""
        self._watch(sandbox, row)
        return self._log.keep(sandbox, row)

    def kept(self, sandbox: str) -> Kept:
        """See `Log.kept`."""
        return self._log.kept(sandbox)

    @property
    def blocks(self) -> bool:
        """See `Log.blocks`."""
        return self._log.blocks

    def news(self, known: Marks, sandbox: str | None) -> dict[str, Mark]:
        """See `Log.news`."""
        return self._log.news(known, sandbox)

    def after(self, sandbox: str, mark: Mark, most: int) -> Portion:
        """See `Log.after`."""
        return self._log.after(sandbox, mark, most)

    def forget(self, sandbox: str) -> None:
        """See `Log.forget`."""
        self._log.forget(sandbox)

    def size(self) -> tuple[int, int] | None:
        """See `Log.size`."""
        return self._log.size()
