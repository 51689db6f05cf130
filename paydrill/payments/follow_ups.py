"""Carry out what a scenario planned for a payment: its decision, and what follows an approval."""

from collections.abc import Callable
from contextlib import suppress

from paydrill.payments import payments, planned_outcomes
from paydrill.payments.channels import Channel, channel_of, find
from paydrill.payments.disputes import stages
from paydrill.payments.disputes.records import CHARGEBACK_STAGE, DISPUTES, INQUIRY_STAGE
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


def warn_of_fraud(sandbox: Sandbox, payment_id: str, type_: str) -> int:
    """Report a captured payment as fraud, before any dispute: an early fraud warning.

    Return the position of its event. `type_` is one of the contract's kinds of fraud, by which
    acquirers tell of Visa's TC40 and Mastercard's SAFE reports. Raises `PaymentNotFound`, and
    `NotDisputable` for a payment of which nothing was captured.
    """
    payment = find(sandbox, channel_of(sandbox, payment_id), payment_id)
    if not payment.captured_minor:
        raise NotDisputable("Only a captured payment can be reported as fraud")
    return sandbox.note(FRAUD_WARNING_CREATED, payment.id, type_)


def _warn(sandbox: Sandbox, _: Channel, payment: Payment, outcome: Outcome) -> None:
    with suppress(NotDisputable):
        warn_of_fraud(sandbox, payment.id, str(outcome.reason))


def _dispute(sandbox: Sandbox, channel: Channel, payment: Payment, outcome: Outcome) -> None:
    stage = INQUIRY_STAGE if outcome.verdict == outcomes.INQUIRY else CHARGEBACK_STAGE
    with suppress(NotDisputable):
        stages.open_dispute(sandbox, channel, payment.id, str(outcome.reason), stage=stage)


def _decide_dispute(sandbox: Sandbox, _: Channel, payment: Payment, outcome: Outcome) -> None:
    found = sandbox.tx.find(DISPUTES, ("payment", payment.id), newest_first=True)
    newest = next(found, None)
    if newest is not None:
        with suppress(DisputeNotOpen, NotEscalatable):
            stages.decide(sandbox, newest.id, str(outcome.reason))


_FOLLOW_UPS: dict[str, Callable[[Sandbox, Channel, Payment, Outcome], None]] = {
    outcomes.DISPUTED: _dispute,
    outcomes.INQUIRY: _dispute,
    outcomes.DISPUTE_DECIDED: _decide_dispute,
    outcomes.FRAUD_WARNING: _warn,
}
"""The functions that carry out what follows an approval, by the verdict that a rule plans."""
