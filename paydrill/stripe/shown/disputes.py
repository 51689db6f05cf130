"""Show disputes."""

from paydrill.payments.channels import STRIPE
from paydrill.payments.disputes.records import INQUIRY_STAGE, Dispute
from paydrill.payments.lifecycle import (
    ACCEPTED,
    INQUIRY,
    LOST,
    NEEDS_RESPONSE,
    UNDER_REVIEW,
    WON,
)
from paydrill.sandbox.events import EVENTS
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import objects
from paydrill.stripe.cards import brand_named
from paydrill.stripe.objects import DISPUTE, Body
from paydrill.stripe.shown.balance import transaction
from paydrill.values.times import SECOND

_STATUS = {
    INQUIRY: "warning_needs_response",
    NEEDS_RESPONSE: "needs_response",
    UNDER_REVIEW: "under_review",
    WON: "won",
    LOST: "lost",
    ACCEPTED: "lost",
}
_OF_INQUIRY = {UNDER_REVIEW: "warning_under_review", WON: "warning_closed"}

EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)
"""The fields of evidence."""


def dispute(sandbox: Sandbox, record: Dispute) -> Body:
    """Show a dispute with what was said against it."""
    kept = objects.find(sandbox, DISPUTE, record.id)
    payment = sandbox.tx.get(STRIPE.table, record.payment)
    assert payment is not None  # noqa: S101 - a payment is never deleted
    is_inquiry = record.stage == INQUIRY_STAGE
    status = (_OF_INQUIRY if is_inquiry else _STATUS).get(record.status, _STATUS[record.status])
    due_ms = record.evidence_due_ms
    events = (sandbox.tx.get(EVENTS, str(position)) for position in kept["_events"])
    return {
        "id": record.id,
        "object": "dispute",
        "amount": record.amount_minor,
        "balance_transactions": [transaction(sandbox, each) for each in events if each],
        "charge": record.payment,
        "created": record.created_ms // SECOND,
        "currency": record.currency.lower(),
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(EVIDENCE) | kept["evidence"],
        "evidence_details": {
            "due_by": None if due_ms is None else due_ms // SECOND,
            "enhanced_eligibility": {},
            "has_evidence": bool(kept["evidence"]),
            "past_due": False,
            "submission_count": kept["_submissions"],
        },
        "is_charge_refundable": is_inquiry and payment.refundable_minor > 0,
        "livemode": False,
        "metadata": kept["metadata"],
        "network_reason_code": record.network_reason_code,
        "payment_intent": payment.reference or None,
        "payment_method_details": {
            "type": "card",
            "card": {
                "brand": brand_named(payment.brand),
                "case_type": "inquiry" if is_inquiry else "chargeback",
                "network_reason_code": record.network_reason_code,
            },
        },
        "reason": record.reason,
        "status": status,
    }
