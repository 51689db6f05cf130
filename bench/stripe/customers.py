"""Walk through customers with their cards: payment methods, setup intents, and tokens."""

from bench.stripe.payments import BILLING, CARD, DATA
from bench.stripe.walking import BAD_REQUEST, NOT_FOUND, PAYMENT_REQUIRED, Body, Walker

_SETUPS = "/setup_intents"
_ADDRESS = {"line1": "12 Mill Lane", "city": "Oxford", "country": "GB"}


def kept(walker: Walker) -> None:
    """Make customers, change them, and delete one that has paid."""
    plain = walker.post("/customers")
    full = walker.post(
        "/customers",
        email="ada@example.com",
        name="Ada",
        phone="+15551234567",
        address=_ADDRESS,
        shipping={"name": "Ada", "address": _ADDRESS},
        description="Poet",
        tax_exempt="none",
        metadata={"a": "1"},
        preferred_locales=["en", "de"],
    )
    at = f"/customers/{full['id']}"
    chosen = walker.post("/payment_methods/pm_card_visa/attach", customer=full["id"])["id"]
    walker.post(at, invoice_settings={"default_payment_method": chosen}, name="Ada L.")
    walker.get(at, expand=["invoice_settings.default_payment_method.customer"])
    walker.post(at, address="", shipping="", metadata="", email="")
    for more in ({"payment_method": "pm_card_visa"}, {"source": "tok_visa"}):
        made = walker.post("/customers", **more)
        walker.get(f"/customers/{made['id']}")
    walker.post("/customers", PAYMENT_REQUIRED, payment_method="pm_card_visa_chargeDeclined")
    paid = {"payment_method": chosen, "customer": full["id"], "confirm": True}
    intent = walker.post("/payment_intents", amount=900, currency="usd", **paid)
    walker.get("/customers", email="ada@example.com")
    walker.get("/customers/search", query="name:'Ada'")
    for each in (plain, full):
        walker.delete(f"/customers/{each['id']}")
        walker.get(f"/customers/{each['id']}")
        walker.delete(f"/customers/{each['id']}", NOT_FOUND)
    deep = ["customer.invoice_settings.default_payment_method", "latest_charge.customer"]
    walker.get(f"/payment_intents/{intent['id']}", expand=deep)
    walker.get("/charges", expand=["data.customer", "data.payment_intent.customer"])
    walker.get("/customers")


def payment_methods(walker: Walker) -> None:
    """Make payment methods of cards and tokens, attach, change and detach them."""
    customer = walker.post("/customers")["id"]
    token = walker.post("/tokens", card=CARD)["id"]
    sent = (
        {"type": "card", "card": CARD},
        DATA,
        {"type": "card", "card": {"token": token}},
        {"type": "card", "card": {"token": "tok_amex"}, "billing_details": BILLING},
    )
    for fields in sent:
        made = walker.post("/payment_methods", **fields)
        at = f"/payment_methods/{made['id']}"
        walker.get(at)
        walker.post(f"{at}/detach", BAD_REQUEST)
        walker.post(f"{at}/attach", customer=customer, expand=["customer"])
        walker.get(at, expand=["customer.invoice_settings.default_payment_method"])
        billing = {"address": {"city": "York"}, "email": ""}
        walker.post(at, billing_details=billing, card={"exp_year": 2035}, metadata={"b": "2"})
        walker.get(f"/customers{at.replace('/payment', f'/{customer}/payment')}")
    walker.get(f"/customers/{customer}/payment_methods", type="card", limit=2)
    walker.get("/payment_methods", customer=customer, type="card", expand=["data.customer"])
    walker.post(f"{at}/detach")
    walker.get(at)
    for card in ("visa_chargeDeclined", "chargeCustomerFail", "cvcCheckFail", "avsFail"):
        expected = PAYMENT_REQUIRED if card == "visa_chargeDeclined" else 200
        walker.post(f"/payment_methods/pm_card_{card}/attach", expected, customer=customer)


def tokens(walker: Walker) -> None:
    """Make tokens, and use one up."""
    address = {f"address_{each}": "1" for each in ("line1", "line2", "city", "state", "zip")}
    for number in (
        "4242424242424242",
        "378282246310005",
        "3056930009020004",
        "6200000000000005",
        "6011111111111117",
        "3566002020360505",
        "5555555555554444",
    ):
        more = {} if number.startswith("37") else {"cvc": "123"}
        card = {**CARD, "number": number, **address, "name": "Ada", "address_country": "GB"}
        made = walker.post("/tokens", card={**card, "cvc": "1234", **more})
        walker.get(f"/tokens/{made['id']}")
    walker.post("/charges", amount=900, currency="usd", source=made["id"])
    walker.get(f"/tokens/{made['id']}")
    walker.post("/charges", BAD_REQUEST, amount=900, currency="usd", source=made["id"])
    for wrong in (
        {"number": "4242424242424241"},
        {"exp_month": 13},
        {"exp_year": 2001},
        {"cvc": "99"},
    ):
        walker.post("/tokens", PAYMENT_REQUIRED, card={**CARD, **wrong})


def set_up(walker: Walker) -> None:
    """Make setup intents, and take each to each status."""
    customer = walker.post("/customers")["id"]
    made = walker.post(_SETUPS, payment_method_types=["card"], metadata={"a": "1"})
    at = f"{_SETUPS}/{made['id']}"
    _read(walker, made)
    walker.post(f"{at}/confirm", BAD_REQUEST)
    walker.post(at, customer=customer, description="Card", metadata={"b": "2"})
    walker.post(f"{at}/confirm", PAYMENT_REQUIRED, payment_method="pm_card_visa_chargeDeclined")
    _read(walker, made)
    walker.post(at, payment_method="pm_card_visa")
    _read(walker, made)
    walker.post(f"{at}/confirm", expand=["payment_method.customer"])
    _read(walker, made)
    for verb in ("confirm", "cancel"):
        walker.post(f"{at}/{verb}", BAD_REQUEST)
    for reason in ("abandoned", "duplicate", "requested_by_customer"):
        made = walker.post(_SETUPS, automatic_payment_methods={"enabled": True})
        walker.post(f"{_SETUPS}/{made['id']}/cancel", cancellation_reason=reason)
        _read(walker, made)
    walker.post(_SETUPS, confirm=True, payment_method_data=DATA, usage="on_session")
    walker.get(_SETUPS, customer=customer, expand=["data.customer", "data.payment_method"])


def set_up_with_authentication(walker: Walker) -> None:
    """Answer the challenge of a setup intent in each way, and in none."""
    customer = walker.post("/customers")["id"]
    fields = {"customer": customer, "confirm": True, "return_url": "https://example.com/back"}
    for card in ("threeDSecure2Required", "threeDSecureRequiredChargeDeclined"):
        for result in ("authenticated", "failed", "abandoned"):
            made = walker.post(_SETUPS, payment_method=f"pm_card_{card}", **fields)
            _read(walker, made)
            walker.end_challenge(made, result)
            _read(walker, made)
    card = "pm_card_authenticationRequired"
    left, canceled = (walker.post(_SETUPS, payment_method=card, **fields) for _ in range(2))
    walker.post(f"{_SETUPS}/{canceled['id']}/cancel")
    walker.wait("1h")
    for each in (left, canceled):
        _read(walker, each)


def _read(walker: Walker, setup: Body) -> None:
    walker.get(f"{_SETUPS}/{setup['id']}", client_secret=setup["client_secret"])
    walker.get(f"{_SETUPS}/{setup['id']}", expand=["customer", "payment_method.customer"])
