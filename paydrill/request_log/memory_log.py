"""Keep request logs in memory, bounded, for a server that shares its records with no other."""

from collections import OrderedDict, deque
from collections.abc import Iterator
from itertools import count, takewhile
from threading import Lock

from paydrill.request_log import raw_exchange
from paydrill.request_log.exchange import Exchange, Kept, Row
from paydrill.request_log.log import NO_MARK, Mark, Marks, Portion
from paydrill.request_log.redaction import USUAL_REDACTION, Redaction

MOST_BYTES = 64 * 1024 * 1024
"""Most bytes that the logs of all sandboxes take together."""

_OVERHEAD = 2_000
"""Bytes, roughly, that a parsed exchange takes besides its texts."""
_LENGTH = 0
"""Place of the length in a row."""


class _Log:
    """One sandbox's log, which may have dropped the oldest of its numbered exchanges.

    Exchanges up to number `searched` hold no secrets; `due` is the newest number at the last
    search.
    """

    __slots__ = ("due", "era", "numbered", "rows", "searched")

    def __init__(self, era: int = 0) -> None:
        self.era = era
        self.rows: deque[Row] = deque()
        self.numbered = 0
        self.searched = 0
        self.due = 0


class MemoryLog:
    """Each sandbox's last exchanges. Safe to use from any thread.

    Beyond `MOST_BYTES`, the sandbox that has been quiet for longest loses its exchanges first.
    """

    blocks = False

    def __init__(self, most: int, redaction: Redaction = USUAL_REDACTION) -> None:
        """Keep `most` exchanges of each sandbox; `redaction` is applied when one is parsed."""
        self._most = most
        self._redaction = redaction
        self._logs: OrderedDict[str, _Log] = OrderedDict()
        self._current, self._log = "", _Log()
        self._bytes = 0
        self._eras = count(1)
        self._lock = Lock()

    def keep(self, sandbox: str, row: Row) -> None:
        """See `Log.keep`."""
        with self._lock:
            log = self._log
            if sandbox != self._current:
                log = self._turn_to(sandbox)
            log.numbered += 1
            rows = log.rows
            rows.append(row)
            self._bytes += _OVERHEAD + row[_LENGTH]
            if len(rows) > self._most:
                self._bytes -= _OVERHEAD + rows.popleft()[_LENGTH]
            if self._bytes > MOST_BYTES:
                self._make_room()

    def kept(self, sandbox: str) -> Kept:
        """See `Log.kept`."""
        with self._lock:
            log = self._logs.get(sandbox)
            if log is None:
                return Kept([], 0)
            for place, row in enumerate(log.rows):
                if raw_exchange.is_as_sent(row):
                    self._read(log, place)
            rows, numbered = tuple(log.rows), log.numbered
        forgotten = numbered - len(rows)
        exchanges = [Exchange(number, *row) for number, row in enumerate(rows, forgotten + 1)]
        return Kept(exchanges, forgotten)

    def forget(self, sandbox: str) -> None:
        """See `Log.forget`."""
        with self._lock:
            log = self._logs.pop(sandbox, None)
            if sandbox == self._current:
                self._current = ""
            while log is not None and log.rows:
                self._drop_oldest(log)

    def news(self, known: Marks, sandbox: str | None) -> dict[str, Mark]:
        """See `Log.news`."""
        with self._lock:
            if sandbox is not None:
                mark = _mark(self._logs.get(sandbox))
                return {} if known.get(sandbox, NO_MARK) == mark else {sandbox: mark}
            # In order of last use: a sandbox used before one without news has none either.
            marks = ((name, _mark(log)) for name, log in reversed(self._logs.items()))
            found = dict(takewhile(lambda item: known.get(item[0]) != item[1], marks))
            if len(known) > len(self._logs):
                found |= dict.fromkeys(known.keys() - self._logs.keys(), NO_MARK)
            return found

    def after(self, sandbox: str, mark: Mark, most: int) -> Portion:
        """See `Log.after`. The rows stay as they are: nearly all are dropped unread."""
        with self._lock:
            log = self._logs.get(sandbox)
            if log is None or log.era != mark.era:
                return Portion([], 0)
            forgotten = log.numbered - len(log.rows)
            first = max(mark.number, forgotten)
            rows = [
                log.rows[at - forgotten] for at in range(first, min(first + most, log.numbered))
            ]
        exchanges = [
            raw_exchange.exchange_of(row, self._redaction, number)
            for number, row in enumerate(rows, first + 1)
        ]
        return Portion(exchanges, first - mark.number)

    def size(self) -> tuple[int, int]:
        """Return how many exchanges all sandboxes have, and about how many bytes they take."""
        with self._lock:
            return sum(len(each.rows) for each in self._logs.values()), self._bytes

    def search(self) -> Iterator[None]:
        """Remove secrets from exchanges that came before the last search; yield after each.

        Exchanges without secrets, nearly all, stay as they are. Other threads may use the log
        between two steps.
        """
        with self._lock:
            # In order of last use: a sandbox used before one without news has none either.
            logs = list(takewhile(_has_news, reversed(self._logs.values())))
        for log in logs:
            due, log.due = log.due, log.numbered
            while log.searched < due:
                with self._lock:
                    self._search(log, due)
                yield

    def _search(self, log: _Log, due: int) -> None:
        """Search the oldest exchange that is not searched yet, up to number `due`."""
        forgotten = log.numbered - len(log.rows)
        log.searched = max(log.searched, forgotten)
        if log.searched >= due:
            return
        place = log.searched - forgotten
        log.searched += 1
        row = log.rows[place]
        if raw_exchange.is_as_sent(row) and raw_exchange.may_hold_secrets(row, self._redaction):
            self._read(log, place)

    def _read(self, log: _Log, place: int) -> None:
        row = log.rows[place]
        read = log.rows[place] = raw_exchange.read(row, self._redaction)
        self._bytes += read[_LENGTH] - row[_LENGTH]

    def _turn_to(self, sandbox: str) -> _Log:
        log = self._logs.get(sandbox)
        if log is None:
            log = self._logs[sandbox] = _Log(next(self._eras))
        self._logs.move_to_end(sandbox)
        self._current, self._log = sandbox, log
        return log

    def _make_room(self) -> None:
        for log in self._logs.values():
            while log.rows and self._bytes > MOST_BYTES:
                self._drop_oldest(log)

    def _drop_oldest(self, log: _Log) -> None:
        self._bytes -= _OVERHEAD + log.rows.popleft()[_LENGTH]


def _has_news(log: _Log) -> bool:
    """Return whether some exchanges of the log are not yet searched for secrets."""
    return log.searched < log.numbered


def _mark(log: _Log | None) -> Mark:
    return NO_MARK if log is None else Mark(log.era, log.numbered)
