"""Walk through payment intents and charges, in every status they have."""

from bench.stripe.walking import BAD_REQUEST, EITHER, OK, PAYMENT_REQUIRED, Body, Walker
from paydrill.stripe.test_cards import NUMBERS

_INTENTS = "/payment_intents"
SHIPPING = {
    "name": "Ada Lovelace",
    "phone": "+15551234567",
    "carrier": "UPS",
    "tracking_number": "1Z",
    "address": {"line1": "12 Mill Lane", "city": "Oxford", "country": "GB", "postal_code": "OX1"},
}
CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123"}
BILLING = {"name": "Ada Lovelace", "email": "ada@example.com", "address": {"line1": "12 Mill"}}
DATA = {"type": "card", "card": CARD, "billing_details": BILLING, "metadata": {"a": "1"}}


def paid(
    walker: Walker, card: str = "visa", amount: int = 2000, expected: int = OK, **more: object
) -> Body:
    """Make an intent and confirm it with a test card."""
    fields = {"amount": amount, "currency": "usd", "payment_method": f"pm_card_{card}"}
    return walker.post(_INTENTS, expected, **{**fields, "confirm": True, **more})


def every_test_card(walker: Walker) -> None:
    """Pay with each test card, whatever becomes of it."""
    for name in NUMBERS:
        for capture in ("automatic", "manual"):
            token = f"pm_card_{name}"
            more = {"capture_method": capture, "return_url": "https://example.com/back"}
            made = walker.post(_INTENTS, amount=5000, currency="eur", payment_method=token, **more)
            walker.post(f"{_INTENTS}/{made['id']}/confirm", EITHER)
            read(walker, made["id"])
    walker.wait("5s")
    for charge in walker.get("/charges", limit=100)["data"]:
        walker.get(f"/charges/{charge['id']}", expand=["refunds", "balance_transaction"])


def step_by_step(walker: Walker) -> None:
    """Make an intent, change it, confirm it, and ask for what is not possible then."""
    options = {"card": {"request_three_d_secure": "any"}}
    made = walker.post(_INTENTS, amount=2000, currency="usd", payment_method_types=["card"])
    at = f"{_INTENTS}/{made['id']}"
    read(walker, made["id"])
    walker.post(f"{at}/confirm", BAD_REQUEST)
    said = {"description": "Tea", "receipt_email": "ada@example.com", "metadata": {"order": "1"}}
    walker.post(at, amount=2500, shipping=SHIPPING, payment_method_options=options, **said)
    walker.post(at, payment_method="pm_card_visa", statement_descriptor_suffix="TEA")
    walker.post(at, shipping="", metadata="", description="")
    walker.post(at, payment_method_data=DATA, setup_future_usage="on_session")
    read(walker, made["id"], client_secret=made["client_secret"])
    walker.post(f"{at}/capture", BAD_REQUEST)
    walker.post(f"{at}/confirm", return_url="https://example.com/back")
    for verb in ("confirm", "capture", "cancel"):
        walker.post(f"{at}/{verb}", BAD_REQUEST)
    walker.post(at, BAD_REQUEST, amount=1)
    walker.post(at, description="Paid")
    read(walker, made["id"])


def declined(walker: Walker) -> None:
    """Decline an intent, and pay it with another card."""
    made = walker.post(_INTENTS, amount=2000, currency="usd", payment_method_data=DATA)
    at = f"{_INTENTS}/{made['id']}"
    for card in ("visa_chargeDeclined", "chargeDeclinedIncorrectCvc", "radarBlock"):
        walker.post(f"{at}/confirm", PAYMENT_REQUIRED, payment_method=f"pm_card_{card}")
        read(walker, made["id"])
    walker.post(at, payment_method="pm_card_mastercard")
    read(walker, made["id"])
    walker.post(f"{at}/confirm")
    paid(walker, "authenticationRequired", expected=PAYMENT_REQUIRED, off_session=True)
    walker.post(
        _INTENTS,
        PAYMENT_REQUIRED,
        amount=100,
        currency="usd",
        confirm=True,
        payment_method_data={**DATA, "card": {**CARD, "number": "4242424242424241"}},
    )


