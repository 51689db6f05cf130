"""Pays, looks, refunds, is declined and is refused, by a Python client of openapi-generator."""

from cards_api import (
    ApiClient,
    BillingAddress,
    CardInput,
    CardPaymentRequest,
    CardRefundRequest,
    CustomerInput,
    Problem,
    TokenizeRequest,
    TokensApi,
    TransactionsApi,
    TransactionSummary,
)
from cards_api.exceptions import BadRequestException

# No address is given: the contract names the server, and the sandbox, that it was read from.
with ApiClient() as client:
    transactions = TransactionsApi(client)
    token = TokensApi(client).cards_tokenize_card(
        TokenizeRequest(
            card=CardInput(
                card_number="4532015112830366",
                card_holder="John Doe",
                expiry_month=12,
                expiry_year=2035,
                cvv="123",
            ),
            customer=CustomerInput(
                customer_id="cust_123",
                email="john.doe@example.com",
                billing_address=BillingAddress(
                    street="123 Main St", city="New York", state="NY", zip_code="10001"
                ),
            ),
        )
    )

    def paid(amount: float, key: str) -> TransactionSummary:
        body = CardPaymentRequest(token=token.token, amount=amount, customer_id=token.customer_id)
        return transactions.cards_create_payment(body, idempotency_key=key)

    payment = paid(99.99, "generator-1")
    assert payment.status == "success"
    assert paid(99.99, "generator-1") == payment
    assert transactions.cards_get_transaction(payment.transaction_id).amount_captured == 99.99

    part = CardRefundRequest(amount=9.99)
    refund = transactions.cards_refund_transaction(payment.transaction_id, card_refund_request=part)
    assert (refund.status, refund.amount) == ("success", 9.99)
    assert transactions.cards_refund_transaction(payment.transaction_id).amount == 90

    declined = paid(0.01, "generator-2")
    assert (declined.status, declined.decline_code) == ("failed", "insufficient_funds")
    refused = None
    try:
        transactions.cards_refund_transaction(declined.transaction_id)
    except BadRequestException as error:
        refused = error.data
    assert isinstance(refused, Problem)
    assert refused.code == "not_refundable"
