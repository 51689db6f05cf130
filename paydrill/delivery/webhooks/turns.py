"""Keep the turns of deliveries to endpoints whose `ordering` is `object`.

Deliveries about one object take turns: the first is sent and retried, the others wait until it has
left.
"""

from hashlib import blake2b
from typing import NamedTuple

from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox

BY_OBJECT = "object"


class Turn(NamedTuple):
    """The turn of the delivery `id`, whose `position` it has too."""

    id: str
    position: int
    endpoint: str
    about: str
    """The endpoint's id and a hash of the object's."""


TURNS = Table("webhook_turns", Turn, indexes=("about", "endpoint"))


def join(sandbox: Sandbox, delivery: tuple[str, int], endpoint_id: str, subject: str) -> None:
    """Give a new delivery, named by id and position, the last turn of those about its object.

    One that is about no object waits for none.
    """
    if subject:
        hashed = blake2b(subject.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        sandbox.tx.put(TURNS, Turn(*delivery, endpoint_id, f"{endpoint_id}/{hashed}"))


def must_wait(sandbox: Sandbox, delivery_id: str) -> bool:
    """Return whether it is the turn of another delivery about the same object."""
    turn = sandbox.tx.get(TURNS, delivery_id)
    return turn is not None and _first(sandbox, turn.about) != delivery_id


def leave(sandbox: Sandbox, delivery_id: str) -> str | None:
    """End the turn of a delivery; return the id of the one whose turn it is instead, if any."""
    turn = sandbox.tx.get(TURNS, delivery_id)
    if turn is None:
        return None
    was_first = _first(sandbox, turn.about) == delivery_id
    sandbox.tx.delete(TURNS, delivery_id)
    return _first(sandbox, turn.about) if was_first else None


def dissolve(sandbox: Sandbox, endpoint_id: str) -> list[str]:
    """End all turns at an endpoint; return the ids of the deliveries that waited for theirs."""
    found = list(sandbox.tx.find(TURNS, ("endpoint", endpoint_id)))
    for turn in found:
        sandbox.tx.delete(TURNS, turn.id)
    firsts = {turn.about: turn.id for turn in reversed(found)}
    return [turn.id for turn in found if firsts[turn.about] != turn.id]


def _first(sandbox: Sandbox, about: str) -> str | None:
    first = next(sandbox.tx.find(TURNS, ("about", about)), None)
    return None if first is None else first.id
