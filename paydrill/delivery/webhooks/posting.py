"""Claim attempts, and settle their results: deliver, duplicate, retry later or give up."""

from typing import Any, NamedTuple

from paydrill.delivery.webhooks import breaker, circuits, outbox
from paydrill.delivery.webhooks.deliveries import (
    ATTEMPTS,
    DELIVERED,
    DELIVERIES,
    FAILED,
    MOST_ATTEMPTS,
    Attempt,
    Delivery,
    arrange,
    end_turn,
    fail,
    finish,
    give_up,
)
from paydrill.delivery.webhooks.endpoints import ENDPOINTS, Endpoint
from paydrill.delivery.webhooks.forms import FORMS
from paydrill.delivery.webhooks.outbox import Lane, Parcel
from paydrill.delivery.webhooks.retries import jitter_ms, wait_ms
from paydrill.sandbox.events import EVENTS, Event
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios import webhook_faults

_GONE = 410


class Posting(NamedTuple):
    """One attempt to be made: its delivery, endpoint and event, and its scripted faults."""

    parcel: Parcel
    delivery: Delivery
    endpoint: Endpoint
    event: Event
    faults: tuple[str, ...]
    host: str


class Result(NamedTuple):
    """The result of an attempt. `sent_ms` is by the machine's clock."""

    sent_ms: int
    took_ms: int
    status: int | None
    body: str = ""
    error: str | None = None
    asked_ms: int | None = None
    """How long the receiver asks to be left alone before the next attempt."""

    @property
    def is_success(self) -> bool:
        """Whether the receiver accepted the webhook."""
        return self.status is not None and self.status // 100 == 2  # noqa: PLR2004 - 2xx


def claim(sandbox: Sandbox, *limits: Any) -> list[Posting]:
    """Claim the attempts to be made now, for this caller alone; see `outbox.claim` for `limits`."""
    return [_posting(sandbox, *claimed) for claimed in outbox.claim(sandbox, *limits)]


def settle(sandbox: Sandbox, posting: Posting, result: Result) -> str | None:
    """Record the result of an attempt, and arrange what follows.

    Nothing follows if the delivery was queued anew meanwhile, or another sender was faster. Returns
    a line for the log if the endpoint's circuit has opened or closed.
    """
    delivery = sandbox.tx.get(DELIVERIES, posting.delivery.id)
    if delivery is None:
        return None
    delivery = _kept(sandbox, delivery, posting, result)
    if not outbox.is_out(sandbox, posting.parcel):
        return None
    outbox.take_back(sandbox, delivery.id)
    news = _judge(sandbox, posting, result)
    _follow(sandbox, delivery._replace(tries=delivery.tries + 1, next_ms=None), posting, result)
    return news


def _judge(sandbox: Sandbox, posting: Posting, result: Result) -> str | None:
    """Have the endpoint's circuit count an attempt, unless a scripted fault made it fail."""
    endpoint = sandbox.tx.get(ENDPOINTS, posting.endpoint.id)
    if endpoint is None or result.status == _GONE:
        return None
    if result.is_success:
        return breaker.succeeded(sandbox, endpoint, _due_ms(posting))
    if posting.faults:
        return None
    why = f"status {result.status}" if result.error is None else result.error
    return breaker.failed(sandbox, endpoint, _due_ms(posting), why)


def _follow(sandbox: Sandbox, delivery: Delivery, posting: Posting, result: Result) -> None:
    due_ms = _due_ms(posting)
    if result.status == _GONE:
        _disable(sandbox, delivery)
    elif result.is_success and delivery.status != DELIVERED:
        delivery = delivery._replace(status=DELIVERED)
        if delivery.suffers(webhook_faults.DUPLICATE):
            arrange(sandbox, delivery, due_ms)
            end_turn(sandbox, delivery, due_ms)
        else:
            finish(sandbox, delivery, due_ms)
    elif delivery.status == DELIVERED:  # the result of a duplicate does not matter
        sandbox.tx.put(DELIVERIES, delivery)
    else:
        _try_again(sandbox, delivery, posting, result)


def _try_again(sandbox: Sandbox, delivery: Delivery, posting: Posting, result: Result) -> None:
    due_ms, wait = _due_ms(posting), wait_ms(delivery.tries, result.asked_ms)
    if wait is None:
        finish(sandbox, delivery._replace(status=FAILED), due_ms)
        return
    jitter = posting.endpoint.jitter_percent
    attempt = (delivery.id, delivery.attempts)
    arrange(sandbox, delivery, due_ms + wait + jitter_ms(sandbox.ids, wait, jitter, attempt))


def _posting(sandbox: Sandbox, parcel: Parcel, lane: Lane) -> Posting:
    delivery = sandbox.tx.get(DELIVERIES, parcel.id)
    endpoint = sandbox.tx.get(ENDPOINTS, lane.endpoint)
    assert delivery is not None  # noqa: S101 - taken back before it is deleted
    assert endpoint is not None  # noqa: S101 - its deliveries are taken back before it goes
    waited_ms = circuits.of(sandbox, endpoint.id).sends_from_ms
    delivery = delivery._replace(next_ms=max(delivery.next_ms or 0, waited_ms))
    event = sandbox.tx.get(EVENTS, str(delivery.event))
    assert event is not None  # noqa: S101 - events are never forgotten
    # They spare the retries, or no receiver could ever accept the delivery.
    shown = FORMS[endpoint.format].faults if delivery.attempts == 0 else ()
    faults = tuple(filter(delivery.suffers, shown))
    return Posting(parcel, delivery, endpoint, event, faults, lane.host)


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
