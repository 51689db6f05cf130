"""Carry out what a scenario planned for a payment: its decision, and what follows an approval."""

from collections.abc import Callable

from paydrill.payments import payments, planned_outcomes
from paydrill.payments.channels import Channel, find
from paydrill.payments.disputes import stages
from paydrill.payments.disputes.reasons import FRAUD_TYPES
from paydrill.payments.disputes.records import CHARGEBACK_STAGE, DISPUTES, INQUIRY_STAGE, Dispute
from paydrill.payments.errors import DisputeNotOpen, NotDisputable, NotEscalatable
from paydrill.payments.lifecycle import AUTHORIZED, FRAUD_WARNING_CREATED, PENDING
from paydrill.payments.planned_outcomes import PAYMENT_DECISION
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios import outcomes
from paydrill.scenarios.outcomes import Outcome


def go_on(sandbox: Sandbox, channel: Channel, payment_id: str) -> None:
    """Apply the next outcome planned for a payment.

    What follows an approval waits for the capture, which plans it anew. What cannot be any more
    when its time comes, as the dispute of a refunded payment, is dropped.
    """
    payment = find(sandbox, channel, payment_id)
    if payment.status == AUTHORIZED:
        return
    outcome = planned_outcomes.take(sandbox, PAYMENT_DECISION, channel.table.name, payment_id)
    if payment.status == PENDING:
        payments.decide(sandbox, channel, payment, outcome)
    elif outcome.verdict in _FOLLOW_UPS:
        _FOLLOW_UPS[outcome.verdict](sandbox, channel, payment, outcome)


def warn_of_fraud(sandbox: Sandbox, payment: Payment, type_: str) -> int:
    """Report a payment as fraud, before any dispute: an early fraud warning.

    Return the position of its event. `type_` is one of `FRAUD_TYPES`.
    """
    assert type_ in FRAUD_TYPES  # noqa: S101 - contract and grammar list them
    return sandbox.note(FRAUD_WARNING_CREATED, payment.id, type_)


def _warn(sandbox: Sandbox, _: Channel, payment: Payment, outcome: Outcome) -> None:
    if payment.captured_minor:
        warn_of_fraud(sandbox, payment, str(outcome.reason))


def _dispute(sandbox: Sandbox, channel: Channel, payment: Payment, outcome: Outcome) -> None:
    stage = INQUIRY_STAGE if outcome.verdict == outcomes.INQUIRY else CHARGEBACK_STAGE
    try:
        stages.open_dispute(sandbox, channel, payment.id, str(outcome.reason), stage=stage)
    except NotDisputable:
        return


def _decide_dispute(sandbox: Sandbox, _: Channel, payment: Payment, outcome: Outcome) -> None:
    dispute = _newest_dispute(sandbox, payment)
    try:
        if dispute is not None:
            stages.decide(sandbox, dispute.id, str(outcome.reason))
    except (DisputeNotOpen, NotEscalatable):
        return


def _newest_dispute(sandbox: Sandbox, payment: Payment) -> Dispute | None:
    found = sandbox.tx.find(DISPUTES, ("payment", payment.id), newest_first=True)
    return next(found, None)


_FOLLOW_UPS: dict[str, Callable[[Sandbox, Channel, Payment, Outcome], None]] = {
    outcomes.DISPUTED: _dispute,
    outcomes.INQUIRY: _dispute,
    outcomes.DISPUTE_DECIDED: _decide_dispute,
    outcomes.FRAUD_WARNING: _warn,
}
"""What may follow an approval, by the verdict that a rule plans."""
