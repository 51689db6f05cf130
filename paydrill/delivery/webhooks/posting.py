"""Claim attempts, and settle their results: deliver, duplicate, retry later or give up."""

from typing import NamedTuple

from paydrill.delivery.webhooks import outbox
from paydrill.delivery.webhooks.deliveries import (
    ATTEMPTS,
    DELIVERED,
    DELIVERIES,
    FAILED,
    MOST_ATTEMPTS,
    Attempt,
    Delivery,
    arrange,
    fail,
    give_up,
)
from paydrill.delivery.webhooks.endpoints import ENDPOINTS, Endpoint
from paydrill.delivery.webhooks.forms import FORMS
from paydrill.delivery.webhooks.outbox import Parcel
from paydrill.sandbox.events import EVENTS, Event
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios import webhook_faults
from paydrill.values.times import HOUR, MINUTE, SECOND

BACKOFF_MS = (
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
)
"""Time from one attempt to the next: the example of Standard Webhooks 1.0.0, "Deliverability and
reliability" (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md). It has no
jitter here, so that tests know the times."""

_GONE = 410


class Posting(NamedTuple):
    """One attempt to be made: its delivery, endpoint and event, and its scripted faults."""

    parcel: Parcel
    delivery: Delivery
    endpoint: Endpoint
    event: Event
    faults: tuple[str, ...]


class Result(NamedTuple):
    """The result of an attempt. `sent_ms` is by the machine's clock."""

    sent_ms: int
    took_ms: int
    status: int | None
    body: str = ""
    error: str | None = None

    @property
    def is_success(self) -> bool:
        """Whether the receiver accepted the webhook."""
        return self.status is not None and self.status // 100 == 2  # noqa: PLR2004 - 2xx


def claim(sandbox: Sandbox) -> list[Posting]:
    """Claim the attempts to be made now, for this caller alone."""
    return [_posting(sandbox, parcel) for parcel in outbox.claim(sandbox)]


def settle(sandbox: Sandbox, posting: Posting, result: Result) -> None:
    """Record the result of an attempt, and arrange what follows.

    Nothing follows if the delivery was queued anew meanwhile, or another sender was faster.
    """
    delivery = sandbox.tx.get(DELIVERIES, posting.delivery.id)
    if delivery is None:
        return
    delivery = _kept(sandbox, delivery, posting, result)
    if outbox.is_out(sandbox, posting.parcel):
        outbox.take_back(sandbox, delivery.id)
        _follow(sandbox, delivery._replace(tries=delivery.tries + 1, next_ms=None), posting, result)


def _follow(sandbox: Sandbox, delivery: Delivery, posting: Posting, result: Result) -> None:
    due_ms = _due_ms(posting)
    if result.status == _GONE:
        _disable(sandbox, delivery)
    elif result.is_success and delivery.status != DELIVERED:
        delivery = delivery._replace(status=DELIVERED)
        sandbox.tx.put(DELIVERIES, delivery)
        if delivery.suffers(webhook_faults.DUPLICATE):
            arrange(sandbox, delivery, due_ms)
    elif delivery.status == DELIVERED:  # the result of a duplicate does not matter
        sandbox.tx.put(DELIVERIES, delivery)
    elif delivery.tries <= len(BACKOFF_MS):
        arrange(sandbox, delivery, due_ms + BACKOFF_MS[delivery.tries - 1])
    else:
        sandbox.tx.put(DELIVERIES, delivery._replace(status=FAILED))


def _posting(sandbox: Sandbox, parcel: Parcel) -> Posting:
    delivery = sandbox.tx.get(DELIVERIES, parcel.id)
    endpoint = sandbox.tx.get(ENDPOINTS, parcel.endpoint)
    assert delivery is not None  # noqa: S101 - taken back before it is deleted
    assert endpoint is not None  # noqa: S101 - parcels are found by their endpoint
    event = sandbox.tx.get(EVENTS, str(delivery.event))
    assert event is not None  # noqa: S101 - events are never forgotten
    # They spare the retries, or no receiver could ever accept the delivery.
    shown = FORMS[endpoint.format].faults if delivery.attempts == 0 else ()
    return Posting(parcel, delivery, endpoint, event, tuple(filter(delivery.suffers, shown)))


def _due_ms(posting: Posting) -> int:
    due_ms = posting.delivery.next_ms
    assert due_ms is not None  # noqa: S101 - it was put out because it was due
    return due_ms


def _kept(sandbox: Sandbox, delivery: Delivery, posting: Posting, result: Result) -> Delivery:
    """Record an attempt of a delivery, and return the delivery."""
    number = delivery.attempts + 1
    kept = Attempt(
        id=f"{delivery.id}/{number}",
        position=number,
        delivery=delivery.id,
        due_ms=_due_ms(posting),
        sent_ms=result.sent_ms,
        took_ms=result.took_ms,
        faults=",".join(posting.faults),
        status=result.status,
        body=result.body,
        error=result.error,
    )
    sandbox.tx.put(ATTEMPTS, kept)
    if number > MOST_ATTEMPTS:
        sandbox.tx.delete(ATTEMPTS, f"{delivery.id}/{number - MOST_ATTEMPTS}")
    delivery = delivery._replace(attempts=number)
    sandbox.tx.put(DELIVERIES, delivery)
    return delivery


def _disable(sandbox: Sandbox, delivery: Delivery) -> None:
    """Disable the endpoint of a receiver that responds 410, and give up its deliveries.

    An endpoint that was made for callbacks has many URLs, of which one is gone: so that one
    delivery alone fails.
    """
    endpoint = sandbox.tx.get(ENDPOINTS, delivery.endpoint)
    sandbox.tx.put(DELIVERIES, delivery)
    if endpoint is not None and endpoint.is_made:
        fail(sandbox, delivery)
        return
    if endpoint is not None:
        sandbox.tx.put(ENDPOINTS, endpoint._replace(enabled=False))
    give_up(sandbox, delivery.endpoint)
