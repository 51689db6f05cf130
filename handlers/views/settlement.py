"""Make the bodies of the settlement operations, and the files to download."""

from collections.abc import Callable
from functools import partial
from typing import Any

from handlers.views import HandlerResult
from paydrill.payments.lifecycle import FAILED
from paydrill.payments.settlement import payouts
from paydrill.payments.settlement.batches import Batch
from paydrill.payments.settlement.breaks import Break
from paydrill.payments.settlement.formats import BY_MEDIA_TYPE, FORMATS
from paydrill.payments.settlement.lines import Totals
from paydrill.payments.settlement.payout_records import Payout
from paydrill.payments.settlement.publication import pieces
from paydrill.payments.settlement.statement import Statement, statement_of
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.paging import Page
from paydrill.values.times import rfc3339

Body = dict[str, Any]


def batch(sandbox: Sandbox, record: Batch) -> Body:
    """Show a closed batch, with the totals of its file."""
    statement = statement_of(sandbox, record)
    available_ms = record.available_at(sandbox.now_ms)
    totals = statement.totals

    def major(amount_minor: int) -> float:
        return sandbox.currencies.major(amount_minor, record.currency)

    return (
        _other_lines(totals, major)
        | _payout_of(sandbox, record)
        | {
            "batch_id": record.id,
            "status": record.status,
            "sequence": record.sequence,
            "currency": record.currency,
            "business_date": record.business_date,
            "value_date": record.value_date,
            "opened_at": rfc3339(record.opened_ms),
            "closed_at": rfc3339(record.closed_ms),
            "line_count": totals.lines,
            "payments": {"count": totals.payments, "amount": major(totals.payments_minor)},
            "refunds": {"count": totals.refunds, "amount": major(totals.refunds_minor)},
            "gross": major(totals.gross_minor),
            "fees": {
                "interchange": major(totals.interchange_minor),
                "scheme": major(totals.scheme_minor),
                "markup": major(totals.markup_minor),
                "total": major(totals.fees_minor),
            },
            "net": major(statement.net_minor),
            "opening_balance": major(record.opening_minor),
            "payout": major(statement.payout_minor),
            "closing_balance": major(statement.closing_minor),
            "checksum": {"algorithm": "sha256", "format": "csv", "value": record.checksum},
            "available_at": None if available_ms is None else rfc3339(available_ms),
        }
    )


def _other_lines(totals: Totals, major: Callable[[int], float]) -> Body:
    """Show the totals of each kind of line beside payments and refunds that there is."""
    return {
        kind: {"count": count, "amount": major(amount_minor)}
        for kind, (count, amount_minor) in totals.others.items()
        if count
    }


def _payout_of(sandbox: Sandbox, record: Batch) -> Body:
    payout = payouts.of_batch(sandbox, record)
    return {} if payout is None else {"payout_id": payout.id}


def payout(sandbox: Sandbox, record: Payout) -> Body:
    """Show a payout."""
    body = {
        "payout_id": record.id,
        "batch_id": record.batch,
        "status": record.status,
        "amount": sandbox.currencies.major(record.amount_minor, record.currency),
        "currency": record.currency,
        "arrival_date": record.arrival_date,
        "created_at": rfc3339(record.created_ms),
    }
    return body | ({"failure_code": record.fails_with} if record.status == FAILED else {})


def payouts_page(sandbox: Sandbox, found: Page[Payout]) -> Body:
    """Show a page of payouts."""
    return {
        "payouts": [payout(sandbox, each) for each in found.items],
        "next_cursor": found.next_cursor,
    }


def batches(sandbox: Sandbox, closed: list[Batch]) -> Body:
    """Show batches that were closed together."""
    return {"batches": [batch(sandbox, each) for each in closed]}


def page(sandbox: Sandbox, found: Page[Batch]) -> Body:
    """Show a page of batches."""
    return batches(sandbox, found.items) | {"next_cursor": found.next_cursor}


def file(statement: Statement, wanted: str | None, media_type: str) -> HandlerResult:
    """Write the file of a statement in the wanted format, or else in that of the media type."""
    written_in = FORMATS[wanted] if wanted else BY_MEDIA_TYPE[media_type]
    name = f"{statement.file_stem}.{written_in.extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    body = partial(pieces, statement=statement, written_in=written_in)
    return body, 200, written_in.media_type, headers


def answer_key(batch_id: str, breaks: list[Break]) -> Body:
    """Show every break of a batch."""
    return {"batch_id": batch_id, "breaks": [_break(each) for each in breaks]}


def _break(record: Break) -> Body:
    return {
        "type": record.type,
        "line": record.line,
        "transaction_id": record.transaction_id,
        "field": record.field,
        "expected": record.expected,
        "shown": record.shown,
    }
