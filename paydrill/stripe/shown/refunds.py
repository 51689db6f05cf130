"""Show refunds."""

from paydrill.payments.channels import STRIPE
from paydrill.payments.lifecycle import CAPTURED, DECLINED, FAILED, PENDING
from paydrill.payments.records import Refund
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import objects
from paydrill.stripe.ids import id_at
from paydrill.stripe.objects import REFUND, Body
from paydrill.values.times import SECOND

_STATUS = {CAPTURED: "succeeded", PENDING: "pending", DECLINED: "failed", FAILED: "failed"}


def refund(sandbox: Sandbox, made: Refund) -> Body:
    """Show a refund."""
    kept = objects.find(sandbox, REFUND, made.id)
    payment = sandbox.tx.get(STRIPE.table, made.payment)
    assert payment is not None  # noqa: S101 - a payment is never deleted
    moved = kept["_event"]
    body = {
        "id": made.id,
        "object": "refund",
        "amount": made.amount_minor,
        "balance_transaction": None if moved is None else id_at(sandbox.ids, "txn", moved),
        "charge": made.payment,
        "created": made.created_ms // SECOND,
        "currency": made.currency.lower(),
        "destination_details": {"type": "card", "card": {"type": "refund"}},
        "metadata": kept["metadata"],
        "payment_intent": payment.reference or None,
        "reason": made.reason,
        "receipt_number": None,
        "status": _STATUS[made.status],
    }
    if made.status in {FAILED, DECLINED}:
        body["failure_reason"] = made.failure_reason or "declined"
    if kept["_failure_event"] is not None:
        failed = id_at(sandbox.ids, "txn", kept["_failure_event"])
        body["failure_balance_transaction"] = failed
    return body
