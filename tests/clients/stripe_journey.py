"""Pay by Stripe's own client for Python, unmodified but for its address, on our own engine.

Each part has a sandbox of its own, which the client's key names.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen

import stripe

base = sys.argv[1]
MANY = 250
PATIENCE_S = 20
CARD = {"amount": 2000, "currency": "usd", "payment_method_types": ["card"]}
RETURN = "https://shop.example/done"


class Shop:
    """A client in a sandbox of its own, and the control API of that sandbox."""

    def __init__(self, name: str) -> None:
        self._control = f"{base}/~python-{name}/_control"
        self.v1 = stripe.StripeClient(f"sk_test_python-{name}", base_addresses={"api": base}).v1

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """What the control API answers."""
        sent = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = Request(f"{self._control}{path}", sent, headers, method=method)
        with urlopen(request, timeout=PATIENCE_S) as answer:
            return json.load(answer)

    def pay(self, method: str = "pm_card_visa", **more: Any) -> Any:
        """A payment intent that is confirmed at once."""
        order = {**CARD, "payment_method": method, "confirm": True, **more}
        return self.v1.payment_intents.create(order)

    def later(self) -> None:
        """Move the clock past what cards do a second after they were charged."""
        self.control("POST", "/clock/advance", {"by": "2s"})

    def challenge(self, intent: Any, result: str) -> None:
        """End the 3-D Secure of an intent."""
        assert (intent.status, intent.next_action.type) == ("requires_action", "redirect_to_url")
        id_ = intent.next_action.redirect_to_url.url.rpartition("/")[2]
        self.control("POST", f"/challenges/{id_}", {"result": result})


def refusal(call: Callable[[], Any], kind: type[stripe.StripeError], status: int) -> Any:
    """The error of this kind and status that a call raises."""
    try:
        call()
    except kind as error:
        assert (type(error), error.http_status) == (kind, status), error
        return error
    raise AssertionError(kind)


def payments() -> None:
    shop = Shop("payments")
    paid = shop.pay(expand=["latest_charge.balance_transaction"])
    assert (paid.status, paid.amount_received, paid.livemode) == ("succeeded", 2000, False)
    charge = paid.latest_charge
    assert (charge.paid, charge.captured, charge.outcome.type) == (True, True, "authorized")
    assert (charge.payment_method_details.card.last4, charge.balance_transaction.amount) == (
        "4242",
        2000,
    )
    held = shop.pay(capture_method="manual")
    assert (held.status, held.amount_capturable) == ("requires_capture", 2000)
    taken = shop.v1.payment_intents.capture(held.id, {"amount_to_capture": 1500})
    assert (taken.status, taken.amount_received, taken.amount_capturable) == ("succeeded", 1500, 0)
    again = refusal(
        lambda: shop.v1.payment_intents.capture(held.id), stripe.InvalidRequestError, 400
    )
    assert again.code == "payment_intent_unexpected_state"
    held = shop.pay(capture_method="manual")
    gone = shop.v1.payment_intents.cancel(held.id, {"cancellation_reason": "abandoned"})
    assert (gone.status, gone.cancellation_reason) == ("canceled", "abandoned")
    unknown: Any = {**CARD, "tip": 1}
    wrong = refusal(
        lambda: shop.v1.payment_intents.create(unknown), stripe.InvalidRequestError, 400
    )
    assert (wrong.code, wrong.param) == ("parameter_unknown", "tip")
    missing = refusal(
        lambda: shop.v1.payment_intents.retrieve("pi_none"), stripe.InvalidRequestError, 404
    )
    assert (missing.code, missing.param) == ("resource_missing", "intent")


DECLINES = {
    "visa_chargeDeclined": ("card_declined", "generic_decline", None),
    "visa_chargeDeclinedInsufficientFunds": ("card_declined", "insufficient_funds", None),
    "visa_chargeDeclinedLostCard": ("card_declined", "lost_card", None),
    "visa_chargeDeclinedStolenCard": ("card_declined", "stolen_card", None),
    "chargeDeclinedExpiredCard": ("expired_card", None, "exp_month"),
    "chargeDeclinedIncorrectCvc": ("incorrect_cvc", None, "cvc"),
    "chargeDeclinedProcessingError": ("processing_error", None, None),
    "visa_chargeDeclinedVelocityLimitExceeded": ("card_declined", "card_velocity_exceeded", None),
    "chargeCustomerFail": ("card_declined", "generic_decline", None),
    "radarBlock": ("card_declined", "fraudulent", None),
}
"""The code, decline code and parameter of the error of each card that declines."""


def declines() -> None:
    shop = Shop("declines")
    for name, expected in DECLINES.items():
        error = refusal(lambda name=name: shop.pay(f"pm_card_{name}"), stripe.CardError, 402)
        told = error.error
        assert (error.code, told.to_dict().get("decline_code"), error.param) == expected, (name, told)
        intent = told.payment_intent
        assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
        last = shop.v1.payment_intents.retrieve(intent.id).last_payment_error
        assert (last.code, last.to_dict().get("decline_code"), last.to_dict().get("param")) == expected
        assert (last.charge, last.message) == (told.charge, error.user_message)
        assert shop.v1.charges.retrieve(told.charge).failure_code == expected[0]
        paid = shop.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
        assert (paid.status, paid.last_payment_error) == ("succeeded", None)


def three_d_secure() -> None:
    shop = Shop("three-d-secure")
    intents = shop.v1.payment_intents
    waiting = shop.pay("pm_card_authenticationRequired", return_url=RETURN)
    assert waiting.next_action.redirect_to_url.return_url == RETURN
    shop.challenge(waiting, "authenticated")
    paid = intents.retrieve(waiting.id, {"expand": ["latest_charge"]})
    assert paid.status == "succeeded"
    secured = paid.latest_charge.payment_method_details.card.three_d_secure
    assert secured.result == "authenticated"
    waiting = shop.pay("pm_card_authenticationRequired", return_url=RETURN)
    shop.challenge(waiting, "failed")
    failed = intents.retrieve(waiting.id)
    assert failed.status == "requires_payment_method"
    assert failed.last_payment_error.code == "payment_intent_authentication_failure"
    assert intents.confirm(failed.id, {"payment_method": "pm_card_visa"}).status == "succeeded"
    name = "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"
    waiting = shop.pay(name, return_url=RETURN)
    shop.challenge(waiting, "authenticated")
    failed = intents.retrieve(waiting.id)
    assert failed.status == "requires_payment_method"
    assert failed.last_payment_error.decline_code == "insufficient_funds"


def refunds() -> None:
    shop = Shop("refunds")
    service = shop.v1.refunds
    paid = shop.pay()
    made = service.create({"payment_intent": paid.id, "amount": 500})
    assert (made.status, made.amount, made.charge) == ("succeeded", 500, paid.latest_charge)
    over = refusal(
        lambda: service.create({"charge": paid.latest_charge, "amount": 1501}),
        stripe.InvalidRequestError,
        400,
    )
    assert over.param == "amount"
    assert service.create({"charge": paid.latest_charge}).amount == 1500
    done = refusal(
        lambda: service.create({"payment_intent": paid.id}), stripe.InvalidRequestError, 400
    )
    assert done.code == "charge_already_refunded"
    charge = shop.v1.charges.retrieve(paid.latest_charge, {"expand": ["refunds"]})
    assert (charge.refunded, [each.amount for each in charge.refunds]) == (True, [1500, 500])

    pending = service.create({"payment_intent": shop.pay("pm_card_pendingRefund").id})
    assert pending.status == "pending"
    shop.later()
    assert service.retrieve(pending.id).status == "succeeded"
    refund = service.create({"payment_intent": shop.pay("pm_card_refundFail").id})
    assert refund.status == "succeeded"
    shop.later()
    failed = service.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert failed.failure_balance_transaction.amount == 2000


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
    found = shop.v1.payment_intents.search({"query": "metadata['order']:'7'"})
    assert [each.id for each in found.data] == [orders[7]]
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


def retries() -> None:
    shop = Shop("retries")
    service = shop.v1.payment_intents
    order: Any = {**CARD, "payment_method": "pm_card_visa", "confirm": True}
    once: Any = {"idempotency_key": "order-1"}
    first, second = service.create(order, once), service.create(order, once)
    assert first == second
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    other = {**order, "amount": 2001}
    refusal(lambda: service.create(other, once), stripe.IdempotencyError, 400)
    when = {"operation": "stripe.create_payment_intent"}
    fault = {"status": 500, "effect": "committed"}
    shop.control("POST", "/outcomes", {"when": when, "then": {"fault": fault}})
    paid = service.create(order)
    assert paid.status == "succeeded"
    assert paid.last_response.headers["Idempotent-Replayed"] == "true"
    charges = shop.v1.charges.list({"limit": 100})
    assert [each.id for each in charges] == [paid.latest_charge, first.latest_charge]


def disputes() -> None:
    shop = Shop("disputes")
    service = shop.v1.disputes
    for evidence, status in (("winning_evidence", "won"), ("losing_evidence", "lost")):
        paid = shop.pay("pm_card_createDispute")
        shop.later()
        [dispute] = service.list({"payment_intent": paid.id})
        assert (dispute.status, dispute.reason) == ("needs_response", "fraudulent")
        assert shop.v1.charges.retrieve(paid.latest_charge).disputed is True
        refusal(
            lambda paid=paid: shop.v1.refunds.create({"payment_intent": paid.id}),
            stripe.InvalidRequestError,
            400,
        )
        service.update(dispute.id, {"evidence": {"uncategorized_text": evidence}})
        shop.later()
        closed = service.retrieve(dispute.id)
        assert (closed.status, closed.evidence.uncategorized_text) == (status, evidence)
        moved = [each.amount for each in closed.balance_transactions]
        assert moved == ([-2000, 2000] if status == "won" else [-2000])
    paid = shop.pay("pm_card_createDisputeProductNotReceived")
    shop.later()
    [dispute] = service.list({"charge": paid.latest_charge})
    assert (dispute.reason, service.close(dispute.id).status) == ("product_not_received", "lost")


def setups() -> None:
    shop = Shop("setups")
    customer = shop.v1.customers.create({"name": "Ada", "email": "ada@example.com"})
    setup = shop.v1.setup_intents.create(
        {
            "customer": customer.id,
            "payment_method": "pm_card_authenticationRequiredOnSetup",
            "payment_method_types": ["card"],
            "confirm": True,
            "usage": "off_session",
            "return_url": RETURN,
        }
    )
    shop.challenge(setup, "authenticated")
    done = shop.v1.setup_intents.retrieve(setup.id)
    assert done.status == "succeeded"
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
    changed = service.update(ada.id, {"metadata": {"order": ""}, "phone": "1"})
    assert (changed.metadata.to_dict(), changed.phone) == ({"tier": "gold"}, "1")
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
    "refund.updated",
}


def webhooks() -> None:
    shop = Shop("webhooks")
    with receiving() as (url, received):
        wanted: Any = {"url": url, "enabled_events": ["*"]}
        endpoint = shop.v1.webhook_endpoints.create(wanted)
        assert endpoint.secret.startswith("whsec_")
        assert "secret" not in shop.v1.webhook_endpoints.retrieve(endpoint.id)
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


for part in (
    payments,
    declines,
    three_d_secure,
    refunds,
    lists,
    retries,
    disputes,
    setups,
    customers,
    checkout,
    balance,
    webhooks,
):
    part()
