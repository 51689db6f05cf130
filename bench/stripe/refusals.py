"""Walk through what every operation refuses, and through lists and searches."""

from bench.stripe.payments import paid
from bench.stripe.walking import BAD_REQUEST, CONFLICT, NOT_FOUND, Walker

_ACCEPTED = (200, BAD_REQUEST, NOT_FOUND)


def of_every_operation(walker: Walker, ours: list[tuple[str, str]]) -> None:
    """Ask each operation without a key, for what is not there, and with what it does not know."""
    for method, template in ours:
        path = template.removeprefix("/v1").replace("{}", "unknown")
        walker.without_key(method, path)
        if method == "get":
            walker.get(path, _ACCEPTED)
            walker.get(path, BAD_REQUEST, unknown="1")
            walker.get(path, (BAD_REQUEST, NOT_FOUND), limit=1000, expand=["nothing"])
        elif method == "post":
            walker.post(path, _ACCEPTED)
            walker.post(path, BAD_REQUEST, unknown="1")
            walker.post(path, (BAD_REQUEST, NOT_FOUND), metadata="no map", expand="no list")
        else:
            walker.delete(path, NOT_FOUND)


def of_keys(walker: Walker) -> None:
    """Send requests again under their idempotency keys, the same and others."""
    fields = {"amount": 900, "currency": "usd"}
    for _ in range(2):
        walker.replay("/payment_intents", "a", **fields)
    walker.replay("/payment_intents", "a", (BAD_REQUEST, CONFLICT), amount=1, currency="usd")
    declined = {**fields, "payment_method": "pm_card_visa_chargeDeclined", "confirm": True}
    for _ in range(2):
        walker.replay("/payment_intents", "b", 402, **declined)
    for status in (429, 500, 503):
        walker.next("create_payment_intent", fault={"status": status, "effect": "none"})
        walker.post("/payment_intents", status, **fields)


def of_fields(walker: Walker) -> None:
    """Send fields with wrong values."""
    fields = {"amount": 900, "currency": "usd"}
    for wrong in (
        {"amount": 1},
        {"amount": "x"},
        {"currency": "xxx"},
        {"customer": "cus_1"},
        {"payment_method": "pm_1"},
        {"metadata": {"a": "1" * 501}},
        {"expand": ["a.b.c.d.e"]},
        {"capture_method": "never"},
    ):
        walker.post("/payment_intents", BAD_REQUEST, **{**fields, **wrong})
    for path, query in (
        ("/charges", {"starting_after": "ch_1"}),
        ("/charges", {"limit": 0}),
        ("/charges/search", {}),
        ("/charges/search", {"query": "size:1"}),
    ):
        walker.get(path, BAD_REQUEST, **query)


def of_lists(walker: Walker) -> None:
    """Read lists and searches page by page."""
    customer = walker.post("/customers", email="ada@example.com")["id"]
    for number in range(5):
        paid(walker, customer=customer, metadata={"number": str(number)})
        walker.wait("1s")
    for path in ("/payment_intents", "/charges", "/setup_intents", "/events", "/customers"):
        first = walker.get(path, limit=2, created={"gte": 1})["data"]
        if len(first) > 1:
            walker.get(path, limit=2, starting_after=first[-1]["id"])
            walker.get(path, limit=2, ending_before=first[-1]["id"])
    walker.get("/payment_intents", customer=customer, expand=["data.latest_charge.customer"])
    walker.get("/charges", customer=customer, expand=["data.balance_transaction.source"])
    walker.get("/events", type="charge.succeeded")
    walker.get("/events", types=["charge.succeeded", "payment_intent.created"])
    query = {"query": "status:'succeeded' AND metadata['number']:'1'"}
    for path in ("/payment_intents/search", "/charges/search"):
        walker.get(path, **query, expand=["data.customer"])
        found = walker.get(path, query=f"customer:'{customer}'", limit=2)
        walker.get(path, query=f"customer:'{customer}'", limit=2, page=found["next_page"])
