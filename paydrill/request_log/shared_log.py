"""Keep the request logs of servers that share their records in the database, for all to read.

A response is sent once its exchange is in the log, so that its client finds it through any of the
servers. Exchanges that come meanwhile are written together: the log costs time, but few statements.
"""

import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

import orjson

from paydrill.pipeline.result import NO_EVENTS
from paydrill.request_log.exchange import Exchange, Kept, Row
from paydrill.request_log.log import NO_MARK, Mark, Marks, Portion
from paydrill.sandbox.ports import Journal, StoreUnavailable
from paydrill.scenarios.transport import TransportFault

_ENCODING = "latin-1"  # gives every byte a character
_WIRE = Exchange._fields.index("wire") - 1
"""Place of `wire` in a row."""

_ERA = 1
"""The era of every log: the database does not say when one was emptied."""

_FACTS = Exchange._fields.index("id") - 1
"""How many facts come before the texts of a row."""

_log = logging.getLogger("paydrill")


class _Batch:
    """Exchanges to be written together."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, Row]] = []
        self.written: Future[None] = Future()


class SharedLog:
    """Keep each sandbox's last exchanges with any of the servers. Safe to use from any thread."""

    blocks = True

    def __init__(self, journal: Journal, most: int) -> None:
        """Keep at most `most` exchanges of each sandbox."""
        self._journal = journal
        self._most = most
        self._writer = ThreadPoolExecutor(1, "request-log")
        self._next: _Batch | None = None
        self._lock = Lock()

    def keep(self, sandbox: str, row: Row) -> Future[None]:
        """See `Log.keep`."""
        with self._lock:
            batch = self._next
            if batch is None:
                batch = self._next = _Batch()
                self._writer.submit(self._write)
            batch.rows.append((sandbox, row))
        return batch.written

    def kept(self, sandbox: str) -> Kept:
        """See `Log.kept`. Raises `StoreUnavailable`."""
        numbered, entries = self._journal.read(sandbox, self._most)
        forgotten = numbered - len(entries)
        exchanges = [
            Exchange(number, *_decoded(entry))
            for number, entry in enumerate(entries, forgotten + 1)
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
        exchanges = [Exchange(number, *_decoded(entry)) for number, entry in entries]
        first = exchanges[0].number - 1 if exchanges else mark.number
        return Portion(exchanges, first - mark.number)

    def size(self) -> None:
        """Return `None`: only the database knows the size."""
        return

    def _write(self) -> None:
        with self._lock:
            batch, self._next = self._next, None
        assert batch is not None  # noqa: S101 - each batch is submitted once
        try:
            entries = [(sandbox, _encoded(row)) for sandbox, row in batch.rows]
            self._journal.append(entries, self._most)
        except StoreUnavailable as error:
            # The responses are right all the same, and clients wait for them.
            _log.warning("%d requests are missing in the log: %s", len(batch.rows), error)
        except Exception:  # noqa: BLE001 - clients wait, even if the fault is ours
            _log.exception("%d requests are missing in the log", len(batch.rows))
        batch.written.set_result(None)


def _encoded(row: Row) -> str:
    *facts, id_, path, query, headers, body, answer_headers, answer = row
    wire = facts[_WIRE]
    facts[_WIRE] = wire and tuple(wire)
    lines = [_lines(headers.items()), _lines(answer_headers)]
    texts = [each.decode(_ENCODING) for each in (id_, query, body, answer)]
    return orjson.dumps([facts, path, lines, texts]).decode()


def _lines(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode(_ENCODING), value.decode(_ENCODING)) for name, value in headers]


def _decoded(entry: str) -> Row:
    facts, path, (headers, answer_headers), texts = orjson.loads(entry)
    id_, query, body, answer = (each.encode(_ENCODING) for each in texts)
    wire = facts[_WIRE]
    facts[_WIRE] = None if wire is None else TransportFault(*wire)
    told = dict(_bytes(headers))
    # Servers before 0.2 wrote no events.
    events = tuple(facts.pop()) if len(facts) == _FACTS else NO_EVENTS
    return (*facts, events, id_, path, query, told, body, _bytes(answer_headers), answer)


def _bytes(lines: Sequence[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(_ENCODING), value.encode(_ENCODING)) for name, value in lines]
