"""Print a line for each request of a server at the terminal, on a thread of its own.

A request waits only until it is handed over, which is an entry in a list. Under load the terminal
gets some of the lines, and how many it did not get.
"""

import shutil
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from threading import Event, Thread
from typing import TextIO

import click

from paydrill.cli.request_line import RequestLine
from paydrill.cli.terminal import is_coloured
from paydrill.request_log.exchange import Row
from paydrill.request_log.raw_exchange import exchange_of
from paydrill.request_log.recorder import Recorder
from paydrill.request_log.redaction import Redaction

MOST_AT_ONCE = 200
"""Most lines that are printed together: those of the last requests."""

_PAUSE_S = 0.1
_PATIENCE_S = 1.0


class RequestPrinter:
    """Print requests to a stream, ten times a second at most."""

    def __init__(self, redaction: Redaction, stream: TextIO) -> None:
        """Start with nothing to print; `redaction` is applied to rows that are still raw."""
        self._redaction = redaction
        self._stream = stream
        self._numbers = count(1)
        self._done = 0
        self._waiting: deque[tuple[int, str, Row]] = deque(maxlen=MOST_AT_ONCE)
        self._has_some = Event()
        self._is_ending = Event()
        self._thread = Thread(target=self._run, name="requests", daemon=True)

    def take(self, sandbox: str, row: Row) -> None:
        """Take an exchange to print. Called for every request."""
        self._waiting.append((next(self._numbers), sandbox, row))
        if not self._has_some.is_set():
            self._has_some.set()

    def start(self) -> None:
        """Begin to print."""
        self._thread.start()

    def close(self) -> None:
        """Print what waits, and end; a terminal that takes nothing is not waited for long."""
        self._is_ending.set()
        self._has_some.set()
        self._thread.join(_PATIENCE_S)

    def _run(self) -> None:
        with suppress(OSError, ValueError):  # the terminal is gone
            while not self._is_ending.is_set():
                self._has_some.wait()
                self._is_ending.wait(_PAUSE_S)
                self._has_some.clear()
                self._print()

    def _print(self) -> None:
        rows = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if not rows:
            return
        last, *_ = rows[-1]
        left_out = last - self._done - len(rows)
        self._done = last
        width, coloured = shutil.get_terminal_size().columns, is_coloured()
        lines = [f"… {left_out:,} more"] if left_out > 0 else []
        for number, sandbox, row in rows:
            exchange = exchange_of(row, self._redaction, number)
            line = RequestLine.of_exchange(sandbox, exchange)
            lines.append(line.text(width, coloured=coloured))
        click.echo("\n".join(lines), self._stream)


@contextmanager
def printing(recorder: Recorder) -> Iterator[None]:
    """Print every request that is logged on standard error, while open."""
    printer = RequestPrinter(recorder.redaction, sys.stderr)
    recorder.show(printer.take)
    printer.start()
    try:
        yield
    finally:
        printer.close()
