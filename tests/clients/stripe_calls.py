"""Call a server of Stripe's contract by Stripe's own client for Python, and look at what comes."""

import io
import sys
from collections.abc import Callable
from itertools import islice
from typing import Any

import stripe

base = sys.argv[1]
client = stripe.StripeClient("sk_test_51example", base_addresses={"api": base, "files": base})
MANY = 250


def ids(page: Any) -> list[str]:
    """All ids of a list, by the client's own paging."""
    found = [each.id for each in islice(page.auto_paging_iter(), MANY + 1)]
    assert len(set(found)) == len(found) <= MANY, found
    return found


def refusal(call: Callable[[], Any], kind: type[stripe.StripeError]) -> Any:
    """The error of this kind that a call raises."""
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(kind)


def customers() -> str:
    service = client.v1.customers
    details = {"name": "Ada", "metadata": {"order": "6735"}, "address": {"city": "Rome"}}
    made = service.create({**details, "preferred_locales": ["it", "en"]})
    assert isinstance(made, stripe.Customer)
    assert (made.name, made.metadata["order"], made.address.city) == ("Ada", "6735", "Rome")
    assert (made.livemode, made.preferred_locales) == (False, ["it", "en"])
    assert service.retrieve(made.id).id == made.id
    changed = service.update(made.id, {"metadata": {"order": "", "tier": "gold"}})
    assert (changed.id, changed.metadata.to_dict()) == (made.id, {"tier": "gold"})
    assert service.retrieve(made.id) == changed
    others = [service.create({"name": f"Ada {number}"}).id for number in range(4)]
    assert ids(service.list({"limit": 2, "created": {"gte": 1}})) == [*others[::-1], made.id]
    assert ids(service.list({"limit": 2, "created": {"lt": made.created}})) == []
    assert ids(service.search({"query": "name:'Ada'", "limit": 3}))
    for gone in others:
        assert service.delete(gone).deleted is True
        wrong = refusal(lambda gone=gone: service.retrieve(gone), stripe.InvalidRequestError)
        assert (wrong.http_status, gone in wrong.user_message) == (404, True)
    assert ids(service.list()) == [made.id]
    return made.id


def many() -> None:
    service = client.v1.products
    made = [service.create({"name": f"Shirt {number}"}).id for number in range(MANY)]
    assert ids(service.list({"limit": 100})) == made[::-1]
    assert ids(service.list({"limit": 7, "ending_before": made[0]}))[::-1] == made[:0:-1]


def payments(customer: str) -> None:
    service = client.v1.payment_intents
    order = {"amount": 1099, "currency": "eur", "payment_method_types": ["card"]}
    asked = {**order, "customer": customer, "metadata": {"k": "v"}, "expand": ["customer"]}
    made = service.create(asked, {"idempotency_key": "one"})
    assert isinstance(made, stripe.PaymentIntent)
    assert (made.amount, made.currency, made.metadata["k"]) == (1099, "eur", "v")
    assert isinstance(made.customer, stripe.Customer)
    assert made.customer.id == customer
    assert made.customer.metadata.to_dict() == {"tier": "gold"}
    assert service.confirm(made.id, {"payment_method": "pm_card_visa"}).id == made.id
    assert service.capture(made.id, {"amount_to_capture": 500}).id == made.id
    found = service.retrieve(made.id, {"expand": ["latest_charge.balance_transaction"]})
    assert (found.id, found.object) == (made.id, "payment_intent")
    assert isinstance(found.latest_charge.balance_transaction, stripe.BalanceTransaction)
    page = service.list({"limit": 2, "expand": ["data.customer"], "customer": customer})
    assert ids(page)
    assert {each.customer.id for each in page.data} == {customer}
    assert ids(service.search({"query": "status:'succeeded'"}))
    refund = client.v1.refunds.create({"payment_intent": made.id, "amount": 100})
    assert (refund.amount, refund.payment_intent, refund.object) == (100, made.id, "refund")
    assert ids(client.v1.refunds.list({"payment_intent": made.id}))


def catalogue() -> None:
    tiers = [{"up_to": 10, "unit_amount": 5}, {"up_to": "inf", "unit_amount": 3}]
    price = client.v1.prices.create(
        {
            "currency": "usd",
            "recurring": {"interval": "month", "interval_count": 3},
            "product_data": {"name": "Gold"},
            "billing_scheme": "tiered",
            "tiers_mode": "graduated",
            "tiers": tiers,
            "expand": ["tiers"],
        }
    )
    assert (price.recurring.interval, price.recurring.interval_count) == ("month", 3)
    assert len(price.tiers) == len(tiers)
    inline = {"currency": "usd", "unit_amount": 2000, "product_data": {"name": "Shirt"}}
    session = client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": "https://example.com/done",
            "line_items": [{"price_data": inline, "quantity": 1}, {"price": "p", "quantity": 2}],
        }
    )
    assert isinstance(session, stripe.checkout.Session)
    assert ids(client.v1.checkout.sessions.line_items.list(session.id))
    invoice = client.v1.invoices.create({"customer": "cus_1", "auto_advance": False})
    assert ids(client.v1.invoices.line_items.list(invoice.id))
    assert ids(client.v1.events.list({"types": ["charge.succeeded", "charge.failed"]}))
    assert isinstance(client.v1.balance.retrieve().available[0].amount, int)


def files() -> None:
    upload = {"purpose": "dispute_evidence", "file": io.BytesIO(b"evidence")}
    made = client.v1.files.create({**upload, "file_link_data": {"create": True}})
    assert (made.object, made.purpose) == ("file", "dispute_evidence")
    assert ids(client.v1.files.list({"purpose": "dispute_evidence"}))
    assert client.v1.quotes.pdf("qt_1").io.read().startswith(b"%PDF")


def errors() -> None:
    intents = client.v1.payment_intents
    many: Any = {"amount": "many", "currency": "eur"}
    wrong = refusal(lambda: intents.create(many), stripe.InvalidRequestError)
    assert (wrong.http_status, wrong.user_message) == (400, "amount must be an integer.")
    assert wrong.param == "amount"
    assert wrong.error.type == "invalid_request_error"
    missing: Any = {"amount": 5}
    wrong = refusal(lambda: intents.create(missing), stripe.InvalidRequestError)
    assert wrong.user_message == "currency is required."
    live = stripe.StripeClient("sk_live_51example", base_addresses={"api": base})
    wrong = refusal(live.v1.balance.retrieve, stripe.AuthenticationError)
    assert wrong.http_status == 401
    assert "live key" in wrong.user_message


payments(customers())
many()
catalogue()
files()
errors()
