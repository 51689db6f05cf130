"""Outcomes that follow by themselves: a payment under review is decided when its time comes."""

from typing import NamedTuple

from paydrill.sandbox import due
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.outcomes import Later, Outcome


class Planned(NamedTuple):
    """What `subject` becomes at `position`, a time of the sandbox's clock."""

    id: str
    position: int
    subject: str
    verdict: str
    reason: str | None
    message: str | None
    response_code: str

    @property
    def outcome(self) -> Outcome:
        """What is decided then."""
        return Outcome(self.verdict, self.reason, self.message, self.response_code)


PLANNED = Table("planned", Planned, indexes=("subject",))


def plan(sandbox: Sandbox, later: tuple[Later, ...], action: str, table: str, subject: str) -> None:
    """Have `action` done to the record `subject` of `table` at each of these times."""
    for number, (after_ms, outcome) in enumerate(later):
        planned = Planned(
            f"{subject}/{number}",
            sandbox.now_ms + after_ms,
            subject,
            outcome.verdict,
            outcome.reason,
            outcome.message,
            outcome.response_code,
        )
        sandbox.tx.put(PLANNED, planned)
    _schedule_next(sandbox, action, table, subject)


def take(sandbox: Sandbox, action: str, table: str, subject: str) -> Outcome:
    """What is decided of the record now; the next decision, if there is one, is scheduled."""
    planned = next(sandbox.tx.find(PLANNED, ("subject", subject)))
    sandbox.tx.delete(PLANNED, planned.id)
    _schedule_next(sandbox, action, table, subject)
    return planned.outcome


def _schedule_next(sandbox: Sandbox, action: str, table: str, subject: str) -> None:
    planned = next(sandbox.tx.find(PLANNED, ("subject", subject)), None)
    if planned is not None:
        due.schedule(sandbox, planned.position, action, table, subject)
