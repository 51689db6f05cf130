"""Keep deliveries: one event on its way to one endpoint, with all its attempts.

A change of a delivery's status makes no event: that event would have to be delivered too.
"""

from hashlib import blake2b
from typing import NamedTuple

from paydrill.delivery.webhooks import breaker, endpoints, outbox, turns
from paydrill.delivery.webhooks.endpoints import Endpoint
from paydrill.delivery.webhooks.errors import DeliveryNotFound, EndpointDisabled, EndpointNotFound
from paydrill.responders.pushes.records import PUSHED
from paydrill.sandbox import due
from paydrill.sandbox.due import DUE
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.receiver_urls import origin_of

WEBHOOK = "webhook"

PENDING, DELIVERED, FAILED, DROPPED = "pending", "delivered", "failed", "dropped"

MOST_ATTEMPTS = 50
"""Most attempts kept of a delivery; the oldest makes room."""


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
    """Send a delivery again now, in any status and turn, without its scripted faults.

    If the circuit of its endpoint is open, that is probed. Raises `DeliveryNotFound`,
    `EndpointNotFound` and `EndpointDisabled`.
    """
    delivery = find(sandbox, id_)
    endpoint = endpoints.find_enabled(sandbox, delivery.endpoint)
    withdraw(sandbox, delivery)
    sandbox.posts_first = True
    fresh = delivery._replace(status=PENDING, faults="", tries=0, next_ms=sandbox.now_ms)
    sandbox.tx.put(DELIVERIES, fresh)
    breaker.probe(sandbox, endpoint.id)
    _put_out(sandbox, fresh, endpoint)
    return fresh


def fall_due(sandbox: Sandbox, id_: str) -> None:
    """Put a delivery into the outbox for its next attempt, unless others have their turn first.

    It fails instead if its endpoint was removed or disabled.
    """
    delivery = find(sandbox, id_)
    waiting = sandbox.tx.get(OVERTAKEN, delivery.endpoint)
    if waiting is not None and waiting.delivery == id_:
        sandbox.tx.delete(OVERTAKEN, delivery.endpoint)
    try:
        endpoint = endpoints.find_enabled(sandbox, delivery.endpoint)
    except (EndpointNotFound, EndpointDisabled):
        finish(sandbox, delivery._replace(status=FAILED), sandbox.now_ms)
    else:
        _put_out_in_turn(sandbox, delivery, endpoint)


def arrange(
    sandbox: Sandbox, delivery: Delivery, at_ms: int, endpoint: Endpoint | None = None
) -> None:
    """Arrange the next attempt for a time of the sandbox's clock, or for now if it is past.

    A caller that has the `endpoint` of the delivery gives it, so that it is not read again.
    """
    delivery = delivery._replace(next_ms=at_ms)
    sandbox.tx.put(DELIVERIES, delivery)
    if at_ms <= sandbox.now_ms:
        found = endpoint or endpoints.find(sandbox, delivery.endpoint)
        _put_out_in_turn(sandbox, delivery, found)
    else:
        due.schedule(sandbox, at_ms, WEBHOOK, DELIVERIES.name, delivery.id)


def finish(sandbox: Sandbox, delivery: Delivery, at_ms: int) -> None:
    """Keep a delivery that is not tried again, and let the next one about its object be sent.

    `at_ms` is when that became so, by the sandbox's clock.
    """
    sandbox.tx.put(DELIVERIES, delivery._replace(next_ms=None))
    end_turn(sandbox, delivery, at_ms)


def end_turn(sandbox: Sandbox, delivery: Delivery, at_ms: int) -> None:
    """Let the next delivery about the same object be sent, if one has waited for this one."""
    let_go(sandbox, turns.leave(sandbox, delivery.id), at_ms)


def let_go(sandbox: Sandbox, id_: str | None, at_ms: int) -> None:
    """Let a delivery be sent that has waited for its turn until then; `None` does nothing."""
    if id_ is not None and not outbox.is_queued(sandbox, id_):
        delivery = find(sandbox, id_)
        arrange(sandbox, delivery, max(delivery.next_ms or 0, at_ms))


def give_up(sandbox: Sandbox, endpoint_id: str) -> None:
    """Fail all pending deliveries of an endpoint, to which nothing is sent any more."""
    turns.dissolve(sandbox, endpoint_id)
    for delivery in list(sandbox.tx.find(DELIVERIES, ("endpoint", endpoint_id))):
        fail(sandbox, delivery)
    breaker.forget(sandbox, endpoint_id)


def fail(sandbox: Sandbox, delivery: Delivery) -> None:
    """Fail a delivery if it is pending."""
    if delivery.status == PENDING:
        withdraw(sandbox, delivery)
        finish(sandbox, delivery._replace(status=FAILED), sandbox.now_ms)


def withdraw(sandbox: Sandbox, delivery: Delivery) -> None:
    """Cancel the attempt that was arranged for a delivery, if any."""
    if sandbox.tx.get(DUE, f"{WEBHOOK}/{delivery.id}") is not None:
        due.cancel(sandbox, WEBHOOK, delivery.id)
    waiting = sandbox.tx.get(OVERTAKEN, delivery.endpoint)
    if waiting is not None and waiting.delivery == delivery.id:
        sandbox.tx.delete(OVERTAKEN, delivery.endpoint)
    outbox.take_back(sandbox, delivery.id)


def _put_out_in_turn(sandbox: Sandbox, delivery: Delivery, endpoint: Endpoint) -> None:
    if endpoint.ordering != turns.BY_OBJECT or not turns.must_wait(sandbox, delivery.id):
        _put_out(sandbox, delivery, endpoint)


def _put_out(sandbox: Sandbox, delivery: Delivery, endpoint: Endpoint) -> None:
    lane = endpoint.id
    if endpoint.is_made:  # each URL has a lane, so that a slow one holds up no other
        pushed = sandbox.tx.get(PUSHED, str(delivery.event))
        url = endpoint.url if pushed is None else pushed.url
        lane += f"/{blake2b(url.encode(), digest_size=16).hexdigest()}"
    outbox.put(sandbox, delivery.id, lane, origin_of(endpoint.url))
