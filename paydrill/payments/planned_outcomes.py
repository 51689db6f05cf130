"""Plan outcomes for later: a payment under review is decided when its time comes."""

from typing import NamedTuple

from paydrill.sandbox import due
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.outcomes import Later, Outcome

PAYMENT_DECISION = "payment_decision"
REFUND_DECISION = "refund_decision"


class Planned(NamedTuple):
    """An outcome planned for the record `subject`.

    `position` is its time on the sandbox's clock, in milliseconds.
    """

    id: str
    position: int
    subject: str
    verdict: str
    reason: str | None
    message: str | None
    response_code: str

    @property
    def outcome(self) -> Outcome:
        """The planned outcome."""
        return Outcome(self.verdict, self.reason, self.message, self.response_code)


PLANNED = Table("planned", Planned, indexes=("subject",))


def plan(sandbox: Sandbox, later: tuple[Later, ...], action: str, table: str, subject: str) -> None:
    """Schedule `action` on the record `subject` of `table` for each of the later outcomes."""
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
    """Remove and return the record's next planned outcome; schedule the one after it, if any."""
    planned = next(sandbox.tx.find(PLANNED, ("subject", subject)))
    sandbox.tx.delete(PLANNED, planned.id)
    _schedule_next(sandbox, action, table, subject)
    return planned.outcome


def begin(sandbox: Sandbox, action: str, table: str, subject: str, shift_ms: int) -> None:
    """Schedule what is planned for a record anew, `shift_ms` milliseconds later than planned."""
    planned = list(sandbox.tx.find(PLANNED, ("subject", subject)))
    for each in planned:
        sandbox.tx.put(PLANNED, each._replace(position=each.position + shift_ms))
    if planned:
        _schedule_next(sandbox, action, table, subject)


def _schedule_next(sandbox: Sandbox, action: str, table: str, subject: str) -> None:
    planned = next(sandbox.tx.find(PLANNED, ("subject", subject)), None)
    if planned is not None:
        due.schedule(sandbox, planned.position, action, table, subject)
