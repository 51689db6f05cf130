r"""Write a file of fixed width, as mainframes use: 340 ASCII characters a record, then `\n`.

Text is padded on the right and cut if too long, numbers are padded with zeros on the left, amounts
are minor units after their sign, times are UTC. Characters that are not printable ASCII become
question marks. `docs/settlement-formats.md` has the table of positions.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from paydrill.payments.settlement.lines import (
    CHARGEBACK,
    CHARGEBACK_REVERSAL,
    DISPUTE_FEE,
    PAYMENT,
    PAYOUT_REVERSAL,
    REFUND,
    REFUND_REVERSAL,
    Line,
    Totals,
)
from paydrill.payments.settlement.statement import Statement
from paydrill.values.times import SECOND, Milliseconds

WIDTH = 340
VERSION = "PAYDRILL-SETTLEMENT-1"

FILE_HEADER, BATCH_HEADER, DETAIL, BATCH_TRAILER, FILE_TRAILER = "01289"
# Number of records before the details, and of those before and after them.
_HEADERS = 2
_AROUND = 4

_KINDS = {
    PAYMENT: "PY",
    REFUND: "RF",
    REFUND_REVERSAL: "RR",
    CHARGEBACK: "CB",
    CHARGEBACK_REVERSAL: "CR",
    DISPUTE_FEE: "DF",
    PAYOUT_REVERSAL: "PR",
}
_SIGNED = 16
_NOT_PRINTABLE = dict.fromkeys((*range(32), 127), "?")


def head(statement: Statement) -> str:
    """Write the file header and the batch header."""
    batch = statement.batch
    return _record(
        FILE_HEADER,
        1,
        _text(VERSION, 24),
        _text(statement.account, 63),
        _time(batch.closed_ms),
    ) + _record(
        BATCH_HEADER,
        2,
        _text(batch.id, 35),
        _number(batch.sequence, 6),
        _date(batch.business_date),
        _date(batch.value_date),
        _text(batch.currency, 3),
        _number(statement.exponent, 1),
        _text(statement.zone, 32),
        _time(batch.opened_ms),
        _time(batch.closed_ms),
        _amount(batch.opening_minor),
    )


def body(_: Statement, first: int, lines: Sequence[Line]) -> str:
    """Write a detail record for each line."""
    return "".join(_detail(number, line) for number, line in enumerate(lines, first))


def tail(statement: Statement) -> str:
    """Write the batch trailer and the file trailer, with the control totals."""
    totals = statement.totals
    return _record(
        BATCH_TRAILER,
        totals.lines + _HEADERS + 1,
        _number(totals.lines, 9),
        _number(totals.payments, 9),
        _amount(totals.payments_minor),
        _number(totals.refunds, 9),
        _amount(totals.refunds_minor),
        _amount(totals.gross_minor),
        _amount(totals.interchange_minor),
        _amount(totals.scheme_minor),
        _amount(totals.markup_minor),
        _amount(statement.net_minor),
        _amount(statement.payout_minor),
        _amount(statement.closing_minor),
        *_other_lines(totals),
    ) + _record(
        FILE_TRAILER,
        totals.lines + _AROUND,
        _number(1, 6),
        _number(totals.lines + _AROUND, 9),
        _amount(statement.net_minor),
    )


def _other_lines(totals: Totals) -> list[str]:
    """Write the totals of lines beside payments and refunds; nothing where there are none."""
    if not any(count for count, _ in totals.others.values()):
        return []
    return [
        field
        for count, amount_minor in totals.others.values()
        for field in (_number(count, 9), _amount(amount_minor))
    ]


def _detail(number: int, line: Line) -> str:
    return _record(
        DETAIL,
        number + _HEADERS,
        _number(number, 9),
        _KINDS[line.kind],
        _time(line.booked_ms),
        _text(line.transaction_id, 36),
        _text(line.original_id or "", 36),
        _text(line.reference or "", 40),
        _text(line.method, 4),
        _text(line.brand, 16),
        _text(line.last4, 4),
        _text(line.txid or "", 35),
        _text(line.end_to_end_id or "", 32),
        _amount(line.gross_minor),
        _amount(line.interchange_minor),
        _amount(line.scheme_minor),
        _amount(line.markup_minor),
        _amount(line.net_minor),
    )


def _record(type_: str, number: int, *fields: str) -> str:
    return f"{type_}{_number(number, 9)}{''.join(fields)}".ljust(WIDTH) + "\n"


def _text(value: str, width: int) -> str:
    if not (value.isascii() and value.isprintable()):
        value = value.encode("ascii", "replace").decode().translate(_NOT_PRINTABLE)
    return value[:width].ljust(width)


def _number(value: int, width: int) -> str:
    return str(value).zfill(width)


def _amount(amount_minor: int) -> str:
    return f"{amount_minor:+0{_SIGNED}d}"


def _date(day: str) -> str:
    return day.replace("-", "")


def _time(moment_ms: Milliseconds) -> str:
    second, millisecond = divmod(moment_ms, SECOND)
    return f"{datetime.fromtimestamp(second, UTC):%Y%m%d%H%M%S}{millisecond:03d}"
