"""Things that happen later by themselves. Nothing sleeps: a later change is a due time."""

from typing import NamedTuple

from paydrill.engine.ports import Table
from paydrill.engine.sandbox import Sandbox

AUTHORIZATION_EXPIRY = "authorization_expiry"
CHARGE_EXPIRY = "charge_expiry"


class Due(NamedTuple):
    """Something to do to `subject`, a record of `table`. `position` is the due time."""

    id: str
    position: int
    action: str
    table: str
    subject: str


DUE = Table("due", Due)


def schedule(sandbox: Sandbox, at_ms: int, action: str, table: str, subject: str) -> None:
    """Have `action` done to the record when the sandbox's clock reaches `at_ms`."""
    sandbox.tx.put(DUE, Due(f"{action}/{subject}", at_ms, action, table, subject))


def cancel(sandbox: Sandbox, action: str, subject: str) -> None:
    """Take back what `schedule` arranged."""
    sandbox.tx.delete(DUE, f"{action}/{subject}")


def next_due(sandbox: Sandbox) -> Due | None:
    """The first thing that is due by the sandbox's clock and not done yet."""
    first = next(sandbox.tx.find(DUE), None)
    return first if first is not None and first.position <= sandbox.now_ms else None
