"""Make the bodies of openapi/cards.yaml."""

from typing import Any

from handlers.views import card_checks, challenges, mandates
from handlers.views.disputes import disputed_amount
from paydrill.payments import customers, refunds, tokens
from paydrill.payments.customers import Totals
from paydrill.payments.lifecycle import CAPTURED, DECLINED, FAILED, PENDING
from paydrill.payments.orders import Order
from paydrill.payments.records import Payment, Refund
from paydrill.payments.tokens import Token
from paydrill.payments.transactions import PUBLIC_STATUS
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.cards import CardDetails
from paydrill.values.paging import Page
from paydrill.values.times import rfc3339

REFUND_STATUS = {CAPTURED: "success", DECLINED: "failed", PENDING: "pending", FAILED: "failed"}

Body = dict[str, Any]


def typed_card(body: Body) -> CardDetails:
    """Read the card of a tokenization, with its customer's address."""
    card, address = body["card"], body["customer"]["billing_address"]
    return CardDetails(
        card["card_number"],
        card["expiry_month"],
        card["expiry_year"],
        card["cvv"],
        at="/card",
        holder=card["card_holder"],
        address_line1=address["street"],
        postal_code=address["zip_code"],
    )


def order(body: Body) -> Order:
    """Read the order of a payment."""
    return Order(
        body["amount"],
        body["currency"],
        body["customer_id"],
        body.get("description"),
        body["capture"],
        return_url=body.get("return_url"),
        store_card=body["store_card"],
        initiated_by=body["initiated_by"],
        mandate=body.get("mandate_id"),
    )


def new_token(token: Token) -> Body:
    """Show a token that was just issued."""
    return {
        "token": token.id,
        "last_four_digits": token.last4,
        "card_type": token.brand,
        "expires_at": rfc3339(token.expires_ms),
        "customer_id": token.customer,
        "created_at": rfc3339(token.created_ms),
        **card_checks.checks(token),
    }


def known_token(sandbox: Sandbox, token: Token) -> Body:
    """Show a token as it stands now."""
    return {
        "token": token.id,
        "last_four_digits": token.last4,
        "card_type": token.brand,
        "expires_at": rfc3339(token.expires_ms),
        "created_at": rfc3339(token.created_ms),
        "is_valid": tokens.is_valid(sandbox, token),
        **card_checks.checks(token),
    }


def transaction_summary(sandbox: Sandbox, payment: Payment, base_url: str | None = None) -> Body:
    """Show a payment without its card and refunds; `base_url` is that of the request."""
    body = {
        "transaction_id": payment.id,
        "status": PUBLIC_STATUS[payment.status],
        "amount": sandbox.currencies.major(payment.amount_minor, payment.currency),
        "currency": payment.currency,
        "token": payment.token,
        "customer_id": payment.customer,
        "message": payment.message,
        "processed_at": rfc3339(payment.created_ms),
    }
    if payment.status == DECLINED:
        body["decline_code"] = payment.reason
    if payment.authentication is not None:
        body |= challenges.of_payment(sandbox, payment, base_url)
    if payment.checks:
        body |= card_checks.checks(payment)
    if payment.has_stored_card:
        body |= mandates.of_payment(sandbox, payment)
    return body


def transaction(sandbox: Sandbox, payment: Payment, base_url: str | None = None) -> Body:
    """Show a payment with its card and refunds."""
    major = sandbox.currencies.major
    return transaction_summary(sandbox, payment, base_url) | {
        "description": payment.reference,
        "card_info": {"last_four": payment.last4, "card_type": payment.brand},
        "amount_captured": major(payment.captured_minor, payment.currency),
        "refunded": payment.refunded_minor > 0,
        "amount_refunded": major(payment.refunded_minor, payment.currency),
        "refunds": [_refund(sandbox, made) for made in refunds.of_payment(sandbox, payment)],
        **disputed_amount(sandbox, payment),
    }


def refund(sandbox: Sandbox, payment: Payment, made: Refund) -> Body:
    """Make the response to a refund."""
    return {
        "refund_id": made.id,
        "original_transaction_id": payment.id,
        "amount": sandbox.currencies.major(made.amount_minor, made.currency),
        "currency": made.currency,
        "customer_id": payment.customer,
        "status": REFUND_STATUS[made.status],
        "message": made.message,
        "processed_at": rfc3339(made.created_ms),
    }


def page(sandbox: Sandbox, found: Page[Payment], base_url: str | None) -> Body:
    """Show a page of payments."""
    return {
        "transactions": [transaction_summary(sandbox, each, base_url) for each in found.items],
        "next_cursor": found.next_cursor,
    }


def customer_transactions(
    sandbox: Sandbox, customer: str, found: Page[Payment], base_url: str | None
) -> Body:
    """Show a page of a customer's payments, and the totals of all of them."""
    totals = customers.totals(sandbox, customer)
    return {
        "customer_id": customer,
        "transaction_count": sum(each.transactions for each in totals),
        "totals": [_totals(sandbox, each) for each in totals],
    } | page(sandbox, found, base_url)


def _refund(sandbox: Sandbox, made: Refund) -> Body:
    body = {
        "refund_id": made.id,
        "amount": sandbox.currencies.major(made.amount_minor, made.currency),
        "status": REFUND_STATUS[made.status],
        "reason": made.reason,
        "processed_at": rfc3339(made.created_ms),
    }
    return body if made.failure_reason is None else body | {"failure_reason": made.failure_reason}


def _totals(sandbox: Sandbox, totals: Totals) -> Body:
    major, net_minor = sandbox.currencies.major, totals.paid_minor - totals.refunded_minor
    return {
        "currency": totals.currency,
        "paid": major(totals.paid_minor, totals.currency),
        "refunded": major(totals.refunded_minor, totals.currency),
        "net": major(net_minor, totals.currency),
    }
