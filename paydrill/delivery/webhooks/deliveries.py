"""Keep deliveries: one event on its way to one endpoint, with all its attempts.

A change of a delivery's status makes no event: that event would have to be delivered too.
"""

from typing import Any, NamedTuple

from paydrill.delivery.webhooks import endpoints, outbox
from paydrill.delivery.webhooks.endpoints import Endpoint
from paydrill.delivery.webhooks.errors import DeliveryNotFound, EndpointDisabled, EndpointNotFound
from paydrill.responders.pushes.records import PUSHED
from paydrill.sandbox import due
from paydrill.sandbox.counters import Counters
from paydrill.sandbox.due import DUE
from paydrill.sandbox.events import EVENTS, Event
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios import webhook_faults

WEBHOOK = "webhook"

PENDING, DELIVERED, FAILED, DROPPED = "pending", "delivered", "failed", "dropped"

MOST_DELIVERIES = 10_000
"""Most deliveries kept of a sandbox; the oldest makes room, delivered or not."""
MOST_ATTEMPTS = 50
"""Most attempts kept of a delivery; the oldest makes room."""

_PATIENCE_MS = 30_000
"""How long a delivery that is to be overtaken waits for the next delivery."""


class Delivery(NamedTuple):
    """One event to one endpoint. Receivers see the same `id` in every attempt."""

    id: str
    position: int
    endpoint: str
    event: int
    """Position of the event."""
    type: str
    status: str
    faults: str
    """Scripted faults of the delivery, separated by commas."""
    attempts: int
    """How many attempts were made."""
    tries: int
    """How many of them since the delivery was made or redelivered: the backoff counts these."""
    created_ms: int
    next_ms: int | None
    """When the next attempt falls due by the sandbox's clock."""
    is_pushed: bool = False
    """Whether it is of what a contract pushes."""

    def suffers(self, fault: str) -> bool:
        """Return whether the scenario has this fault for the delivery."""
        return fault in self.faults.split(",")


class Attempt(NamedTuple):
    """One request to a receiver; `position` counts the attempts of its delivery."""

    id: str
    position: int
    delivery: str
    due_ms: int
    """By the sandbox's clock."""
    sent_ms: int
    """By the machine's clock."""
    took_ms: int
    faults: str
    status: int | None
    body: str
    """The beginning of the receiver's response."""
    error: str | None
    """Why there was no response."""


class Overtaken(NamedTuple):
    """The delivery that waits until another goes first to its endpoint, whose id is `id`."""

    id: str
    position: int
    delivery: str


DELIVERIES = Table("webhook_deliveries", Delivery, indexes=("endpoint",))
ATTEMPTS = Table("webhook_attempts", Attempt, indexes=("delivery",))
OVERTAKEN = Table("webhook_overtaken", Overtaken)


def tell(sandbox: Sandbox) -> None:
    """Make a delivery of each new event for each endpoint that wants it.

    Events of resources are no webhooks: those of a contract have the form that it documents, and
    are made by `pushed.tell`. The domain lists its own that move no money, as those of mandates.
    """
    if not sandbox.has_endpoints:
        return
    receivers = list(endpoints.listed(sandbox))
    without_money = sandbox.world.domain.without_money
    for event in list(sandbox.tx.find(EVENTS, after=sandbox.last_event_before)):
        for endpoint in receivers:
            is_own = event.currency or event.type in without_money
            if is_own and endpoint.wants(event.type):
                make(sandbox, endpoint, event, is_pushed=False)


def find(sandbox: Sandbox, id_: str) -> Delivery:
    """Return the delivery of an id. Raises `DeliveryNotFound`."""
    delivery = sandbox.tx.get(DELIVERIES, id_)
    if delivery is None:
        raise DeliveryNotFound
    return delivery


def attempts(sandbox: Sandbox, delivery: Delivery) -> list[Attempt]:
    """Return the attempts of a delivery, oldest first."""
    return list(sandbox.tx.find(ATTEMPTS, ("delivery", delivery.id)))


def redeliver(sandbox: Sandbox, id_: str) -> Delivery:
    """Send a delivery again now, in any status, without its scripted faults.

    Raises `DeliveryNotFound`, `EndpointNotFound` and `EndpointDisabled`.
    """
    delivery = find(sandbox, id_)
    endpoints.find_enabled(sandbox, delivery.endpoint)
    _withdraw(sandbox, delivery)
    sandbox.posts_first = True
    fresh = delivery._replace(status=PENDING, faults="", tries=0)
    return arrange(sandbox, fresh, sandbox.now_ms)


def fall_due(sandbox: Sandbox, id_: str) -> None:
    """Put a delivery into the outbox for its next attempt.

    It fails instead if its endpoint was removed or disabled.
    """
    delivery = find(sandbox, id_)
    waiting = sandbox.tx.get(OVERTAKEN, delivery.endpoint)
    if waiting is not None and waiting.delivery == id_:
        sandbox.tx.delete(OVERTAKEN, delivery.endpoint)
    try:
        endpoints.find_enabled(sandbox, delivery.endpoint)
    except (EndpointNotFound, EndpointDisabled):
        sandbox.tx.put(DELIVERIES, delivery._replace(status=FAILED, next_ms=None))
    else:
        outbox.put(sandbox, id_, delivery.endpoint)


