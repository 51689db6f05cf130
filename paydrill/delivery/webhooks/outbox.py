"""Queue the deliveries to send now; the transaction that makes a delivery due puts it here.

The sender claims a delivery first. Each lane is sent one delivery at a time, in order: an endpoint
is a lane, and so is each URL of callbacks. A claim lasts longer than a request may take; once it
has expired, another sender may claim the delivery. So each delivery is sent at least once if a
server is killed, and exactly once if none is.

A lane is there while its first parcel may be claimed or is claimed. That of an endpoint whose
circuit is open is shut: its parcels wait.
"""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from paydrill.delivery.webhooks import circuits
from paydrill.sandbox.counters import Counters
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox

TIMEOUT_MS = 15_000
"""Most time that a request may take: the shortest that Standard Webhooks recommends."""
_CLAIM_MS = 2 * TIMEOUT_MS
_MOST_AT_ONCE = 256

Room = Callable[[str], int]
"""Returns how many more requests may be made to a host."""


class Parcel(NamedTuple):
    """A delivery to send now, by its id. A claim lasts until a time of the machine's clock."""

    id: str
    position: int
    endpoint: str
    """Its lane: the endpoint's id, followed by `/` and more for a URL of callbacks."""
    claimed_until_ms: int


class Lane(NamedTuple):
    """A lane that has parcels. `position` says when it may be claimed, by the machine's clock.

    That is the end of the claim, or the number of its first parcel, which is less than any time
    and keeps lanes in order.
    """

    id: str
    position: int
    host: str
    """Scheme, host and port of the receiver."""

    @property
    def endpoint(self) -> str:
        """The id of its endpoint."""
        return self.id.partition("/")[0]


OUTBOX = Table("webhook_outbox", Parcel, indexes=("endpoint",))
LANES = Table("webhook_lanes", Lane)


def _plenty(_: str) -> int:
    """Return more than is ever claimed."""
    return _MOST_AT_ONCE


def put(sandbox: Sandbox, delivery: str, lane: str, host: str) -> None:
    """Queue a delivery behind all others of its lane, which leads to a host."""
    number = Counters(sandbox.tx, sandbox.ids, sandbox.now_ms).count("webhook_outbox")
    sandbox.tx.put(OUTBOX, Parcel(delivery, number, lane, 0))
    opened = Lane(lane, number, host)
    # A lane that is not there has no other parcels, unless it is shut.
    if sandbox.tx.get(LANES, lane) is None and not circuits.is_open(sandbox, opened.endpoint):
        sandbox.tx.put(LANES, opened)
        next_ms = sandbox.next_post_ms
        sandbox.set_next_post(number if next_ms is None else min(next_ms, number))


def is_queued(sandbox: Sandbox, delivery: str) -> bool:
    """Return whether a delivery is in the outbox."""
    return sandbox.tx.get(OUTBOX, delivery) is not None


def take_back(sandbox: Sandbox, delivery: str) -> None:
    """Remove a delivery from the outbox, if it is there."""
    parcel = sandbox.tx.get(OUTBOX, delivery)
    if parcel is not None:
        sandbox.tx.delete(OUTBOX, delivery)
        lane = sandbox.tx.get(LANES, parcel.endpoint)
        if lane is not None:
            sandbox.tx.delete(LANES, lane.id)
            open_lane(sandbox, lane.id, lane.host)


def open_lane(sandbox: Sandbox, lane: str, host: str) -> None:
    """Let the first parcel of a lane be claimed, if there is one and no circuit is open."""
    first = next(sandbox.tx.find(OUTBOX, ("endpoint", lane)), None)
    opened = Lane(lane, 0, host)
    if first is not None and not circuits.is_open(sandbox, opened.endpoint):
        place = first.claimed_until_ms or first.position
        sandbox.tx.put(LANES, opened._replace(position=place))
    _look_ahead(sandbox)


def shut_lane(sandbox: Sandbox, lane: str) -> None:
    """Let no parcel of a lane be claimed until it is opened again."""
    if sandbox.tx.get(LANES, lane) is not None:
        sandbox.tx.delete(LANES, lane)
    _look_ahead(sandbox)


def is_out(sandbox: Sandbox, parcel: Parcel) -> bool:
    """Return whether a parcel is still in the outbox, not replaced by a later one."""
    now = sandbox.tx.get(OUTBOX, parcel.id)
    return now is not None and now.position == parcel.position


def claim(
    sandbox: Sandbox, most: int = _MOST_AT_ONCE, room: Room = _plenty
) -> list[tuple[Parcel, Lane]]:
    """Claim and return the first parcels of at most `most` lanes for which their hosts have room.

    Each comes with its lane.
    """
    _mend(sandbox)
    claimed = []
    for lane in _free(sandbox, most, room):
        first = next(sandbox.tx.find(OUTBOX, ("endpoint", lane.id)))
        parcel = first._replace(claimed_until_ms=sandbox.system_ms + _CLAIM_MS)
        sandbox.tx.put(OUTBOX, parcel)
        sandbox.tx.put(LANES, lane._replace(position=parcel.claimed_until_ms))
        claimed.append((parcel, lane))
    if claimed:
        _look_ahead(sandbox)
    return claimed


def void_claims(sandbox: Sandbox) -> None:
    """End all claims, so that their parcels are sent again: the server that claimed is gone."""
    for parcel in list(sandbox.tx.find(OUTBOX)):
        if parcel.claimed_until_ms:
            sandbox.tx.put(OUTBOX, parcel._replace(claimed_until_ms=0))
    for lane in list(sandbox.tx.find(LANES)):
        open_lane(sandbox, lane.id, lane.host)
    _mend(sandbox)


def _mend(sandbox: Sandbox) -> None:
    """Make the lanes of an outbox that an earlier version wrote, which knew of none."""
    if sandbox.next_post_ms is not None and next(sandbox.tx.find(LANES), None) is None:
        for lane in list(dict.fromkeys(each.endpoint for each in sandbox.tx.find(OUTBOX))):
            open_lane(sandbox, lane, "")
        _look_ahead(sandbox)


def _free(sandbox: Sandbox, most: int, room: Room) -> list[Lane]:
    found: list[Lane] = []
    taken: Counter[str] = Counter()
    for lane in sandbox.tx.find(LANES):
        if lane.position > sandbox.system_ms or len(found) >= most:
            break
        if taken[lane.host] < room(lane.host):
            taken[lane.host] += 1
            found.append(lane)
    return found


def _look_ahead(sandbox: Sandbox) -> None:
    first = next(sandbox.tx.find(LANES), None)
    sandbox.set_next_post(None if first is None else first.position)
