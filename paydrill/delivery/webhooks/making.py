"""Make deliveries: of each event, for each endpoint that wants it, with the scenario's faults."""

from paydrill.delivery.webhooks import endpoints, turns
from paydrill.delivery.webhooks.deliveries import (
    ATTEMPTS,
    DELIVERIES,
    DROPPED,
    OVERTAKEN,
    PENDING,
    Delivery,
    Overtaken,
    arrange,
    attempts,
    end_turn,
    find,
    withdraw,
)
from paydrill.delivery.webhooks.endpoints import Endpoint
from paydrill.responders.pushes.records import PUSHED
from paydrill.sandbox.counters import Counters
from paydrill.sandbox.events import EVENTS, Event
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios import webhook_faults

MOST_DELIVERIES = 10_000
"""Most deliveries kept of a sandbox; the oldest makes room, delivered or not."""

_PATIENCE_MS = 30_000
"""How long a delivery that is to be overtaken waits for the next delivery."""


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


def make(sandbox: Sandbox, endpoint: Endpoint, event: Event, *, is_pushed: bool) -> None:
    """Make the delivery of an event to an endpoint, with the faults of the scenario.

    One that is pushed has the body that its contract documents.
    """
    delivery, delay_ms = _new(sandbox, endpoint, event, is_pushed=is_pushed)
    _make_room(sandbox, delivery.position)
    if delivery.status == DROPPED:
        sandbox.tx.put(DELIVERIES, delivery)
        return
    if endpoint.ordering == turns.BY_OBJECT:
        turns.join(sandbox, (delivery.id, delivery.position), endpoint.id, event.subject)
    sandbox.posts_first |= delivery.suffers(webhook_faults.BEFORE_RESPONSE)
    at_ms = event.at_ms + delay_ms
    waiting = sandbox.tx.get(OVERTAKEN, endpoint.id)
    if waiting is None and delivery.suffers(webhook_faults.REORDER):
        sandbox.tx.put(OVERTAKEN, Overtaken(endpoint.id, delivery.position, delivery.id))
        arrange(sandbox, delivery, max(at_ms, sandbox.now_ms) + _PATIENCE_MS)
        return
    arrange(sandbox, delivery, at_ms, endpoint)
    if waiting is not None:
        overtaken = find(sandbox, waiting.delivery)
        withdraw(sandbox, overtaken)
        arrange(sandbox, overtaken, at_ms + 1 if at_ms > sandbox.now_ms else at_ms)


def _new(
    sandbox: Sandbox, endpoint: Endpoint, event: Event, *, is_pushed: bool
) -> tuple[Delivery, int]:
    """Return a new delivery, and by how much the scenario delays it."""
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
    return delivery, faults.delay_ms


def _make_room(sandbox: Sandbox, number: int) -> None:
    if number <= MOST_DELIVERIES:
        return
    oldest = next(sandbox.tx.find(DELIVERIES), None)
    if oldest is not None and oldest.position <= number - MOST_DELIVERIES:
        withdraw(sandbox, oldest)
        for attempt in attempts(sandbox, oldest):
            sandbox.tx.delete(ATTEMPTS, attempt.id)
        sandbox.tx.delete(DELIVERIES, oldest.id)
        end_turn(sandbox, oldest, sandbox.now_ms)
        if oldest.is_pushed:
            next_oldest = next(sandbox.tx.find(DELIVERIES), None)
            if next_oldest is None or next_oldest.event != oldest.event:
                sandbox.tx.delete(PUSHED, str(oldest.event))
