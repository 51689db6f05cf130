"""Pays, looks, refunds, is declined and is refused, by a client of openapi-python-client."""

import sys

from cards_client import Client
from cards_client.api.tokens import cards_tokenize_card
from cards_client.api.transactions import (
    cards_create_payment,
    cards_get_transaction,
    cards_refund_transaction,
)
from cards_client.models import (
    BillingAddress,
    CardInput,
    CardPaymentRequest,
    CardRefund,
    CardRefundRequest,
    CardToken,
    CustomerInput,
    DeclineCode,
    Problem,
    TokenizeRequest,
    Transaction,
    TransactionStatus,
    TransactionSummary,
)

client = Client(base_url=f"{sys.argv[1]}/api/v1")
address = BillingAddress(street="123 Main St", city="New York", state="NY", zip_code="10001")
token = cards_tokenize_card.sync(
    client=client,
    body=TokenizeRequest(
        card=CardInput(
            "4532015112830366", "John Doe", expiry_month=12, expiry_year=2035, cvv="123"
        ),
        customer=CustomerInput("cust_123", "john.doe@example.com", address),
    ),
)
assert isinstance(token, CardToken)


def paid(amount: float, key: str, token: CardToken = token) -> TransactionSummary:
    body = CardPaymentRequest(token=token.token, amount=amount, customer_id=token.customer_id)
    made = cards_create_payment.sync(client=client, body=body, idempotency_key=key)
    assert isinstance(made, TransactionSummary)
    return made


payment = paid(99.99, "python-client-1")
assert payment.status is TransactionStatus.SUCCESS
assert paid(99.99, "python-client-1") == payment

found = cards_get_transaction.sync(payment.transaction_id, client=client)
assert isinstance(found, Transaction)
assert found.amount_captured == 99.99

refund = cards_refund_transaction.sync(
    payment.transaction_id, client=client, body=CardRefundRequest(amount=9.99)
)
assert isinstance(refund, CardRefund)
assert refund.amount == 9.99
assert isinstance(cards_refund_transaction.sync(payment.transaction_id, client=client), CardRefund)

declined = paid(0.01, "python-client-2")
assert declined.status is TransactionStatus.FAILED
assert declined.decline_code is DeclineCode.INSUFFICIENT_FUNDS

refused = cards_refund_transaction.sync_detailed(declined.transaction_id, client=client)
assert refused.status_code == 400
assert isinstance(refused.parsed, Problem)
assert refused.parsed.code == "not_refundable"
client.get_httpx_client().close()