def authenticated(walker: Walker) -> None:
    """Answer the challenge of an intent in each way, and in none."""
    for result in ("authenticated", "failed", "abandoned"):
        for card in ("threeDSecure2Required", "threeDSecureRequiredChargeDeclined"):
            made = paid(walker, card, return_url="https://example.com/back")
            read(walker, made["id"])
            walker.end_challenge(made, result)
            read(walker, made["id"])
    left = paid(walker, "threeDSecure2Required")
    walker.wait("1h")
    read(walker, left["id"])
    walker.post(f"{_INTENTS}/{left['id']}/confirm", payment_method="pm_card_visa")
    withdrawn = paid(walker, "authenticationRequired")
    walker.post(f"{_INTENTS}/{withdrawn['id']}/cancel", cancellation_reason="abandoned")
    read(walker, withdrawn["id"])


def held(walker: Walker) -> None:
    """Hold an amount; capture it and a part of it, cancel it, and let it expire."""
    manual: Body = {"capture_method": "manual", "description": "A hold"}
    whole, part, over, canceled, expired = (paid(walker, **manual)["id"] for _ in range(5))
    read(walker, whole)
    walker.post(f"{_INTENTS}/{whole}/capture")
    walker.post(f"{_INTENTS}/{part}/capture", amount_to_capture=1500, expand=["latest_charge"])
    walker.post(f"{_INTENTS}/{over}/capture", BAD_REQUEST, amount_to_capture=9000)
    walker.post(f"{_INTENTS}/{canceled}/cancel", cancellation_reason="duplicate")
    for each in (whole, part, canceled):
        read(walker, each)
    walker.wait("169h")
    for each in (over, expired):
        read(walker, each)
        walker.post(f"{_INTENTS}/{each}/capture", BAD_REQUEST)


def reviewed(walker: Walker) -> None:
    """Keep payments waiting, and end the wait either way."""
    for end in ({"approved": True}, {"declined": "fraudulent"}):
        walker.next("create_payment_intent", pending="review", later=[{"after": "60s", **end}])
        made = paid(walker)
        read(walker, made["id"])
        walker.post(f"{_INTENTS}/{made['id']}/cancel", BAD_REQUEST)
        walker.wait("2m")
        read(walker, made["id"])


def canceled(walker: Walker) -> None:
    """Cancel intents that were never paid, for each reason."""
    for reason in ("abandoned", "duplicate", "fraudulent", "requested_by_customer"):
        made = walker.post(_INTENTS, amount=2000, currency="jpy")
        walker.post(f"{_INTENTS}/{made['id']}/cancel", cancellation_reason=reason)
        read(walker, made["id"])
    ready = walker.post(_INTENTS, amount=2000, currency="usd", payment_method="pm_card_visa")
    walker.post(f"{_INTENTS}/{ready['id']}/cancel")
    read(walker, ready["id"])


def charged(walker: Walker) -> None:
    """Charge tokens and customers without an intent."""
    made = walker.post(
        "/charges",
        amount=2000,
        currency="usd",
        source="tok_visa",
        shipping=SHIPPING,
        metadata={"a": "1"},
        receipt_email="a@example.com",
    )
    at = f"/charges/{made['id']}"
    walker.post(at, fraud_details={"user_report": "safe"}, description="Tea")
    walker.post(f"{at}/capture", BAD_REQUEST)
    for amount in (500, None):
        one = walker.post(
            "/charges",
            amount=1000,
            currency="usd",
            source="tok_mastercard",
            capture=False,
            statement_descriptor_suffix="TEA",
        )
        more = {} if amount is None else {"amount": amount}
        walker.get(f"/charges/{one['id']}")
        walker.post(f"/charges/{one['id']}/capture", **more)
        walker.get(f"/charges/{one['id']}", expand=["balance_transaction.source", "refunds"])
    source = "tok_visa_chargeDeclinedInsufficientFunds"
    walker.post("/charges", PAYMENT_REQUIRED, amount=2000, currency="usd", source=source)
    lost = walker.post("/charges", amount=1000, currency="usd", source="tok_visa", capture=False)
    customer = walker.post("/customers", source="tok_visa")["id"]
    walker.post("/charges", amount=2000, currency="usd", customer=customer)
    walker.wait("169h")
    walker.get(f"/charges/{lost['id']}")
    for charge in walker.get("/charges", limit=100)["data"]:
        walker.get(f"/charges/{charge['id']}", expand=["customer", "refunds"])


def read(walker: Walker, intent: str, **query: object) -> Body:
    """Read an intent, and all that it leads to, four levels deep."""
    deep = ["latest_charge.balance_transaction.source.refunds", "payment_method.customer"]
    walker.get(f"{_INTENTS}/{intent}", **query)
    return walker.get(f"{_INTENTS}/{intent}", expand=[*deep, "customer", "latest_charge.customer"])
