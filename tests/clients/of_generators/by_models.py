"""Pays, looks, refunds, is declined and is refused, with models of datamodel-code-generator."""

import sys

import httpx
from cards_models import (
    BillingAddress,
    CardInput,
    CardPaymentRequest,
    CardRefund,
    CardRefundRequest,
    CardToken,
    CustomerInput,
    Problem,
    TokenizeRequest,
    Transaction,
    TransactionSummary,
)
from pydantic import BaseModel

card = CardInput(
    card_number="4532015112830366",
    card_holder="John Doe",
    expiry_month=12,
    expiry_year=2035,
    cvv="123",
)
address = BillingAddress(street="123 Main St", city="New York", state="NY", zip_code="10001")
customer = CustomerInput(
    customer_id="cust_123", email="john.doe@example.com", billing_address=address
)

with httpx.Client(base_url=f"{sys.argv[1]}/api/v1") as http:

    def post(path: str, body: BaseModel | None = None) -> bytes:
        data = body.model_dump(mode="json", exclude_unset=True) if body else {}
        return http.post(path, json=data).content

    asked = TokenizeRequest(card=card, customer=customer)
    token = CardToken.model_validate_json(post("/tokenize", asked))

    def paid(amount: float) -> TransactionSummary:
        body = CardPaymentRequest(
            token=token.token, amount=amount, customer_id=token.customer_id, currency="USD"
        )
        return TransactionSummary.model_validate_json(post("/payments", body))

    payment = paid(99.99)
    assert payment.status == "success"
    path = f"/transactions/{payment.transaction_id}"
    found = Transaction.model_validate_json(http.get(path).content)
    assert found.amount_captured == 99.99

    part = CardRefund.model_validate_json(post(f"{path}/refund", CardRefundRequest(amount=9.99)))
    assert (part.status, part.amount) == ("success", 9.99)

    declined = paid(0.01)
    assert (declined.status, declined.decline_code) == ("failed", "insufficient_funds")
    refused = Problem.model_validate_json(post(f"/transactions/{declined.transaction_id}/refund"))
    assert refused.code == "not_refundable"
