"""Open disputes, escalate them from stage to stage, and decide them, as the issuer.

An inquiry asks only. A chargeback withdraws the money; the merchant answers with evidence (the
second presentment), and one that was won may come back as a pre-arbitration, which withdraws the
money again. Without an answer in time, an inquiry becomes a chargeback and the others are lost.
"""

from decimal import Decimal

from paydrill.payments.channels import Channel, channel_of, find
from paydrill.payments.disputes import funds
from paydrill.payments.disputes.reasons import network_code
from paydrill.payments.disputes.records import (
    CHARGEBACK_STAGE,
    DISPUTES,
    INQUIRY_STAGE,
    PRE_ARBITRATION_STAGE,
    Dispute,
)
from paydrill.payments.errors import DisputeNotFound, DisputeNotOpen, NotDisputable, NotEscalatable
from paydrill.payments.lifecycle import INQUIRY, LOST, NEEDS_RESPONSE, UNDER_REVIEW, WON
from paydrill.payments.records import Payment
from paydrill.sandbox import due
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.cards import AMERICAN_EXPRESS, DISCOVER, MASTERCARD, VISA
from paydrill.values.times import DAY

EVIDENCE_DEADLINE = "evidence_deadline"

# Adyen's defence periods by network, in days (docs.adyen.com, dispute timeframes), the shortest of
# its requests for information, and Visa's period for all others.
_DAYS = {VISA.name: 18, MASTERCARD.name: 40, AMERICAN_EXPRESS.name: 14, DISCOVER.name: 25}
_OTHER_DAYS = 18
_INQUIRY_DAYS = 14


def open_dispute(
    sandbox: Sandbox,
    channel: Channel,
    payment_id: str,
    reason: str,
    *,
    amount_minor: int | None = None,
    stage: str = CHARGEBACK_STAGE,
) -> Dispute:
    """Dispute a payment, by default all that is left of it after refunds and other disputes.

    Raises the channel's `NotFound`, and `NotDisputable` when less than that is left.
    """
    payment = find(sandbox, channel, payment_id)
    left_minor = payment.refundable_minor
    amount_minor = left_minor if amount_minor is None else amount_minor
    if not 0 < amount_minor <= left_minor:
        left = sandbox.currencies.decimal(left_minor, payment.currency)
        only = f"Only {left} {payment.currency} of the payment is left to dispute"
        raise NotDisputable(only if left_minor else "")
    number = sandbox.next_number()
    is_inquiry = stage == INQUIRY_STAGE
    dispute = Dispute(
        id=channel.dispute_id(sandbox, number),
        position=number,
        payment=payment.id,
        table=channel.table.name,
        status=INQUIRY if is_inquiry else NEEDS_RESPONSE,
        stage=stage,
        reason=reason,
        network_reason_code=network_code(reason, payment.brand),
        amount_minor=amount_minor,
        currency=payment.currency,
        evidence=None,
        evidence_due_ms=None,
        created_ms=sandbox.now_ms,
    )
    dispute = _await_evidence(sandbox, dispute, payment)
    funds.tell(sandbox, dispute, None, "dispute.opened", dispute.amount_minor)
    return dispute if is_inquiry else funds.withdraw(sandbox, dispute)


def open_for(
    sandbox: Sandbox, payment_id: str, reason: str, stage: str, amount: Decimal | int | None
) -> Dispute:
    """Dispute a payment of either service, all that is left of it or `amount` in major units.

    Raises `PaymentNotFound`, `NotDisputable` and `InvalidAmount`.
    """
    channel = channel_of(sandbox, payment_id)
    currency = find(sandbox, channel, payment_id).currency
    amount_minor = None if amount is None else sandbox.currencies.minor(amount, currency)
    return open_dispute(
        sandbox, channel, payment_id, reason, amount_minor=amount_minor, stage=stage
    )


def find_dispute(sandbox: Sandbox, dispute_id: str, channel: Channel | None = None) -> Dispute:
    """Return the dispute of that id, of this channel if one is given. Raises `DisputeNotFound`."""
    dispute = sandbox.tx.get(DISPUTES, dispute_id)
    if dispute is None or (channel is not None and dispute.table != channel.table.name):
        raise DisputeNotFound
    return dispute


def win(sandbox: Sandbox, dispute: Dispute) -> Dispute:
    """Decide an open dispute in the merchant's favour; an inquiry is given up.

    Raises `DisputeNotOpen`.
    """
    require_open(dispute)
    won = decided(sandbox, dispute, WON, "dispute.won")
    return won if won.stage == INQUIRY_STAGE else funds.reinstate(sandbox, won)


