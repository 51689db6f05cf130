"""Define breaks: mistakes planted in a batch's files or delivery, listed in its answer key.

Some breaks change lines. The totals of the file follow these lines, as with an acquirer whose data
is wrong from the start, so only the merchant's own books reveal the break. The other breaks change
the total, the checksum or the length of a file, or its delivery. The batch itself stays as the
ledger has it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from paydrill.payments.settlement.fees import Schedule
from paydrill.payments.settlement.lines import Line, Totals, total
from paydrill.payments.settlement.reading import line_at
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
    """A break requested for the next batch. `position` is its number."""

    id: str
    position: int
    type: str
    line: int | None
    """Number of the line, counted from 1; `None` lets the seed choose."""
    after_ms: int | None
    """The delay of a late file."""
    currency: str | None
    """Currency of the batch; `None` for the first batch of any."""


class Break(NamedTuple):
    """A planted break. `position` is its place in the answer key."""

    id: str
    position: int
    batch: str
    type: str
    line: int | None
    """Number of the line in the file; for a missing line, the number that it would have."""
    event: int | None
    """Position of the line's event."""
    transaction_id: str | None
    field: str
    expected: str | None
    shown: str | None


WISHES = Table("settlement_wishes", Wish)
BREAKS = Table("settlement_breaks", Break, indexes=("batch",))


class LineBreak(NamedTuple):
    """A type of break in a line: the edit of the line, the wrong field, and that field's value."""

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
    """Store a batch's answer key."""
    for number, each in enumerate(planted, 1):
        place = each._replace(id=f"{batch_id}/{number}", position=number, batch=batch_id)
        sandbox.tx.put(BREAKS, place)


def of_batch(sandbox: Sandbox, batch_id: str) -> list[Break]:
    """Return the answer key of a batch."""
    return list(sandbox.tx.find(BREAKS, ("batch", batch_id)))


def edits_of(breaks: Iterable[Break]) -> Edits:
    """Return the edits that these breaks make to lines."""
    return {
        each.event: each.type
        for each in breaks
        if each.event is not None and each.type in LINE_BREAKS
    }


def shown(lines: list[Line], edits: Edits) -> list[Line]:
    """Return the lines as the files show them."""
    if not edits:
        return lines
    return [each for line in lines for each in _shown(line, edits)]


def shown_totals(sandbox: Sandbox, totals: Totals, edits: Edits, schedule: Schedule) -> Totals:
    """Return the totals of the lines as the files show them, from the true `totals`."""
    for event in edits:
        line = line_at(sandbox, event, schedule)
        true, false = total([line]), total(_shown(line, edits))
        totals = Totals(*(t - a + b for t, a, b in zip(totals, true, false, strict=True)))
    return totals


def _shown(line: Line, edits: Edits) -> list[Line]:
    type_ = edits.get(line.event)
    return [line] if type_ is None else LINE_BREAKS[type_].edit(line)
