"""Queue the deliveries to send now; the transaction that makes a delivery due puts it here.

The sender claims a delivery first. Each endpoint is sent one delivery at a time, in order. A claim
lasts longer than a request may take; once it has expired, another sender may claim the delivery.
So each delivery is sent at least once if a server is killed, and exactly once if none is.
"""

from typing import NamedTuple

from paydrill.delivery.webhooks.endpoints import ENDPOINTS
from paydrill.sandbox.counters import Counters
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox

TIMEOUT_MS = 15_000
"""Most time that a request may take: the shortest that Standard Webhooks recommends."""
_CLAIM_MS = 2 * TIMEOUT_MS


class Parcel(NamedTuple):
    """A delivery to send now, by its id. A claim lasts until a time of the machine's clock."""

    id: str
    position: int
    endpoint: str
    claimed_until_ms: int


OUTBOX = Table("webhook_outbox", Parcel, indexes=("endpoint",))


def put(sandbox: Sandbox, delivery: str, endpoint: str) -> None:
    """Queue a delivery behind all others of its endpoint."""
    number = Counters(sandbox.tx, sandbox.ids, sandbox.now_ms).count("webhook_outbox")
    sandbox.tx.put(OUTBOX, Parcel(delivery, number, endpoint, 0))
    sandbox.set_next_post(0)


def take_back(sandbox: Sandbox, delivery: str) -> None:
    """Remove a delivery from the outbox, if it is there."""
    if sandbox.tx.get(OUTBOX, delivery) is not None:
        sandbox.tx.delete(OUTBOX, delivery)
        _look_ahead(sandbox)


def is_out(sandbox: Sandbox, parcel: Parcel) -> bool:
    """Return whether a parcel is still in the outbox, not replaced by a later one."""
    now = sandbox.tx.get(OUTBOX, parcel.id)
    return now is not None and now.position == parcel.position


def claim(sandbox: Sandbox) -> list[Parcel]:
    """Claim and return the first parcel of each endpoint, unless it is already claimed."""
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
    """End all claims, so that their parcels are sent again: the server that claimed is gone."""
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
