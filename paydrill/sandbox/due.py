"""Schedule actions for later. Nothing sleeps: a later change is a record with a due time."""

from itertools import islice
from typing import NamedTuple

from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox


class Due(NamedTuple):
    """An action to run on `subject`, a record of `table`. `position` is the due time."""

    id: str
    position: int
    action: str
    table: str
    subject: str


DUE = Table("due", Due)


def schedule(sandbox: Sandbox, at_ms: int, action: str, table: str, subject: str) -> None:
    """Have `action` run on the record when the sandbox's clock reaches `at_ms`."""
    sandbox.tx.put(DUE, Due(f"{action}/{subject}", at_ms, action, table, subject))
    _look_ahead(sandbox)


def cancel(sandbox: Sandbox, action: str, subject: str) -> None:
    """Cancel an action that `schedule` arranged."""
    sandbox.tx.delete(DUE, f"{action}/{subject}")
    _look_ahead(sandbox)


def time_of(sandbox: Sandbox, action: str, subject: str) -> int | None:
    """Return when an action that `schedule` arranged falls due; `None` if there is none."""
    item = sandbox.tx.get(DUE, f"{action}/{subject}")
    return None if item is None else item.position


def first(sandbox: Sandbox, most: int) -> list[Due]:
    """Return what falls due first, at most so many."""
    return list(islice(sandbox.tx.find(DUE), most))


def take(sandbox: Sandbox) -> Due | None:
    """Remove and return the first item due by the sandbox's clock; `None` when nothing is due."""
    if sandbox.next_due_ms is None or sandbox.next_due_ms > sandbox.now_ms:
        return None
    item = next(sandbox.tx.find(DUE))
    sandbox.tx.delete(DUE, item.id)
    _look_ahead(sandbox)
    return item


def _look_ahead(sandbox: Sandbox) -> None:
    item = next(sandbox.tx.find(DUE), None)
    sandbox.set_next_due(None if item is None else item.position)
