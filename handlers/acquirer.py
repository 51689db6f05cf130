"""Answer openapi/acquirer.yaml: authorization, capture, void, refund, status, settlement."""

from typing import Any

from handlers.views import HandlerResult, disputes, settlement
from handlers.views import acquirer as views
from handlers.views import mandates as mandate_views
from paydrill.payments import channels, holds, mandates, payments, refunds
from paydrill.payments.channels import ACQUIRER
from paydrill.payments.disputes import answers, stages
from paydrill.payments.settlement import batches, closing, payouts, publication
from paydrill.payments.settlement.batches import Filter
from paydrill.sandbox.sandbox import Sandbox


def authorize_payment(
    sandbox: Sandbox, body: dict[str, Any], base_url: str | None
) -> HandlerResult:
    """Authorize a payment by card number."""
    payment = payments.authorize_card(sandbox, views.keyed_card(body), views.order(body))
    return views.authorization(sandbox, payment, base_url), 201


def get_status(sandbox: Sandbox, payment_id: str, base_url: str | None) -> HandlerResult:
    """Return a payment as it stands."""
    payment = channels.find(sandbox, ACQUIRER, payment_id)
    return views.payment(sandbox, payment, base_url), 200


def refund_payment(sandbox: Sandbox, payment_id: str, body: dict[str, Any]) -> HandlerResult:
    """Refund the amount in the body, or else everything left."""
    payment, made = refunds.refund(sandbox, ACQUIRER, payment_id, body.get("amount"))
    return views.refund(sandbox, payment, made), 200


def capture_payment(sandbox: Sandbox, payment_id: str, body: dict[str, Any]) -> HandlerResult:
    """Capture an authorization, or a part of it."""
    payment = holds.capture(sandbox, ACQUIRER, payment_id, body.get("amount"), final=body["final"])
    return views.payment(sandbox, payment), 200


def void_payment(sandbox: Sandbox, payment_id: str) -> HandlerResult:
    """Void an authorization."""
    return views.payment(sandbox, holds.void(sandbox, ACQUIRER, payment_id)), 200


def decrement_authorization(
    sandbox: Sandbox, payment_id: str, body: dict[str, Any]
) -> HandlerResult:
    """Release a part of an authorization."""
    return views.payment(sandbox, holds.decrement(sandbox, payment_id, body["amount"])), 200


def increment_authorization(
    sandbox: Sandbox, payment_id: str, body: dict[str, Any]
) -> HandlerResult:
    """Add to an authorization."""
    payment, outcome = holds.increment(sandbox, payment_id, body["amount"])
    return views.increment(sandbox, payment, outcome), 200


def reverse_payment(sandbox: Sandbox, payment_id: str) -> HandlerResult:
    """Void or refund a payment, whichever applies."""
    payment, made = holds.reverse(sandbox, payment_id)
    return views.reversal(sandbox, payment, made), 200


def get_mandate(sandbox: Sandbox, mandate_id: str) -> HandlerResult:
    """Return a mandate."""
    return mandate_views.mandate(mandates.find_mandate(sandbox, mandate_id, ACQUIRER)), 200


def list_disputes(
    sandbox: Sandbox, limit: int, payment_id: str | None = None, **filters: str
) -> HandlerResult:
    """List disputes, newest first."""
    wanted = answers.Filter(payment=payment_id, **filters)
    return disputes.page(sandbox, answers.page(sandbox, ACQUIRER, wanted, limit)), 200


def get_dispute(sandbox: Sandbox, dispute_id: str) -> HandlerResult:
    """Return a dispute."""
    return disputes.dispute(sandbox, stages.find_dispute(sandbox, dispute_id, ACQUIRER)), 200


def submit_evidence(sandbox: Sandbox, dispute_id: str, body: dict[str, Any]) -> HandlerResult:
    """Answer a dispute."""
    answered = answers.submit_evidence(sandbox, ACQUIRER, dispute_id, body["text"])
    return disputes.dispute(sandbox, answered), 200


def accept_dispute(sandbox: Sandbox, dispute_id: str) -> HandlerResult:
    """Give the money of a dispute up."""
    return disputes.dispute(sandbox, answers.accept(sandbox, ACQUIRER, dispute_id)), 200


def close_settlement(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Close settlement batches before their time."""
    closed = closing.close(sandbox, body.get("business_date"), body.get("currency"))
    return settlement.batches(sandbox, closed), 201


def list_settlements(
    sandbox: Sandbox,
    limit: int,
    currency: str | None = None,
    business_date: str | None = None,
    cursor: str | None = None,
) -> HandlerResult:
    """List closed batches."""
    wanted = Filter(currency, business_date, cursor)
    return settlement.page(sandbox, batches.page(sandbox, wanted, limit)), 200


def get_settlement(sandbox: Sandbox, batch_id: str) -> HandlerResult:
    """Return a closed batch."""
    return settlement.batch(sandbox, batches.find(sandbox, batch_id)), 200


def get_settlement_file(
    sandbox: Sandbox,
    batch_id: str,
    media_type: str,
    format: str | None = None,  # noqa: A002 - the contract's word
) -> HandlerResult:
    """Return the file of a batch."""
    return settlement.file(publication.file_of(sandbox, batch_id), format, media_type)


def list_payouts(sandbox: Sandbox, limit: int, **filters: str) -> HandlerResult:
    """List payouts, newest first."""
    page = payouts.page(sandbox, payouts.Filter(**filters), limit)
    return settlement.payouts_page(sandbox, page), 200


def get_payout(sandbox: Sandbox, payout_id: str) -> HandlerResult:
    """Return a payout."""
    return settlement.payout(sandbox, payouts.find(sandbox, payout_id)), 200
