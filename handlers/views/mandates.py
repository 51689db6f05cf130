"""Make the bodies about stored cards: parts of payments, and mandates."""

from typing import Any

from handlers.views.disputes import PAYMENT_FIELDS
from paydrill.payments import mandates
from paydrill.payments.mandates import Mandate
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import MERCHANT
from paydrill.values.cards import printed_month
from paydrill.values.times import rfc3339

Body = dict[str, Any]


def of_payment(sandbox: Sandbox, payment: Payment) -> Body:
    """Show who began a payment, its mandate, and the network's ids, as far as there are any."""
    mandate = mandates.of_payment(sandbox, payment)
    is_approved = payment.authorization_code is not None
    own_id = mandates.network_transaction_id(sandbox, payment) if is_approved else None
    body = {
        "initiated_by": MERCHANT if payment.initiated_by == MERCHANT else None,
        "mandate_id": None if mandate is None else mandate.id,
        "network_transaction_id": own_id,
        "initial_network_transaction_id": payment.initial_network_transaction_id,
    }
    return {name: value for name, value in body.items() if value is not None}


def mandate(record: Mandate) -> Body:
    """Show a mandate to the merchant."""
    return _mandate(record, PAYMENT_FIELDS[record.channel])


def controlled(record: Mandate) -> Body:
    """Show a mandate of either service to a test."""
    return _mandate(record, "payment")


def _mandate(record: Mandate, payment_field: str) -> Body:
    until_ms = record.good_until_ms
    return {
        "mandate_id": record.id,
        payment_field: record.payment,
        "status": record.status,
        "card_type": record.brand,
        "last_four_digits": record.last4,
        "expiry": None if until_ms is None else printed_month(until_ms),
        "network_transaction_id": record.network_transaction_id or None,
        "created_at": rfc3339(record.created_ms),
    }
