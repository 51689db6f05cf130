"""Write a detail report in CSV (RFC 4180, UTF-8), as acquirers send it to their merchants.

Every row has every column. Amounts are in major units without a sign, in a debit or a credit
column. Fees have a sign; a fee returned with a refund is negative. A batch that begins with a debt
has a row for the debt, and the last row pays the balance out or carries it forward, so that the net
columns of a whole file add up to zero. `line` counts the lines of the batch only.
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from paydrill.payments.settlement.lines import Line
from paydrill.payments.settlement.statement import Statement

COLUMNS = (
    "batch_id",
    "sequence",
    "business_date",
    "value_date",
    "line",
    "type",
    "booked_at",
    "time_zone",
    "transaction_id",
    "original_transaction_id",
    "merchant_reference",
    "method",
    "brand",
    "last4",
    "txid",
    "end_to_end_id",
    "currency",
    "gross_debit",
    "gross_credit",
    "interchange_fee",
    "scheme_fee",
    "markup_fee",
    "net_debit",
    "net_credit",
)

BROUGHT_FORWARD = "balance_brought_forward"
CARRIED_FORWARD = "balance_carried_forward"
PAYOUT = "payout"


def head(statement: Statement) -> str:
    """Write the names of the columns, and the debt that the batch begins with, if any."""
    opening_minor = statement.batch.opening_minor
    debt = [_balance(statement, BROUGHT_FORWARD, opening_minor)] if opening_minor else []
    return _written([COLUMNS, *debt])


def body(statement: Statement, first: int, lines: Sequence[Line]) -> str:
    """Write a row for each line."""
    return _written(_row(statement, number, line) for number, line in enumerate(lines, first))


def tail(statement: Statement) -> str:
    """Write the row that pays the balance out or carries it forward; none for zero."""
    if statement.payout_minor:
        return _written([_balance(statement, PAYOUT, -statement.payout_minor)])
    if statement.closing_minor:
        return _written([_balance(statement, CARRIED_FORWARD, -statement.closing_minor)])
    return ""


def _row(statement: Statement, number: int, line: Line) -> tuple[object, ...]:
    batch, text = statement.batch, statement.text
    return (
        batch.id,
        batch.sequence,
        batch.business_date,
        batch.value_date,
        number,
        line.kind,
        statement.local(line.booked_ms),
        statement.zone,
        line.transaction_id,
        line.original_id,
        line.reference,
        line.method,
        line.brand,
        line.last4,
        line.txid,
        line.end_to_end_id,
        batch.currency,
        *_debit_credit(statement, line.gross_minor),
        text(line.interchange_minor),
        text(line.scheme_minor),
        text(line.markup_minor),
        *_debit_credit(statement, line.net_minor),
    )


def _balance(statement: Statement, type_: str, net_minor: int) -> Iterable[object]:
    """Make a row about the batch as a whole."""
    batch = statement.batch
    debit, credit = _debit_credit(statement, net_minor)
    cells = {
        "batch_id": batch.id,
        "sequence": batch.sequence,
        "business_date": batch.business_date,
        "value_date": batch.value_date,
        "type": type_,
        "booked_at": statement.local(batch.closed_ms),
        "time_zone": statement.zone,
        "currency": batch.currency,
        "net_debit": debit,
        "net_credit": credit,
    }
    return [cells.get(column, "") for column in COLUMNS]


def _debit_credit(statement: Statement, amount_minor: int) -> tuple[str, str]:
    text = statement.text(abs(amount_minor))
    return (text, "") if amount_minor < 0 else ("", text)


def _written(rows: Iterable[Iterable[object]]) -> str:
    written = StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue()