def lose(sandbox: Sandbox, dispute: Dispute) -> Dispute:
    """Decide a chargeback or a pre-arbitration in the cardholder's favour.

    Raises `DisputeNotOpen`, also for an inquiry, of which no money was withdrawn.
    """
    require_open(dispute)
    if dispute.stage == INQUIRY_STAGE:
        raise DisputeNotOpen("An inquiry is not lost: escalate it to a chargeback")
    return decided(sandbox, dispute, LOST, "dispute.lost")


def escalate(sandbox: Sandbox, dispute: Dispute) -> Dispute:
    """Make an open inquiry a chargeback, or a chargeback that was won a pre-arbitration.

    At most what is left of the payment is withdrawn; an inquiry of which nothing is left is won.
    Raises `NotEscalatable`.
    """
    is_open_inquiry = dispute.stage == INQUIRY_STAGE and dispute.status in {INQUIRY, UNDER_REVIEW}
    if not is_open_inquiry and (dispute.stage, dispute.status) != (CHARGEBACK_STAGE, WON):
        raise NotEscalatable
    payment = funds.payment_of(sandbox, dispute)
    amount_minor = min(dispute.amount_minor, payment.refundable_minor)
    if not amount_minor:
        if is_open_inquiry:
            return win(sandbox, dispute)
        raise NotEscalatable("Nothing is left of the payment that could be withdrawn")
    _stop_waiting(sandbox, dispute)
    escalated = dispute._replace(
        status=NEEDS_RESPONSE,
        stage=CHARGEBACK_STAGE if is_open_inquiry else PRE_ARBITRATION_STAGE,
        amount_minor=amount_minor,
        evidence=None,
        decided_ms=None,
    )
    escalated = _await_evidence(sandbox, escalated, payment)
    funds.tell(sandbox, escalated, dispute.status, "dispute.escalated", amount_minor)
    return funds.withdraw(sandbox, escalated)


RESULTS = {"won": win, "lost": lose, "escalated": escalate}
"""How an issuer decides a dispute."""


def decide(sandbox: Sandbox, dispute_id: str, result: str) -> Dispute:
    """Decide a dispute as the issuer: see `RESULTS`.

    Raises `DisputeNotFound`, `DisputeNotOpen` and `NotEscalatable`.
    """
    return RESULTS[result](sandbox, find_dispute(sandbox, dispute_id))


def pass_deadline(sandbox: Sandbox, dispute_id: str) -> None:
    """Escalate an inquiry that was not answered in time; anything else is lost."""
    dispute = find_dispute(sandbox, dispute_id)._replace(evidence_due_ms=None)
    (escalate if dispute.status == INQUIRY else lose)(sandbox, dispute)


def require_open(dispute: Dispute) -> None:
    """Raise `DisputeNotOpen` unless the issuer may still decide."""
    if dispute.status not in {INQUIRY, NEEDS_RESPONSE, UNDER_REVIEW}:
        raise DisputeNotOpen(f"The dispute is {dispute.status}")


def close_wait(
    sandbox: Sandbox, dispute: Dispute, status: str, event: str, evidence: str | None = None
) -> Dispute:
    """Move a dispute to a status in which no evidence is awaited, and store it."""
    _stop_waiting(sandbox, dispute)
    moved = dispute._replace(
        status=status, evidence_due_ms=None, evidence=evidence or dispute.evidence
    )
    funds.tell(sandbox, moved, dispute.status, event, moved.amount_minor)
    sandbox.tx.put(DISPUTES, moved)
    return moved


def decided(sandbox: Sandbox, dispute: Dispute, status: str, event: str) -> Dispute:
    """Move a dispute to its end, and store it."""
    ended = close_wait(sandbox, dispute, status, event)._replace(decided_ms=sandbox.now_ms)
    sandbox.tx.put(DISPUTES, ended)
    return ended


def _await_evidence(sandbox: Sandbox, dispute: Dispute, payment: Payment) -> Dispute:
    """Set the deadline of the merchant's answer, and store the dispute."""
    is_inquiry = dispute.stage == INQUIRY_STAGE
    days = _INQUIRY_DAYS if is_inquiry else _DAYS.get(payment.brand, _OTHER_DAYS)
    waiting = dispute._replace(evidence_due_ms=sandbox.now_ms + days * DAY)
    sandbox.tx.put(DISPUTES, waiting)
    due.schedule(sandbox, sandbox.now_ms + days * DAY, EVIDENCE_DEADLINE, DISPUTES.name, dispute.id)
    return waiting


def _stop_waiting(sandbox: Sandbox, dispute: Dispute) -> None:
    if dispute.evidence_due_ms is not None:
        due.cancel(sandbox, EVIDENCE_DEADLINE, dispute.id)
