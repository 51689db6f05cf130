"""Breaks: mistakes planted in what is delivered of a batch, each written down in its answer key.

Some change lines; the totals of the file follow them, as they would at an acquirer that has it
wrong from the start, so only the merchant's own books tell. The others change what is told of the
file, or its delivery. The batch itself stays as the ledger has it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from paydrill.payments.settlement.fees import Schedule
from paydrill.payments.settlement.lines import Line, Totals, line_at, total
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox

MISSING_LINE = "missing_line"
DUPLICATED_LINE = "duplicated_line"
AMOUNT_OFF_BY_ONE = "amount_off_by_one"
WRONG_FEE = "wrong_fee"
WRONG_TOTAL = "wrong_total"
BAD_CHECKSUM = "bad_checksum"
TRUNCATED = "truncated"
LATE_FILE = "late_file"
MISSING_FILE = "missing_file"
DUPLICATE_FILE = "duplicate_file"


class Wish(NamedTuple):
    """A break that the next batch is to have. `position` is its number."""

    id: str
    position: int
    type: str
    line: int | None
    """Which line, counted from 1; `None` leaves it to chance."""
    after_ms: int | None
    """How late a late file is."""
    currency: str | None
    """Of which currency; `None` for whichever comes first."""


class Break(NamedTuple):
    """A break that was planted. `position` is its place in the answer key."""

    id: str
    position: int
    batch: str
    type: str
    line: int | None
    """Number of the line in the file; of a missing line, the number it would have."""
    event: int | None
    """Position of the event that the line is about."""
    transaction_id: str | None
    field: str
    expected: str | None
    shown: str | None


WISHES = Table("settlement_wishes", Wish)
BREAKS = Table("settlement_breaks", Break, indexes=("batch",))


class LineBreak(NamedTuple):
    """What becomes of a line, and the field that tells."""

    edit: Callable[[Line], list[Line]]
    field: str
    value: Callable[[Line], int]


def _gross(line: Line) -> int:
    return line.gross_minor


def _markup(line: Line) -> int:
    return line.markup_minor


LINE_BREAKS: dict[str, LineBreak] = {
    MISSING_LINE: LineBreak(lambda _: [], "line", _gross),
    DUPLICATED_LINE: LineBreak(lambda line: [line, line], "line", _gross),
    AMOUNT_OFF_BY_ONE: LineBreak(
        lambda line: [line._replace(gross_minor=line.gross_minor + 1)], "gross", _gross
    ),
    WRONG_FEE: LineBreak(
        lambda line: [line._replace(markup_minor=line.markup_minor + 1)], "markup_fee", _markup
    ),
}

Edits = Mapping[int, str]
"""The type of break of each line that has one, by the position of its event."""


def keep(sandbox: Sandbox, batch_id: str, planted: Iterable[Break]) -> None:
    """Write a batch's answer key."""
    for number, each in enumerate(planted, 1):
        place = each._replace(id=f"{batch_id}/{number}", position=number, batch=batch_id)
        sandbox.tx.put(BREAKS, place)


def of_batch(sandbox: Sandbox, batch_id: str) -> list[Break]:
    """The answer key of a batch."""
    return list(sandbox.tx.find(BREAKS, ("batch", batch_id)))


def edits_of(breaks: Iterable[Break]) -> Edits:
    """Which lines are shown other than they are."""
    return {
        each.event: each.type
        for each in breaks
        if each.event is not None and each.type in LINE_BREAKS
    }


def shown(lines: list[Line], edits: Edits) -> list[Line]:
    """The lines as they are shown."""
    if not edits:
        return lines
    return [each for line in lines for each in _shown(line, edits)]


def shown_totals(sandbox: Sandbox, totals: Totals, edits: Edits, schedule: Schedule) -> Totals:
    """What the lines as they are shown add up to, when the true ones add up to `totals`."""
    for event in edits:
        line = line_at(sandbox, event, schedule)
        true, false = total([line]), total(_shown(line, edits))
        totals = Totals(*(t - a + b for t, a, b in zip(totals, true, false, strict=True)))
    return totals


def _shown(line: Line, edits: Edits) -> list[Line]:
    type_ = edits.get(line.event)
    return [line] if type_ is None else LINE_BREAKS[type_].edit(line)
