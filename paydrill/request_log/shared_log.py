"""Keep the request logs of servers that share their records in the database, for all to read.

A response is sent once its exchange is in the log, so that its client finds it through any of the
servers.
"""

from concurrent.futures import Future

from paydrill.request_log.exchange import Exchange, Kept, Row
from paydrill.request_log.journal_entries import decoded
from paydrill.request_log.journal_writer import JournalWriter
from paydrill.request_log.log import NO_MARK, Mark, Marks, Portion

_ERA = 1
"""The era of every log: the database does not say when one was emptied."""


class SharedLog:
    """Keep each sandbox's last exchanges with any of the servers. Safe to use from any thread."""

    blocks = True

    def __init__(self, writer: JournalWriter) -> None:
        """Read the journal of `writer`, which writes the exchanges of this process."""
        self._writer = writer
        self._journal = writer.journal

    def keep(self, sandbox: str, row: Row) -> Future[None]:
        """See `Log.keep`."""
        return self._writer.write(sandbox, row)

    def kept(self, sandbox: str) -> Kept:
        """See `Log.kept`. Raises `StoreUnavailable`."""
        numbered, entries = self._journal.read(sandbox, self._writer.most)
        forgotten = numbered - len(entries)
        exchanges = [
            Exchange(number, *decoded(entry)) for number, entry in enumerate(entries, forgotten + 1)
        ]
        return Kept(exchanges, forgotten)

    def forget(self, sandbox: str) -> None:
        """See `Log.forget`. Raises `StoreUnavailable`."""
        self._journal.forget(sandbox)

    def news(self, known: Marks, sandbox: str | None) -> dict[str, Mark]:
        """See `Log.news`. Raises `StoreUnavailable`."""
        numbers = self._journal.numbers(sandbox)
        marks = {name: Mark(_ERA, number) for name, number in numbers.items()}
        found = {name: mark for name, mark in marks.items() if known.get(name) != mark}
        return found | dict.fromkeys(known.keys() - marks.keys(), NO_MARK)

    def after(self, sandbox: str, mark: Mark, most: int) -> Portion:
        """See `Log.after`. Raises `StoreUnavailable`."""
        entries = self._journal.read_after(sandbox, mark.number, most)
        exchanges = [Exchange(number, *decoded(entry)) for number, entry in entries]
        first = exchanges[0].number - 1 if exchanges else mark.number
        return Portion(exchanges, first - mark.number)

    def size(self) -> None:
        """Return `None`: only the database knows the size."""
        return
