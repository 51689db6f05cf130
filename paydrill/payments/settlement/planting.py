"""Plant breaks: choose the lines they change, and write the answer key."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from paydrill.payments.settlement.breaks import (
    BAD_CHECKSUM,
    DUPLICATE_FILE,
    LATE_FILE,
    LINE_BREAKS,
    MISSING_FILE,
    TRUNCATED,
    WISHES,
    WRONG_TOTAL,
    Break,
    Wish,
)
from paydrill.payments.settlement.lines import Line
from paydrill.payments.settlement.reading import Run, lines_of
from paydrill.payments.settlement.statement import Statement
from paydrill.payments.settlement.terms import Terms
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.times import HOUR, Milliseconds, duration_ms, from_rfc3339, rfc3339

_IN_A_LINE = {*LINE_BREAKS, TRUNCATED}
_COPY_SUFFIX = "_2"
_LATE_MS = 2 * HOUR


class _Told(NamedTuple):
    """The wrong field of a break, with its right value and the shown one."""

    field: str
    expected: str | None
    shown: str | None


def wish(sandbox: Sandbox, **words: Any) -> None:
    """Request a break for the next batch that closes; `words` are its fields in a scenario."""
    sandbox.tx.put(WISHES, _wish(sandbox.next_number(), words))


def take_wishes(sandbox: Sandbox, under: Terms, currency: str) -> list[Wish]:
    """Return the breaks for a batch of this currency: the scenario's, then those requested once.

    The requests are deleted.
    """
    standing = [_wish(0, words) for words in under.breaks]
    once = [each for each in sandbox.tx.find(WISHES) if each.currency in {None, currency}]
    for each in once:
        sandbox.tx.delete(WISHES, each.id)
    return [each for each in standing if each.currency in {None, currency}] + once


def in_lines(sandbox: Sandbox, run: Run, true: Statement, wishes: list[Wish]) -> list[Break]:
    """Return the breaks in lines of a statement, at most one a line, in the order of the file."""
    places = _places(sandbox, true, wishes)
    found = []
    shift = 0
    for index, line in _lines_at(run, true, places):
        type_ = places[index].type
        number = index + 1 + shift
        if type_ == TRUNCATED:
            told = _Told("lines", None, str(number - 1))
        else:
            how = LINE_BREAKS[type_]
            edited = how.edit(line)
            added = len(edited) - 1
            shift += added
            number += max(0, added)
            told = _Told(
                how.field,
                None if added > 0 else true.text(how.value(line)),
                None if added < 0 else true.text(how.value(edited[-1])),
            )
        found.append(_break(type_, told, number, line))
    expected = str(true.totals.lines + shift)
    return [each._replace(expected=expected) if each.type == TRUNCATED else each for each in found]


def in_file(statement: Statement, wishes: list[Wish]) -> list[Break]:
    """Return the breaks in a file's total, checksum and delivery, at most one of a type."""
    once = {each.type: each for each in reversed(wishes) if each.type in FILE_BREAKS}
    return [
        _break(type_, FILE_BREAKS[type_](statement, once[type_]))
        for type_ in FILE_BREAKS
        if type_ in once
    ]


def available_ms(closed_ms: Milliseconds, told: Mapping[str, str | None]) -> Milliseconds | None:
    """Return the time from which a file is available, or `None` for never.

    The mapping holds the shown values of the batch's breaks, by type.
    """
    if MISSING_FILE in told:
        return None
    late = told.get(LATE_FILE)
    return closed_ms if late is None else from_rfc3339(late, "")


def _wrong_total(statement: Statement, _: Wish) -> _Told:
    net_minor = statement.net_minor
    return _Told("net", statement.text(net_minor), statement.text(net_minor + 1))


def _bad_checksum(statement: Statement, _: Wish) -> _Told:
    checksum = statement.batch.checksum
    last = f"{(int(checksum[-1], 16) + 1) % 16:x}"
    return _Told("checksum", checksum, checksum[:-1] + last)


def _late_file(statement: Statement, how: Wish) -> _Told:
    closed_ms = statement.batch.closed_ms
    late_ms = closed_ms + (_LATE_MS if how.after_ms is None else how.after_ms)
    return _Told("available_at", rfc3339(closed_ms), rfc3339(late_ms))


def _missing_file(statement: Statement, _: Wish) -> _Told:
    return _Told("available_at", rfc3339(statement.batch.closed_ms), None)


def _duplicate_file(statement: Statement, _: Wish) -> _Told:
    return _Told("batch_id", None, statement.batch.id + _COPY_SUFFIX)


FILE_BREAKS: dict[str, Callable[[Statement, Wish], _Told]] = {
    WRONG_TOTAL: _wrong_total,
    BAD_CHECKSUM: _bad_checksum,
    LATE_FILE: _late_file,
    MISSING_FILE: _missing_file,
    DUPLICATE_FILE: _duplicate_file,
}


def _wish(number: int, words: Mapping[str, Any]) -> Wish:
    after = words.get("after")
    after_ms = None if after is None else duration_ms(after, "/after")
    line, currency = words.get("line"), words.get("currency")
    return Wish(str(number), number, words["type"], line, after_ms, currency)


def _break(type_: str, told: _Told, number: int | None = None, line: Line | None = None) -> Break:
    """Make a break without id, position and batch, which `breaks.keep` fills in."""
    event = None if line is None else line.event
    transaction_id = None if line is None else line.transaction_id
    return Break("", 0, "", type_, number, event, transaction_id, *told)


def _places(sandbox: Sandbox, true: Statement, wishes: list[Wish]) -> dict[int, Wish]:
    """Return the wish of each line to change, by index from 0, in order.

    A wish is dropped if its line does not exist or has a break already, or if no line is free.
    """
    count = true.totals.lines
    places: dict[int, Wish] = {}
    for number, each in enumerate(each for each in wishes if each.type in _IN_A_LINE):
        if each.line is None:
            chance = sandbox.ids.chance(f"settlement/{true.batch.id}", number)
            start = int(chance * count)
            free = (place % count for place in range(start, start + count))
            place = next((place for place in free if place not in places), count)
        else:
            place = each.line - 1
        if place < count and place not in places:
            places[place] = each
    return dict(sorted(places.items()))


def _lines_at(run: Run, true: Statement, places: dict[int, Wish]) -> Iterator[tuple[int, Line]]:
    """Yield the lines at these places, each with its index."""
    first = 0
    if places:
        for lines in lines_of(run, true.batch.span, true.schedule):
            yield from (
                (place, lines[place - first])
                for place in places
                if first <= place < first + len(lines)
            )
            first += len(lines)
