"""Write a report in JSON: a manifest of the batch, and its lines, in signed minor units.

The manifest has the SHA-256 of the batch's CSV file, so that the CSV file can be checked by it.
"""

import json
from collections.abc import Sequence
from typing import Any

from paydrill.payments.settlement.lines import Line, Totals
from paydrill.payments.settlement.statement import Statement

VERSION = "paydrill-settlement/1"


def head(statement: Statement) -> str:
    """Write the manifest, and begin the list of lines."""
    return f'{{"manifest": {_json(_manifest(statement))},\n"lines": ['


def body(statement: Statement, first: int, lines: Sequence[Line]) -> str:
    """Write the lines, each on its own line of text."""
    rows = (_json(_line(statement, number, line)) for number, line in enumerate(lines, first))
    written = "".join(f",\n{row}" for row in rows)
    return written.removeprefix(",") if first == 1 else written


def tail(_: Statement) -> str:
    """End the list of lines, and the report."""
    return "\n]}\n"


def _manifest(statement: Statement) -> dict[str, Any]:
    batch, totals = statement.batch, statement.totals
    return {
        "format": VERSION,
        "batch_id": batch.id,
        "sequence": batch.sequence,
        "account": statement.account,
        "currency": batch.currency,
        "decimals": statement.exponent,
        "business_date": batch.business_date,
        "value_date": batch.value_date,
        "time_zone": statement.zone,
        "opened_at": statement.local(batch.opened_ms),
        "closed_at": statement.local(batch.closed_ms),
        "line_count": totals.lines,
        "payments": {"count": totals.payments, "amount_minor": totals.payments_minor},
        "refunds": {"count": totals.refunds, "amount_minor": totals.refunds_minor},
        **_other_lines(totals),
        "gross_minor": totals.gross_minor,
        "interchange_fee_minor": totals.interchange_minor,
        "scheme_fee_minor": totals.scheme_minor,
        "markup_fee_minor": totals.markup_minor,
        "net_minor": statement.net_minor,
        "opening_balance_minor": batch.opening_minor,
        "payout_minor": statement.payout_minor,
        "closing_balance_minor": statement.closing_minor,
        "csv_sha256": batch.checksum,
    }


def _other_lines(totals: Totals) -> dict[str, Any]:
    """Write the totals of each kind of line beside payments and refunds that there is."""
    return {
        kind: {"count": count, "amount_minor": amount_minor}
        for kind, (count, amount_minor) in totals.others.items()
        if count
    }


def _line(statement: Statement, number: int, line: Line) -> dict[str, Any]:
    return {
        "line": number,
        "type": line.kind,
        "booked_at": statement.local(line.booked_ms),
        "transaction_id": line.transaction_id,
        "original_transaction_id": line.original_id,
        "merchant_reference": line.reference,
        "method": line.method,
        "brand": line.brand or None,
        "last4": line.last4 or None,
        "txid": line.txid,
        "end_to_end_id": line.end_to_end_id,
        "gross_minor": line.gross_minor,
        "interchange_fee_minor": line.interchange_minor,
        "scheme_fee_minor": line.scheme_minor,
        "markup_fee_minor": line.markup_minor,
        "net_minor": line.net_minor,
    }


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
