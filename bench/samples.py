"""What is sent and answered: the same request to every server, answers of the same shape."""

CARD = {
    "card": {
        "card_number": "4532015112830366",
        "card_holder": "John Doe",
        "expiry_month": 12,
        "expiry_year": 2030,
        "cvv": "123",
    },
    "customer": {
        "customer_id": "cust_123",
        "email": "john.doe@example.com",
        "phone": "+1-555-0123",
        "billing_address": {
            "street": "123 Main St",
            "city": "New York",
            "state": "NY",
            "zip_code": "10001",
            "country": "US",
        },
    },
}
CARD_TOKEN = {
    "token": "tok_0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "last_four_digits": "0366",
    "card_type": "Visa",
    "expires_at": "2026-01-28T12:00:00.000Z",
    "customer_id": "cust_123",
    "created_at": "2026-01-27T12:00:00.000Z",
}
ORDER = {
    "amount": 99.99,
    "currency": "USD",
    "customer_id": "cust_123",
    "description": "Order #12345",
}
PAYMENT = {
    "transaction_id": "txn_20260127120000_a1b2c3d4e5f60718",
    "status": "success",
    "amount": 99.99,
    "currency": "USD",
    "token": "tok_0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "customer_id": "cust_123",
    "message": "Payment processed successfully",
    "processed_at": "2026-01-27T12:00:00.000Z",
}
TRANSACTION = {
    **PAYMENT,
    "description": "Order #12345",
    "card_info": {"last_four": "0366", "card_type": "Visa"},
    "amount_captured": 99.99,
    "refunded": False,
    "amount_refunded": 0,
    "refunds": [],
}
