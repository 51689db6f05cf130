"""Keep and find things by Stripe's own client for Python, and verify what it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from threading import Thread
from typing import Any

import stripe
from stripe_shop import PATIENCE_S, RETURN, Shop, base, refusal

MANY = 250


def lists() -> None:
    shop = Shop("lists")
    service = shop.v1.customers
    made = [service.create({"name": f"Ada {number}"}).id for number in range(MANY)]
    assert [each.id for each in service.list({"limit": 100}).auto_paging_iter()] == made[::-1]
    backwards = service.list({"limit": 7, "ending_before": made[0]}).auto_paging_iter()
    assert [each.id for each in backwards] == made[1:]
    page = service.list({"limit": 3, "starting_after": made[3]})
    assert ([each.id for each in page.data], page.has_more) == (made[2::-1], False)

    orders = [shop.pay(metadata={"order": f"{number}"}).id for number in range(12)]
    one: Any = {"query": "metadata['order']:'7'", "expand": ["total_count"]}
    found = shop.v1.payment_intents.search(one)
    assert ([each.id for each in found.data], found.total_count) == ([orders[7]], 1)
    query = "status:'succeeded' AND amount>1999"
    every = shop.v1.payment_intents.search({"query": query, "limit": 5}).auto_paging_iter()
    assert [each.id for each in every] == orders[::-1]

    refund = shop.v1.refunds.create({"payment_intent": orders[0]})
    path = "charge.payment_intent.latest_charge.balance_transaction"
    deep: Any = shop.v1.refunds.retrieve(refund.id, {"expand": [path]})
    assert deep.charge.payment_intent.latest_charge.balance_transaction.type == "charge"
    too_deep = {"expand": [f"{path}.source"]}
    wrong = refusal(
        lambda: shop.v1.refunds.retrieve(refund.id, too_deep),
        stripe.InvalidRequestError,
        400,
    )
    assert wrong.param == "expand"


def setups() -> None:
    shop = Shop("setups")
    customer = shop.v1.customers.create({"name": "Ada", "email": "ada@example.com"})
    asked: Any = {
        "payment_method": "pm_card_authenticationRequiredOnSetup",
        "payment_method_types": ["card"],
        "confirm": True,
        "usage": "off_session",
        "return_url": RETURN,
    }
    setup = shop.v1.setup_intents.create({**asked, "customer": customer.id})
    shop.challenge(setup, "authenticated")
    done = shop.v1.setup_intents.retrieve(setup.id)
    assert done.status == "succeeded"
    setup = shop.v1.setup_intents.create({**asked, "customer": customer.id})
    shop.challenge(setup, "failed")
    failed = shop.v1.setup_intents.retrieve(setup.id)
    assert (failed.status, failed.payment_method) == ("requires_payment_method", None)
    assert failed.last_setup_error.code == "setup_intent_authentication_failure"
    again = {"customer": customer.id, "off_session": True}
    assert shop.pay(done.payment_method, **again).status == "succeeded"
    always = shop.v1.payment_methods.attach(
        "pm_card_authenticationRequired", {"customer": customer.id}
    )
    error = refusal(lambda: shop.pay(always.id, **again), stripe.CardError, 402)
    assert error.code == error.error.decline_code == "authentication_required"


def customers() -> None:
    shop = Shop("customers")
    service, methods = shop.v1.customers, shop.v1.payment_methods
    ada = service.create({"name": "Ada", "metadata": {"order": "1", "tier": "gold"}})
    changed = service.update(ada.id, {"metadata": {"order": ""}, "address": {"city": "Rome"}})
    assert (changed.metadata.to_dict(), changed.address.city) == ({"tier": "gold"}, "Rome")
    assert changed.address.line2 is None
    [event] = shop.v1.events.list({"type": "customer.updated"})
    assert event.data.previous_attributes.to_dict().keys() == {"metadata", "address"}
    for metadata in ({"k" * 41: "v"}, {"k": "v" * 501}, {f"k{each}": "v" for each in range(51)}):
        asked: Any = {"metadata": metadata}
        create = partial(service.create, asked)
        wrong = refusal(create, stripe.InvalidRequestError, 400)
        assert wrong.param.startswith("metadata")
    number = {"number": "5555555555554444", "exp_month": 12, "exp_year": 2035, "cvc": "123"}
    made = methods.create({"type": "card", "card": number, "billing_details": {"name": "Ada"}})
    assert (made.card.brand, made.card.last4, made.customer) == ("mastercard", "4444", None)
    assert methods.attach(made.id, {"customer": ada.id}).customer == ada.id
    assert [each.id for each in service.payment_methods.list(ada.id)] == [made.id]
    assert shop.pay(made.id, customer=ada.id).customer == ada.id
    refused = refusal(
        lambda: methods.attach("pm_card_visa_chargeDeclined", {"customer": ada.id}),
        stripe.CardError,
        402,
    )
    assert (refused.code, refused.error.decline_code) == ("card_declined", "generic_decline")
    assert methods.detach(made.id).customer is None
    assert service.delete(ada.id).deleted is True
    assert service.retrieve(ada.id).deleted is True


def checkout() -> None:
    shop = Shop("checkout")
    service = shop.v1.checkout.sessions
    shirt = {"currency": "usd", "unit_amount": 1000, "product_data": {"name": "Shirt"}}
    asked: Any = {
        "mode": "payment",
        "success_url": RETURN,
        "line_items": [{"price_data": shirt, "quantity": 3}],
    }
    made = service.create(asked)
    assert (made.status, made.payment_status, made.amount_total) == ("open", "unpaid", 3000)
    assert made.url.startswith(base)
    assert [each.quantity for each in service.line_items.list(made.id)] == [3]
    assert (service.expire(made.id).status, service.retrieve(made.id).url) == ("expired", None)


def balance() -> None:
    shop = Shop("balance")
    paid = shop.pay()
    shop.v1.refunds.create({"payment_intent": paid.id, "amount": 500})
    moved = list(shop.v1.balance_transactions.list({"limit": 1}).auto_paging_iter())
    assert [(each.type, each.amount) for each in moved] == [("refund", -500), ("charge", 2000)]
    assert shop.v1.balance_transactions.retrieve(moved[1].id) == moved[1]
    now = shop.v1.balance.retrieve()
    assert now.pending[0].amount == sum(each.net for each in moved)
    assert now.pending[0].currency == "usd"


@contextmanager
def receiving() -> Iterator[tuple[str, SimpleQueue[tuple[bytes, str]]]]:
    """A URL that listens, and the webhooks that it is sent, with their signatures."""
    received: SimpleQueue[tuple[bytes, str]] = SimpleQueue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.put((body, self.headers["Stripe-Signature"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hooks", received
        finally:
            server.shutdown()
            thread.join()


WEBHOOKS = {
    "charge.refunded",
    "charge.succeeded",
    "customer.created",
    "payment_intent.created",
    "payment_intent.succeeded",
    "refund.created",
}


def webhooks() -> None:
    shop = Shop("webhooks")
    with receiving() as (url, received):
        wanted: Any = {"url": url, "enabled_events": ["*"]}
        endpoint = shop.v1.webhook_endpoints.create(wanted)
        assert endpoint.secret.startswith("whsec_")
        [listed] = shop.v1.webhook_endpoints.list()
        assert listed == shop.v1.webhook_endpoints.retrieve(endpoint.id)
        assert "secret" not in listed
        paid = shop.pay(customer=shop.v1.customers.create({"name": "Ada"}).id)
        shop.v1.refunds.create({"payment_intent": paid.id})
        told = list(shop.v1.events.list({"limit": 100}))
        sent = [received.get(timeout=PATIENCE_S) for _ in told]
        assert received.empty()
    secret = endpoint.secret
    found = [stripe.Webhook.construct_event(*each, secret) for each in sent]
    assert {each.id: each.to_dict() for each in found} == {each.id: each.to_dict() for each in told}
    assert {each.type for each in found} == WEBHOOKS
    body, signature = sent[0]
    for forged in ((body + b" ", signature, secret), (body, signature, "whsec_other")):
        try:
            stripe.Webhook.construct_event(*forged)
        except stripe.SignatureVerificationError:
            continue
        raise AssertionError(forged)


for part in (lists, setups, customers, checkout, balance, webhooks):
    part()
