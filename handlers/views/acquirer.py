"""Make the bodies of openapi/acquirer.yaml."""

from typing import Any

from handlers.views import card_checks, challenges, mandates
from handlers.views.cards import REFUND_STATUS
from handlers.views.disputes import disputed_amount
from paydrill.payments import holds, refunds
from paydrill.payments.lifecycle import DECLINED, FAILED
from paydrill.payments.orders import Order
from paydrill.payments.records import Payment, Refund
from paydrill.payments.settlement.batches import batch_of
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.outcomes import APPROVED, Outcome
from paydrill.values.cards import CardDetails, mask
from paydrill.values.times import rfc3339

Body = dict[str, Any]

_CENTURY = 2000


def keyed_card(body: Body) -> CardDetails:
    """Read the card of an authorization; its expiry is `MM/YY`."""
    month, _, year = body.get("expiry", "").partition("/")
    billing = body.get("billing") or {}
    return CardDetails(
        body["card_number"],
        int(month) if month else None,
        _CENTURY + int(year) if year else None,
        body.get("cvv"),
        expiry_field="expiry",
        holder=body["customer_name"],
        address_line1=billing.get("address_line1"),
        postal_code=billing.get("postal_code"),
    )


def order(body: Body) -> Order:
    """Read the order of an authorization."""
    return Order(
        body["amount"],
        body["currency"],
        body["customer_name"],
        body.get("merchant_reference"),
        body["capture"],
        body["extended_hold"],
        body["overcapture"],
        body.get("return_url"),
        body["store_card"],
        body["initiated_by"],
        body.get("mandate_id"),
        body.get("network_transaction_id"),
    )


def authorization(sandbox: Sandbox, payment: Payment, base_url: str | None = None) -> Body:
    """Make the response to an authorization; `base_url` is that of the request."""
    body = {
        "payment_id": payment.id,
        "status": payment.status,
        "card_type": payment.brand,
        "amount": sandbox.currencies.major(payment.amount_minor, payment.currency),
        "currency": payment.currency,
        "customer_name": payment.customer,
        "card_number": mask(payment.card),
        "response_code": payment.response_code,
        "message": payment.message,
        "timestamp": rfc3339(payment.created_ms),
    }
    if payment.authorization_code is not None:
        body["authorization_code"] = payment.authorization_code
    if payment.status == DECLINED:
        body["decline_code"] = payment.reason
    if payment.authentication is not None:
        body |= challenges.of_payment(sandbox, payment, base_url)
    if payment.checks:
        body |= card_checks.checks(payment)
    if payment.has_stored_card:
        body |= mandates.of_payment(sandbox, payment)
    return body


def payment(sandbox: Sandbox, record: Payment, base_url: str | None = None) -> Body:
    """Show a payment as it stands."""
    major = sandbox.currencies.major
    batch = batch_of(sandbox, record.currency, record.captured_event)
    return authorization(sandbox, record, base_url) | {
        "amount_captured": major(record.captured_minor, record.currency),
        "amount_refunded": major(record.refunded_minor, record.currency),
        "settlement_batch_id": None if batch is None else batch.id,
        "merchant_reference": record.reference,
        **disputed_amount(sandbox, record),
        **_hold(sandbox, record),
        **_failed_refunds(sandbox, record),
    }


def _hold(sandbox: Sandbox, record: Payment) -> Body:
    """Show when an extended hold ends, while there is one."""
    if record.hold_days != holds.EXTENDED_HOLD_DAYS:
        return {}
    until_ms = holds.held_until_ms(sandbox, record)
    return {} if until_ms is None else {"capture_before": rfc3339(until_ms)}


def _failed_refunds(sandbox: Sandbox, record: Payment) -> Body:
    """Show the refunds whose money came back, if there are any."""
    if not record.has_failed_refund:
        return {}
    failed = [
        {
            "refund_id": made.id,
            "amount": sandbox.currencies.major(made.amount_minor, made.currency),
            "failure_reason": made.failure_reason,
        }
        for made in refunds.of_payment(sandbox, record)
        if made.status == FAILED
    ]
    return {"failed_refunds": failed}


def increment(sandbox: Sandbox, record: Payment, outcome: Outcome) -> Body:
    """Make the response to an increment, with the amount that is authorized now."""
    approved = outcome.verdict == APPROVED
    body = {
        "payment_id": record.id,
        "status": record.status,
        "increment_status": "success" if approved else "failed",
        "amount": sandbox.currencies.major(record.amount_minor, record.currency),
        "currency": record.currency,
        "response_code": outcome.response_code,
        "message": outcome.message or "Authorization incremented",
        "timestamp": rfc3339(sandbox.now_ms),
    }
    return body | ({"decline_code": outcome.reason} if outcome.verdict == DECLINED else {})


def reversal(sandbox: Sandbox, record: Payment, made: Refund | None) -> Body:
    """Show a payment after its reversal, with the refund that this made, if any."""
    body = payment(sandbox, record)
    return body if made is None else body | {"refund": refund(sandbox, record, made)}


def refund(sandbox: Sandbox, record: Payment, made: Refund) -> Body:
    """Make the response to a refund."""
    major = sandbox.currencies.major
    return {
        "payment_id": record.id,
        "refund_id": made.id,
        "status": record.status,
        "refund_status": REFUND_STATUS[made.status],
        "amount": major(made.amount_minor, made.currency),
        "currency": made.currency,
        "amount_refunded": major(record.refunded_minor, record.currency),
        "message": made.message,
        "timestamp": rfc3339(made.created_ms),
        "response_code": made.response_code,
    }
