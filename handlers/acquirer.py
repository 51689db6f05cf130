"""Answer openapi/acquirer.yaml: authorization, capture, void, refund, status, settlement."""

from typing import Any

from handlers.views import HandlerResult, settlement
from handlers.views import acquirer as views
from paydrill.payments import channels, payments, refunds
from paydrill.payments.channels import ACQUIRER
from paydrill.payments.settlement import batches, closing, publication
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
    """Capture an authorization."""
    payment = payments.capture(sandbox, ACQUIRER, payment_id, body.get("amount"))
    return views.payment(sandbox, payment), 200


def void_payment(sandbox: Sandbox, payment_id: str) -> HandlerResult:
    """Void an authorization."""
    return views.payment(sandbox, payments.void(sandbox, ACQUIRER, payment_id)), 200


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
