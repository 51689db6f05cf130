"""Keep sessions of Checkout: what is bought, and the page on which the customer pays."""

from typing import Any

from paydrill.sandbox import due
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import confirming, intents, objects, products, setup_intents
from paydrill.stripe.amounts import check_amount
from paydrill.stripe.errors import UnexpectedState, invalid, needed
from paydrill.stripe.intents import Intent
from paydrill.stripe.objects import CUSTOMER, PRICE, PRODUCT, SESSION, STRIPE_OBJECTS, Body
from paydrill.values.times import DAY, SECOND

EXPIRY = "checkout_expiry"
"""The due action that ends a session."""

OPEN, COMPLETE, EXPIRED = "open", "complete", "expired"
PAYMENT, SETUP = "payment", "setup"

_SHORTEST_S, _LONGEST_S = 30 * 60, 24 * 60 * 60
_MOST_ITEMS_SHOWN = 10

_SAID = (
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "customer_creation",
    "customer_email",
    "locale",
    "submit_type",
)
_DEFAULTS: Body = {
    "amount_subtotal": None,
    "amount_total": None,
    "automatic_tax": {"enabled": False, "liability": None, "status": None},
    "billing_address_collection": None,
    "cancel_url": None,
    "client_reference_id": None,
    "currency": None,
    "custom_fields": [],
    "custom_text": {
        "after_submit": None,
        "shipping_address": None,
        "submit": None,
        "terms_of_service_acceptance": None,
    },
    "customer": None,
    "customer_creation": None,
    "customer_details": None,
    "customer_email": None,
    "locale": None,
    "metadata": {},
    "payment_intent": None,
    "payment_method_collection": "if_required",
    "payment_method_options": {},
    "payment_method_types": ["card"],
    "payment_status": "unpaid",
    "phone_number_collection": {"enabled": False},
    "setup_intent": None,
    "shipping_options": [],
    "status": OPEN,
    "submit_type": None,
    "subscription": None,
    "total_details": None,
    "ui_mode": "hosted",
}


