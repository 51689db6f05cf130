"""Make the bodies of disputes, for both card contracts and the control API."""

from typing import Any

from paydrill.payments.channels import ACQUIRER, CARDS
from paydrill.payments.disputes.records import Dispute
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.paging import Page
from paydrill.values.times import rfc3339

Body = dict[str, Any]

PAYMENT_FIELDS = {CARDS.table.name: "transaction_id", ACQUIRER.table.name: "payment_id"}
"""The name of the payment's id in each contract, by the table of its payments."""


def dispute(sandbox: Sandbox, record: Dispute) -> Body:
    """Show a dispute to the merchant."""
    return _dispute(sandbox, record, PAYMENT_FIELDS[record.table])


def page(sandbox: Sandbox, found: Page[Dispute]) -> Body:
    """Show a page of disputes."""
    return {
        "disputes": [dispute(sandbox, each) for each in found.items],
        "next_cursor": found.next_cursor,
    }


def controlled(sandbox: Sandbox, record: Dispute) -> Body:
    """Show a dispute of either service to a test."""
    return _dispute(sandbox, record, "payment")


def disputed_amount(sandbox: Sandbox, payment: Payment) -> Body:
    """Show what disputes have withdrawn of a payment, if there is any."""
    if not payment.disputed_minor:
        return {}
    major = sandbox.currencies.major(payment.disputed_minor, payment.currency)
    return {"amount_disputed": major}


def _dispute(sandbox: Sandbox, record: Dispute, payment_field: str) -> Body:
    major = sandbox.currencies.major
    return {
        "dispute_id": record.id,
        payment_field: record.payment,
        "status": record.status,
        "stage": record.stage,
        "reason": record.reason,
        "network_reason_code": record.network_reason_code,
        "amount": major(record.amount_minor, record.currency),
        "currency": record.currency,
        "fee": major(record.fee_minor, record.currency),
        "evidence": record.evidence,
        "evidence_due_at": _moment(record.evidence_due_ms),
        "created_at": rfc3339(record.created_ms),
        "decided_at": _moment(record.decided_ms),
    }


def _moment(at_ms: int | None) -> str | None:
    return None if at_ms is None else rfc3339(at_ms)
