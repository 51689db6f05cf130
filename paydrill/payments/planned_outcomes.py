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
    _keep(sandbox, later, subject)
    _schedule_next(sandbox, action, table, subject)


def hold(sandbox: Sandbox, outcome: Outcome, subject: str) -> None:
    """Keep an outcome, and what follows it, until it is taken: it waits for no time."""
    _keep(sandbox, (Later(0, outcome), *outcome.later), subject)


def drop(sandbox: Sandbox, subject: str) -> None:
    """Delete the outcomes held for the record `subject`; none of them may be scheduled."""
    for planned in list(sandbox.tx.find(PLANNED, ("subject", subject))):
        sandbox.tx.delete(PLANNED, planned.id)


def cancel(sandbox: Sandbox, action: str, subject: str) -> None:
    """Delete what is planned for the record `subject`, whether it is scheduled or not."""
    drop(sandbox, subject)
    if due.time_of(sandbox, action, subject) is not None:
        due.cancel(sandbox, action, subject)


def take(sandbox: Sandbox, action: str, table: str, subject: str) -> Outcome:
    """Remove and return the record's next planned outcome; schedule the one after it, if any."""
    planned = next(sandbox.tx.find(PLANNED, ("subject", subject)))
    sandbox.tx.delete(PLANNED, planned.id)
    _schedule_next(sandbox, action, table, subject)
    return planned.outcome


def _keep(sandbox: Sandbox, later: tuple[Later, ...], subject: str) -> None:
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


def hand_over(
    sandbox: Sandbox, verdict: str, giver: tuple[str, str, str], taker: tuple[str, str, str]
) -> None:
    """Plan the outcomes of a verdict for another record; both are (action, table, subject)."""
    kept: list[Planned] = []
    handed: list[Planned] = []
    for each in list(sandbox.tx.find(PLANNED, ("subject", giver[2]))):
        (handed if each.verdict == verdict else kept).append(each)
    if not handed:
        return
    for number, each in enumerate(handed):
        sandbox.tx.delete(PLANNED, each.id)
        to = taker[2]
        sandbox.tx.put(PLANNED, each._replace(id=f"{to}/{number}", subject=to))
    _schedule_next(sandbox, *taker)
    if kept:
        _schedule_next(sandbox, *giver)
    else:
        cancel(sandbox, giver[0], giver[2])


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
        # The time of one that was held may be over; the clock must not go back to it.
        at_ms = max(planned.position, sandbox.now_ms)
        due.schedule(sandbox, at_ms, action, table, subject)