def arrange(sandbox: Sandbox, delivery: Delivery, at_ms: int) -> Delivery:
    """Arrange the next attempt for a time of the sandbox's clock, or for now if it is past."""
    delivery = delivery._replace(next_ms=at_ms)
    sandbox.tx.put(DELIVERIES, delivery)
    if at_ms <= sandbox.now_ms:
        outbox.put(sandbox, delivery.id, delivery.endpoint)
    else:
        due.schedule(sandbox, at_ms, WEBHOOK, DELIVERIES.name, delivery.id)
    return delivery


def change_endpoint(sandbox: Sandbox, id_: str, wanted: dict[str, Any]) -> Endpoint:
    """Change an endpoint by `endpoints.change`; give up its deliveries if it is disabled."""
    endpoint = endpoints.change(sandbox, id_, wanted)
    if not endpoint.enabled:
        give_up(sandbox, id_)
    return endpoint


def remove_endpoint(sandbox: Sandbox, id_: str) -> None:
    """Remove an endpoint by `endpoints.remove`; its deliveries stay in the log."""
    give_up(sandbox, endpoints.find(sandbox, id_).id)
    endpoints.remove(sandbox, id_)


def give_up(sandbox: Sandbox, endpoint_id: str) -> None:
    """Fail all pending deliveries of an endpoint."""
    for delivery in list(sandbox.tx.find(DELIVERIES, ("endpoint", endpoint_id))):
        fail(sandbox, delivery)


def fail(sandbox: Sandbox, delivery: Delivery) -> None:
    """Fail a delivery if it is pending."""
    if delivery.status == PENDING:
        _withdraw(sandbox, delivery)
        sandbox.tx.put(DELIVERIES, delivery._replace(status=FAILED, next_ms=None))


def make(sandbox: Sandbox, endpoint: Endpoint, event: Event, *, is_pushed: bool) -> None:
    """Make the delivery of an event to an endpoint, with the faults of the scenario.

    One that is pushed has the body that its contract documents.
    """
    counters = Counters(sandbox.tx, sandbox.ids, sandbox.now_ms)
    number = counters.count("webhook_deliveries")
    faults = webhook_faults.faults_of(sandbox.scenario.webhooks, event.type, counters)
    delivery = Delivery(
        id=f"msg_{sandbox.ids.hex('webhook_delivery', number)[:24]}",
        position=number,
        endpoint=endpoint.id,
        event=event.position,
        type=event.type,
        status=DROPPED if webhook_faults.DROP in faults.names else PENDING,
        faults=",".join(faults.names),
        attempts=0,
        tries=0,
        created_ms=event.at_ms,
        next_ms=None,
        is_pushed=is_pushed,
    )
    _make_room(sandbox, number)
    if delivery.status == DROPPED:
        sandbox.tx.put(DELIVERIES, delivery)
        return
    sandbox.posts_first |= webhook_faults.BEFORE_RESPONSE in faults.names
    at_ms = event.at_ms + faults.delay_ms
    waiting = sandbox.tx.get(OVERTAKEN, endpoint.id)
    if waiting is None and webhook_faults.REORDER in faults.names:
        sandbox.tx.put(OVERTAKEN, Overtaken(endpoint.id, number, delivery.id))
        arrange(sandbox, delivery, max(at_ms, sandbox.now_ms) + _PATIENCE_MS)
        return
    arrange(sandbox, delivery, at_ms)
    if waiting is not None:
        overtaken = find(sandbox, waiting.delivery)
        _withdraw(sandbox, overtaken)
        arrange(sandbox, overtaken, at_ms + 1 if at_ms > sandbox.now_ms else at_ms)


def _make_room(sandbox: Sandbox, number: int) -> None:
    oldest = next(sandbox.tx.find(DELIVERIES), None)
    if oldest is not None and oldest.position <= number - MOST_DELIVERIES:
        _withdraw(sandbox, oldest)
        for attempt in attempts(sandbox, oldest):
            sandbox.tx.delete(ATTEMPTS, attempt.id)
        sandbox.tx.delete(DELIVERIES, oldest.id)
        if oldest.is_pushed:
            next_oldest = next(sandbox.tx.find(DELIVERIES), None)
            if next_oldest is None or next_oldest.event != oldest.event:
                sandbox.tx.delete(PUSHED, str(oldest.event))


def _withdraw(sandbox: Sandbox, delivery: Delivery) -> None:
    """Cancel the attempt that was arranged for a delivery, if any."""
    if sandbox.tx.get(DUE, f"{WEBHOOK}/{delivery.id}") is not None:
        due.cancel(sandbox, WEBHOOK, delivery.id)
    waiting = sandbox.tx.get(OVERTAKEN, delivery.endpoint)
    if waiting is not None and waiting.delivery == delivery.id:
        sandbox.tx.delete(OVERTAKEN, delivery.endpoint)
    outbox.take_back(sandbox, delivery.id)
