"""Answer openapi/cards.yaml: tokens, payments, transactions, refunds."""

from typing import Any

from handlers.views import HandlerResult, disputes
from handlers.views import cards as views
from handlers.views import mandates as mandate_views
from paydrill.payments import channels, holds, mandates, payments, refunds, tokens, transactions
from paydrill.payments.channels import CARDS
from paydrill.payments.disputes import answers, stages
from paydrill.sandbox.sandbox import Sandbox


def tokenize_card(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Issue a token for a card."""
    customer = body["customer"]["customer_id"]
    token = tokens.tokenize(sandbox, views.typed_card(body), customer)
    return views.new_token(token), 201


def get_token(sandbox: Sandbox, token: str) -> HandlerResult:
    """Return the known facts of a token."""
    return views.known_token(sandbox, tokens.find(sandbox, token)), 200


def create_payment(sandbox: Sandbox, body: dict[str, Any], base_url: str | None) -> HandlerResult:
    """Charge a token."""
    payment = payments.charge_token(sandbox, body["token"], views.order(body))
    return views.transaction_summary(sandbox, payment, base_url), 201


def get_transaction(sandbox: Sandbox, transaction_id: str, base_url: str | None) -> HandlerResult:
    """Return a payment and its refunds."""
    payment = channels.find(sandbox, CARDS, transaction_id)
    return views.transaction(sandbox, payment, base_url), 200


def list_transactions(
    sandbox: Sandbox, limit: int, base_url: str | None, **filters: str
) -> HandlerResult:
    """List payments, newest first."""
    page = transactions.page(sandbox, transactions.Filter(**filters), limit)
    return views.page(sandbox, page, base_url), 200


def refund_transaction(
    sandbox: Sandbox, transaction_id: str, body: dict[str, Any]
) -> HandlerResult:
    """Refund the amount in the body, or else everything left."""
    payment, made = refunds.refund(
        sandbox, CARDS, transaction_id, body.get("amount"), body.get("reason")
    )
    return views.refund(sandbox, payment, made), 200


def capture_transaction(
    sandbox: Sandbox, transaction_id: str, body: dict[str, Any]
) -> HandlerResult:
    """Capture an authorization."""
    payment = holds.capture(sandbox, CARDS, transaction_id, body.get("amount"))
    return views.transaction(sandbox, payment), 200


def void_transaction(sandbox: Sandbox, transaction_id: str) -> HandlerResult:
    """Void an authorization."""
    return views.transaction(sandbox, holds.void(sandbox, CARDS, transaction_id)), 200


def list_customer_transactions(
    sandbox: Sandbox,
    customer_id: str,
    limit: int,
    base_url: str | None,
    cursor: str | None = None,
) -> HandlerResult:
    """List a customer's payments, newest first, with the totals of all of them."""
    wanted = transactions.Filter(customer_id=customer_id, cursor=cursor)
    page = transactions.page(sandbox, wanted, limit)
    return views.customer_transactions(sandbox, customer_id, page, base_url), 200


def get_mandate(sandbox: Sandbox, mandate_id: str) -> HandlerResult:
    """Return a mandate."""
    return mandate_views.mandate(mandates.find_mandate(sandbox, mandate_id, CARDS)), 200


def list_disputes(
    sandbox: Sandbox, limit: int, transaction_id: str | None = None, **filters: str
) -> HandlerResult:
    """List disputes, newest first."""
    wanted = answers.Filter(payment=transaction_id, **filters)
    return disputes.page(sandbox, answers.page(sandbox, CARDS, wanted, limit)), 200


def get_dispute(sandbox: Sandbox, dispute_id: str) -> HandlerResult:
    """Return a dispute."""
    return disputes.dispute(sandbox, stages.find_dispute(sandbox, dispute_id, CARDS)), 200


def submit_evidence(sandbox: Sandbox, dispute_id: str, body: dict[str, Any]) -> HandlerResult:
    """Answer a dispute."""
    answered = answers.submit_evidence(sandbox, CARDS, dispute_id, body["text"])
    return disputes.dispute(sandbox, answered), 200


def accept_dispute(sandbox: Sandbox, dispute_id: str) -> HandlerResult:
    """Give the money of a dispute up."""
    return disputes.dispute(sandbox, answers.accept(sandbox, CARDS, dispute_id)), 200
