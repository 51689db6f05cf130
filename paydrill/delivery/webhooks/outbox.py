"""What is to be sent now: put out by the transaction that made it due, claimed by who sends it.

Each endpoint is sent one thing at a time, in order. A claim lasts a little longer than a request
may take: whoever claimed and came to nothing is followed by somebody else, so that everything is
sent at least once, also when a server is killed; and once only, as long as none is.
"""

from typing import NamedTuple

from paydrill.delivery.webhooks.endpoints import ENDPOINTS
from paydrill.sandbox.counters import Counters
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox

TIMEOUT_MS = 15_000
"""How long a request may take: the shortest time that Standard Webhooks recommends."""
_CLAIM_MS = 2 * TIMEOUT_MS


class Parcel(NamedTuple):
    """A delivery, whose id it has, to be sent now, or claimed until a time of the machine's."""

    id: str
    position: int
    endpoint: str
    claimed_until_ms: int


OUTBOX = Table("webhook_outbox", Parcel, indexes=("endpoint",))


def put(sandbox: Sandbox, delivery: str, endpoint: str) -> None:
    """Have it sent after all that is to be sent there already."""
    number = Counters(sandbox.tx, sandbox.ids, sandbox.now_ms).count("webhook_outbox")
    sandbox.tx.put(OUTBOX, Parcel(delivery, number, endpoint, 0))
    sandbox.set_next_post(0)


def take_back(sandbox: Sandbox, delivery: str) -> None:
    """Do not send it, or not again, if it was to be sent at all."""
    if sandbox.tx.get(OUTBOX, delivery) is not None:
        sandbox.tx.delete(OUTBOX, delivery)
        _look_ahead(sandbox)


def is_out(sandbox: Sandbox, parcel: Parcel) -> bool:
    """Whether it is still to be sent, and not another time instead."""
    now = sandbox.tx.get(OUTBOX, parcel.id)
    return now is not None and now.position == parcel.position


def claim(sandbox: Sandbox) -> list[Parcel]:
    """What can be sent now: of each endpoint the first, unless that is being sent."""
    claimed = [
        parcel._replace(claimed_until_ms=sandbox.system_ms + _CLAIM_MS)
        for parcel in _first(sandbox)
        if parcel.claimed_until_ms <= sandbox.system_ms
    ]
    for parcel in claimed:
        sandbox.tx.put(OUTBOX, parcel)
    if claimed:
        _look_ahead(sandbox)
    return claimed


def void_claims(sandbox: Sandbox) -> None:
    """Have everything sent again that was claimed: whoever did is no more."""
    for parcel in _first(sandbox):
        sandbox.tx.put(OUTBOX, parcel._replace(claimed_until_ms=0))
    _look_ahead(sandbox)


def _first(sandbox: Sandbox) -> list[Parcel]:
    found = (
        next(sandbox.tx.find(OUTBOX, ("endpoint", endpoint.id)), None)
        for endpoint in list(sandbox.tx.find(ENDPOINTS))
    )
    return [parcel for parcel in found if parcel is not None]


def _look_ahead(sandbox: Sandbox) -> None:
    sandbox.set_next_post(min((p.claimed_until_ms for p in _first(sandbox)), default=None))
