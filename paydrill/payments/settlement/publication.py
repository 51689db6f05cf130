"""Write a batch's file piece by piece, so that it is never in memory as a whole."""

from collections.abc import Callable, Generator, Sequence
from typing import NamedTuple

from paydrill.payments.errors import SettlementFileNotFound, SettlementNotFound
from paydrill.payments.settlement import breaks
from paydrill.payments.settlement.batches import find
from paydrill.payments.settlement.lines import Line
from paydrill.payments.settlement.reading import Run, lines_of
from paydrill.payments.settlement.statement import Statement, statement_of
from paydrill.sandbox.sandbox import Sandbox


class Format(NamedTuple):
    """The functions that write a file: its head, any number of lines, and its tail."""

    media_type: str
    extension: str
    head: Callable[[Statement], str]
    body: Callable[[Statement, int, Sequence[Line]], str]
    """Write lines of a statement, numbered from the given number on; no lines give no text."""
    tail: Callable[[Statement], str]
    end_of_line: bytes = b"\n"
    """The bytes after each line of the statement, exact enough for a progress bar."""


def file_of(sandbox: Sandbox, batch_id: str) -> Statement:
    """Return the statement that a batch's file shows.

    Raises `SettlementNotFound`, and `SettlementFileNotFound` while the file is not available.
    """
    batch = find(sandbox, batch_id)
    if batch.available_at(sandbox.now_ms) is None:
        raise SettlementFileNotFound
    return statement_of(sandbox, batch)


def pieces(run: Run, statement: Statement, written_in: Format) -> Generator[bytes]:
    """Yield the file of a statement, the same bytes each time; `run` opens its sandbox.

    Raises `SettlementNotFound` when the sandbox was reset meanwhile, as the file is incomplete.
    """
    yield written_in.head(statement).encode()
    number = 1
    for true in lines_of(run, statement.batch.span, statement.schedule):
        lines = breaks.shown(true, statement.edits)
        last = statement.ends_in_line
        if last is not None and last < number + len(lines):
            yield _cut(statement, written_in, number, lines[: last - number + 1]).encode()
            return
        if lines:
            yield written_in.body(statement, number, lines).encode()
        number += len(lines)
    if number <= statement.totals.lines:
        raise SettlementNotFound("The sandbox was reset while this file was read")
    yield written_in.tail(statement).encode()


def _cut(statement: Statement, written_in: Format, number: int, lines: list[Line]) -> str:
    """Write the lines, and only the first half of the last."""
    *whole, half = lines
    last = written_in.body(statement, number + len(whole), [half])
    return written_in.body(statement, number, whole) + last[: len(last) // 2]