def create(sandbox: Sandbox, said: Body, base_url: str | None) -> Body:
    """Store a session, whose page is at its `url`.

    Raises `InvalidInput`, `ReferenceMissing` and `InvalidAmount`.
    """
    mode = said.get("mode", PAYMENT)
    if mode == PAYMENT and not said.get("line_items"):
        raise needed("line_items", "Missing required param: line_items.")
    if said.get("customer"):
        objects.find(sandbox, CUSTOMER, said["customer"], "customer")
    expires = said.get("expires_at", (sandbox.now_ms + DAY) // SECOND)
    if not _SHORTEST_S <= expires - sandbox.now_ms // SECOND <= _LONGEST_S:
        raise invalid(
            "expires_at", "The session must end between 30 minutes and 24 hours from now."
        )
    body = objects.made(sandbox, SESSION, _DEFAULTS)
    items = [_item(sandbox, each, place) for place, each in enumerate(said.get("line_items", ()))]
    body |= {
        "mode": mode,
        "customer": said.get("customer") or None,
        "expires_at": expires,
        "success_url": said["success_url"],
        "url": f"{base_url or f'/~{sandbox.name}'}/checkout/{body['id']}",
        **_totals(items, said),
        "_line_items": items,
        "_of_intent": said.get("payment_intent_data" if mode == PAYMENT else "setup_intent_data"),
    }
    body = objects.changed(body, said, _SAID)
    if mode == PAYMENT and body["customer_creation"] is None:
        body["customer_creation"] = "if_required"
    if body["customer"] or body["customer_email"]:
        body["customer_details"] = _details(sandbox, body)
    due.schedule(sandbox, expires * SECOND, EXPIRY, STRIPE_OBJECTS.name, body["id"])
    return objects.save(sandbox, SESSION, body)


def shown(body: Body) -> Body:
    """Show a session; one that has ended has no page."""
    body = objects.shown(body)
    return body if body["status"] == OPEN else {**body, "url": None}


def expire(sandbox: Sandbox, id_: str) -> Body:
    """End a session that is open. Raises `ResourceMissing` and `UnexpectedState`."""
    body = objects.find(sandbox, SESSION, id_)
    if body["status"] != OPEN:
        raise UnexpectedState(f"Only open sessions can be expired; this one is {body['status']}.")
    due.cancel(sandbox, EXPIRY, id_)
    return _ended(sandbox, body)


def pass_expiry(sandbox: Sandbox, id_: str) -> Body:
    """End a session whose time is over."""
    return _ended(sandbox, objects.find(sandbox, SESSION, id_))


def intent_of(sandbox: Sandbox, body: Body) -> Body:
    """Return the intent of a session, payment or setup, which is made when it is first tried."""
    if body["mode"] == SETUP:
        said = {**(body["_of_intent"] or {}), "customer": body["customer"]}
        known = body["setup_intent"]
        found = objects.look_up(sandbox, objects.SETUP_INTENT, known) if known else None
        return found or setup_intents.new(sandbox, said)
    known = body["payment_intent"]
    found = objects.look_up(sandbox, objects.PAYMENT_INTENT, known) if known else None
    if found is not None:
        return found
    said = {
        "capture_method": "automatic_async",
        **(body["_of_intent"] or {}),
        "amount": body["amount_total"],
        "currency": body["currency"],
        "customer": body["customer"],
        "payment_method_types": ["card"],
    }
    return {**confirming.new(sandbox, said), "_session": body["id"]}


def tried(sandbox: Sandbox, body: Body, intent: Body) -> Body:
    """Store the intent that a session was tried with."""
    return objects.save(sandbox, SESSION, {**body, intent["object"]: intent["id"]})


def complete(sandbox: Sandbox, body: Body, intent: Intent | None) -> Body:
    """Store that a session is done: paid, or its card stored."""
    due.cancel(sandbox, EXPIRY, body["id"])
    paid = {"payment_status": "no_payment_required" if intent is None else "paid"}
    if intent is not None and intent.status == intents.REQUIRES_CAPTURE:
        paid = {"payment_status": "unpaid"}
    details = _details(sandbox, body)
    done = {**body, **paid, "status": COMPLETE, "customer_details": details}
    return objects.save(sandbox, SESSION, done)


def success_url(body: Body) -> str:
    """Return the merchant's page for a session that is done."""
    return str(body["success_url"]).replace("{CHECKOUT_SESSION_ID}", body["id"])


def _ended(sandbox: Sandbox, body: Body) -> Body:
    return objects.save(sandbox, SESSION, {**body, "status": EXPIRED})


def _details(sandbox: Sandbox, body: Body) -> Body:
    known = objects.look_up(sandbox, CUSTOMER, body["customer"] or "") or {}
    return {
        "address": known.get("address"),
        "email": body["customer_email"] or known.get("email"),
        "name": known.get("name"),
        "phone": known.get("phone"),
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _item(sandbox: Sandbox, said: Body, place: int) -> Body:
    field = f"line_items/{place}"
    if said.get("price"):
        price = objects.find(sandbox, PRICE, said["price"], f"{field}/price")
    elif said.get("price_data"):
        price = products.create_price(sandbox, said["price_data"])
    else:
        raise needed(f"{field}/price", "One of price and price_data must be sent.")
    product = objects.look_up(sandbox, PRODUCT, price["product"]) or {}
    quantity = said.get("quantity", 1)
    amount = price["unit_amount"] * quantity
    return {
        "id": objects.new_id(sandbox, "li", sandbox.next_number()),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": product.get("name", ""),
        "price": objects.shown(price),
        "quantity": quantity,
    }


def _totals(items: list[Body], said: Body) -> Body:
    if not items:
        return {"currency": said.get("currency")}
    currencies = {each["currency"] for each in items}
    if len(currencies) > 1:
        raise invalid("line_items", "All prices of a session must be in one currency.")
    total = sum(each["amount_total"] for each in items)
    [currency] = currencies
    check_amount(total, currency)
    return {
        "amount_subtotal": total,
        "amount_total": total,
        "currency": currency,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
    }


def line_items(body: Body, asked: Body) -> Body:
    """Show the lines of a session, a page at a time. Raises `InvalidInput`."""
    items: list[Any] = body["_line_items"]
    start = 0
    if "starting_after" in asked:
        ids = [each["id"] for each in items]
        if asked["starting_after"] not in ids:
            raise invalid("starting_after", f"No such line item: '{asked['starting_after']}'.")
        start = ids.index(asked["starting_after"]) + 1
    limit = asked.get("limit", _MOST_ITEMS_SHOWN)
    return {
        "object": "list",
        "data": items[start : start + limit],
        "has_more": len(items) > start + limit,
        "url": f"/v1/checkout/sessions/{body['id']}/line_items",
    }
