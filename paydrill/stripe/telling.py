"""Keep Stripe's events, and push them to the webhooks that want them."""

from itertools import takewhile
from typing import NamedTuple

import orjson

from paydrill.delivery.webhooks import endpoints
from paydrill.responders.pushes import records
from paydrill.responders.pushes.records import Pushed
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe.ids import id_at
from paydrill.stripe.objects import STRIPE_OBJECTS, WEBHOOK_ENDPOINT, Body, read
from paydrill.stripe.versions import API_VERSION
from paydrill.values.times import SECOND

MOST_EVENTS = 10_000
"""About how many events are kept of a sandbox; the oldest make room."""
_MANY = 128
"""Events after which room is made."""

PREFIX = "stripe."
"""Before the type, where events of all services are listed."""


class StripeEvent(NamedTuple):
    """One event; `position` is that of the sandbox's event.

    It is put together when it is read, as few are.
    """

    id: str
    position: int
    type: str
    created_ms: int
    text: str
    """The object as it was, as JSON; the whole event in records without an `api_version`."""
    previous: str | None = None
    """The fields that changed, as they were before, as JSON."""
    api_version: str = ""
    receivers: int = 0
    """How many endpoints were to hear of it."""
    request: str | None = None
    """The id of the request that caused it."""
    idempotency_key: str | None = None


STRIPE_EVENTS = Table("stripe_events", StripeEvent)

TYPES = frozenset(
    {
        "charge.captured",
        "charge.dispute.closed",
        "charge.dispute.created",
        "charge.dispute.funds_reinstated",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.expired",
        "charge.failed",
        "charge.pending",
        "charge.refund.updated",
        "charge.refunded",
        "charge.succeeded",
        "charge.updated",
        "checkout.session.completed",
        "checkout.session.expired",
        "customer.created",
        "customer.deleted",
        "customer.updated",
        "payment_intent.amount_capturable_updated",
        "payment_intent.canceled",
        "payment_intent.created",
        "payment_intent.payment_failed",
        "payment_intent.processing",
        "payment_intent.requires_action",
        "payment_intent.succeeded",
        "payment_method.attached",
        "payment_method.detached",
        "payment_method.updated",
        "price.created",
        "price.updated",
        "product.created",
        "product.deleted",
        "product.updated",
        "radar.early_fraud_warning.created",
        "refund.created",
        "refund.failed",
        "refund.updated",
        "setup_intent.canceled",
        "setup_intent.created",
        "setup_intent.requires_action",
        "setup_intent.setup_failed",
        "setup_intent.succeeded",
    }
)
"""The types of events that are told here."""

EVENT_TYPES = frozenset(f"{PREFIX}{each}" for each in TYPES)
"""Their names among those of all services."""


def tell(sandbox: Sandbox, type_: str, body: Body, before: Body | None = None) -> None:
    """Keep an event about an object as it is shown; `before` has the fields that changed."""
    position = sandbox.note(f"{PREFIX}{type_}", body["id"], body.get("status") or "")
    receivers = _receivers(sandbox, type_)
    values = (
        id_at(sandbox.ids, "evt", position),
        position,
        type_,
        sandbox.now_ms,
        orjson.dumps(body).decode(),
        None if before is None else _changes(before, body),
        _version(sandbox),
        receivers,
        sandbox.sent.request_id,
        sandbox.header("idempotency-key"),
    )
    event = STRIPE_EVENTS.record_of(values)
    sandbox.tx.put(STRIPE_EVENTS, event)
    if receivers:
        text = orjson.dumps(shown(event)).decode()
        number = str(position)
        pushed = Pushed(number, position, "POST", "application/json", text, "")
        records.keep(sandbox, pushed)
    if position // _MANY > sandbox.last_event_before // _MANY:
        _make_room(sandbox, position)


def shown(event: StripeEvent) -> Body:
    """Show an event as Stripe's API does."""
    object_: Body = orjson.loads(event.text)
    if not event.api_version:  # kept by a version that put events together at once
        return object_
    data = {"object": object_}
    if event.previous is not None:
        data["previous_attributes"] = orjson.loads(event.previous)
    return {
        "id": event.id,
        "object": "event",
        "api_version": event.api_version,
        "created": event.created_ms // SECOND,
        "data": data,
        "livemode": False,
        "pending_webhooks": event.receivers,
        "request": {"id": event.request, "idempotency_key": event.idempotency_key},
        "type": event.type,
    }


def _changes(before: Body, body: Body) -> str:
    changed = {name: before.get(name) for name in body if before.get(name) != body[name]}
    return orjson.dumps(changed).decode()


def _make_room(sandbox: Sandbox, newest: int) -> None:
    """Delete the events that are too old to be kept."""
    oldest = sandbox.tx.find(STRIPE_EVENTS)
    for event in [*takewhile(lambda each: each.position <= newest - MOST_EVENTS, oldest)]:
        sandbox.tx.delete(STRIPE_EVENTS, event.id)


def _version(sandbox: Sandbox) -> str:
    """Return the version of the first endpoint that has one, of the request, or else ours.

    Clients compare it with their own before they read an event.
    """
    if sandbox.has_endpoints:
        where = ("kind", WEBHOOK_ENDPOINT.name)
        for record in sandbox.tx.find(STRIPE_OBJECTS, where):
            version = read(record)["api_version"]
            if version is not None:
                return str(version)
    return sandbox.header("stripe-version") or API_VERSION


def _receivers(sandbox: Sandbox, type_: str) -> int:
    if not sandbox.has_endpoints:
        return 0
    return sum(each.wants(f"{PREFIX}{type_}") for each in endpoints.listed(sandbox))
