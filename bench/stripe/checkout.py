"""Walk through products and prices, sessions of Checkout, and webhook endpoints."""

from bench.stripe.walking import BAD_REQUEST, Body, Walker

_SESSIONS = "/checkout/sessions"
_PAGES = {"success_url": "https://example.com/paid", "cancel_url": "https://example.com/cart"}
_TEA = {"currency": "usd", "unit_amount": 900, "product_data": {"name": "Tea"}}


def products(walker: Walker) -> None:
    """Make products and prices, change them, and delete what can be deleted."""
    plain = walker.post("/products", name="Tea")
    images = ["https://example.com/tea.png"]
    full = walker.post(
        "/products",
        id="cup",
        name="Cup",
        description="China",
        images=images,
        url="https://example.com/cup",
        shippable=True,
        unit_label="cup",
        statement_descriptor="CUP",
        metadata={"a": "1"},
        expand=["default_price"],
        default_price_data={"currency": "eur", "unit_amount": 1200},
    )
    at = f"/products/{full['id']}"
    walker.post(at, images="", description="", metadata="", active=False)
    walker.get(at, expand=["default_price.product"])
    price = walker.post(
        "/prices",
        product=plain["id"],
        currency="usd",
        unit_amount=900,
        nickname="One",
        lookup_key="tea",
        tax_behavior="exclusive",
    )
    walker.post("/prices", currency="jpy", unit_amount=900, product_data={"name": "Pot"})
    walker.post(f"/prices/{price['id']}", active=False, nickname="", metadata={"b": "2"})
    walker.get(f"/prices/{price['id']}", expand=["product.default_price"])
    walker.delete(at, BAD_REQUEST)
    gone = walker.post("/products", name="Gone")
    walker.delete(f"/products/{gone['id']}")
    walker.get("/products", active=True, expand=["data.default_price"])
    walker.get("/products", ids=[plain["id"], "cup"])
    walker.get("/products/search", query="active:'true'")
    walker.get("/prices", product=plain["id"], lookup_keys=["tea"], expand=["data.product"])
    walker.get("/prices/search", query="currency:'usd'", expand=["data.product"])


def sessions(walker: Walker) -> None:
    """Pay sessions of Checkout, leave them, and let them expire."""
    price = walker.post("/prices", **_TEA)["id"]
    customer = walker.post("/customers", email="ada@example.com", name="Ada")["id"]
    kinds: tuple[Body, ...] = (
        {"mode": "payment", "line_items": [{"price": price, "quantity": 2}]},
        {
            "mode": "payment",
            "line_items": [{"price_data": _TEA}],
            "customer": customer,
            "payment_intent_data": {"setup_future_usage": "off_session", "metadata": {"a": "1"}},
        },
        {
            "mode": "payment",
            "line_items": [{"price": price}],
            "customer_email": "a@example.com",
            "payment_intent_data": {"capture_method": "manual"},
            "client_reference_id": "1",
        },
        {"mode": "setup", "currency": "usd", "customer": customer},
    )
    for kind in kinds:
        for buttons in (("pay",), ("decline", "pay"), ("authenticate",), ("expire",), ()):
            session = walker.post(_SESSIONS, **_PAGES, **kind, expand=["line_items"])
            _read(walker, session)
            _pressed(walker, session, buttons)
    walker.wait("25h")
    for status in ("open", "complete", "expired"):
        deep = ["data.customer", "data.payment_intent.latest_charge", "data.setup_intent"]
        for each in walker.get(_SESSIONS, status=status, limit=100, expand=deep)["data"]:
            _read(walker, each)


def _pressed(walker: Walker, session: Body, buttons: tuple[str, ...]) -> None:
    at = f"{_SESSIONS}/{session['id']}"
    for button in buttons:
        if button == "expire":
            walker.post(f"{at}/expire")
        else:
            walker.press(session, button)
        _read(walker, session)
    if buttons == ("authenticate",):
        for each in walker.control("/challenges")["challenges"]:
            walker.control(f"/challenges/{each['challenge_id']}", result="authenticated")
    if buttons:
        walker.post(at, metadata={"b": "2"}, expand=["payment_intent"])
        walker.post(f"{at}/expire", BAD_REQUEST)


def _read(walker: Walker, session: Body) -> None:
    at = f"{_SESSIONS}/{session['id']}"
    walker.get(at)
    walker.get(
        at,
        expand=[
            "line_items.data.price.product",
            "customer",
            "setup_intent.customer",
            "payment_intent.latest_charge.balance_transaction",
        ],
    )
    walker.get(f"{at}/line_items", limit=1, expand=["data.price.product"])


def endpoints(walker: Walker) -> None:
    """Make webhook endpoints, change them, and delete them."""
    for types in (["*"], ["charge.succeeded", "payment_intent.created"]):
        made = walker.post(
            "/webhook_endpoints",
            url="https://example.com/hook",
            description="A",
            enabled_events=types,
            metadata={"a": "1"},
        )
        at = f"/webhook_endpoints/{made['id']}"
        walker.post(at, disabled=True, url="https://example.com/other", metadata="")
        walker.get(at)
        walker.post(at, disabled=False, enabled_events=["refund.created"], description="")
        walker.get("/webhook_endpoints")
        walker.delete(at)
