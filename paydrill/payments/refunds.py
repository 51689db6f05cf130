"""Refund card payments, in full or in part, never more than was captured."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from paydrill.payments import customers, lifecycle, planned_outcomes
from paydrill.payments.channels import CARDS, Channel, attempt_on, channel_of, find, move
from paydrill.payments.errors import NotRefundable, PaymentDisputed, RefundExceedsRest
from paydrill.payments.lifecycle import (
    CAPTURED,
    DECLINED,
    FAILED,
    PARTIALLY_CAPTURED,
    PARTIALLY_REFUNDED,
    PENDING,
    REFUNDED,
)
from paydrill.payments.planned_outcomes import REFUND_DECISION
from paydrill.payments.records import REFUNDS, Payment, Refund
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios import outcomes
from paydrill.scenarios.attempt import Original
from paydrill.scenarios.outcomes import Outcome

_DONE = "Refund processed successfully"
_REFUNDABLE = {CAPTURED, PARTIALLY_REFUNDED}
_STATUS = {
    outcomes.APPROVED: CAPTURED,
    outcomes.DECLINED: DECLINED,
    outcomes.PENDING: PENDING,
}


def refund(
    sandbox: Sandbox,
    channel: Channel,
    payment_id: str,
    amount: Decimal | int | None,
    reason: str | None = None,
) -> tuple[Payment, Refund]:
    """Refund `amount` in major units, or all that is left when it is `None`.

    The scenario decides; a declined refund is stored as well, and moves no money.

    Raises the channel's `NotFound`, `NotRefundable`, `InvalidAmount`, `RefundExceedsRest` and
    `PaymentDisputed`.
    """
    payment = find(sandbox, channel, payment_id)
    amount_minor = amount_of(sandbox, payment, amount)
    outcome = ask(sandbox, channel, payment, amount_minor, channel.refund_operation)
    return make(sandbox, channel, payment, amount_minor, outcome, reason)


def amount_of(sandbox: Sandbox, payment: Payment, amount: Decimal | int | None) -> int:
    """Return what a refund gives back, in minor units; raises as `refund` does."""
    left_minor = payment.refundable_minor
    if payment.status == PARTIALLY_CAPTURED:
        raise NotRefundable("Capture or void the rest first: more of the payment is held")
    if payment.captured_minor and not left_minor:
        if payment.disputed_minor:
            raise PaymentDisputed
        raise NotRefundable("Nothing is left to refund: all of it was refunded, or is about to be")
    if payment.status not in _REFUNDABLE:
        raise NotRefundable
    if amount is None:
        return left_minor
    amount_minor = sandbox.currencies.minor(amount, payment.currency)
    if amount_minor > left_minor:
        if amount_minor <= left_minor + payment.disputed_minor:
            raise PaymentDisputed
        left = sandbox.currencies.decimal(left_minor, payment.currency)
        raise RefundExceedsRest(f"{RefundExceedsRest.default}: {left} {payment.currency}")
    return amount_minor


def of_payment(sandbox: Sandbox, payment: Payment) -> Iterator[Refund]:
    """Return the payment's refunds, oldest first."""
    return sandbox.tx.find(REFUNDS, ("payment", payment.id))


def ask(
    sandbox: Sandbox, channel: Channel, payment: Payment, amount_minor: int, operation: str
) -> Outcome:
    """Ask the scenario for the outcome of a refund, before anything is written of it."""
    attempt = attempt_on(sandbox, channel, operation, payment, amount_minor)
    paid = sandbox.currencies.decimal(payment.amount_minor, payment.currency)
    return sandbox.decide(replace(attempt, refund_of=Original(payment.id, paid, payment.reference)))


def make(
    sandbox: Sandbox,
    channel: Channel,
    payment: Payment,
    amount_minor: int,
    outcome: Outcome,
    reason: str | None = None,
) -> tuple[Payment, Refund]:
    """Store a refund with its outcome, and return its payment as it is then."""
    number = sandbox.next_number()
    made = Refund(
        id=channel.refund_id(sandbox, number),
        position=number,
        payment=payment.id,
        status=_STATUS[outcome.verdict],
        amount_minor=amount_minor,
        currency=payment.currency,
        reason=reason,
        message=outcome.message or _DONE,
        response_code=outcome.response_code,
        created_ms=sandbox.now_ms,
    )
    _keep(sandbox, made, before=None)
    if outcome.later:
        planned_outcomes.plan(sandbox, outcome.later, REFUND_DECISION, REFUNDS.name, made.id)
    return _DECIDED[made.status](sandbox, channel, payment, made), made


def go_on(sandbox: Sandbox, refund_id: str) -> Refund:
    """Apply the next planned outcome to a refund: to a pending one, or that an approved one fails.

    The outcome of a pending refund may be pending again. What cannot be any more, as a second
    failure, is dropped.
    """
    made = sandbox.tx.get(REFUNDS, refund_id)
    assert made is not None  # noqa: S101 - a refund is never deleted
    outcome = planned_outcomes.take(sandbox, REFUND_DECISION, REFUNDS.name, refund_id)
    channel = channel_of(sandbox, made.payment)
    payment = find(sandbox, channel, made.payment)
    if outcome.verdict == outcomes.REFUND_FAILED and made.status == CAPTURED:
        return _fail(sandbox, channel, payment, made, outcome.reason)
    if outcome.verdict not in _STATUS or made.status != PENDING:
        return made
    decided = made._replace(
        status=_STATUS[outcome.verdict],
        message=outcome.message or _DONE,
        response_code=outcome.response_code,
    )
    _keep(sandbox, decided, before=made.status)
    rest_minor = payment.refunds_pending_minor - made.amount_minor
    payment = payment._replace(refunds_pending_minor=rest_minor)
    sandbox.tx.put(channel.table, payment)
    _DECIDED[decided.status](sandbox, channel, payment, decided)
    return decided


def _fail(
    sandbox: Sandbox, channel: Channel, payment: Payment, made: Refund, reason: str | None
) -> Refund:
    """Take the money of a refund back that could not be paid out to the cardholder."""
    failed = made._replace(status=FAILED, failure_reason=reason, message="Refund failed")
    _keep(sandbox, failed, before=made.status)
    payment = payment._replace(has_failed_refund=True)
    _book(sandbox, channel, payment, -made.amount_minor, "payment.refund_failed")
    return failed


def _keep(sandbox: Sandbox, refund: Refund, before: str | None) -> None:
    """Record the event of a refund that has just been decided, and store the refund."""
    sandbox.move(
        lifecycle.REFUND,
        before,
        refund.status,
        subject=refund.id,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
    )
    sandbox.tx.put(REFUNDS, refund)


def _give_back(sandbox: Sandbox, channel: Channel, payment: Payment, made: Refund) -> Payment:
    return _book(sandbox, channel, payment, made.amount_minor, "payment.refunded")


def _book(
    sandbox: Sandbox, channel: Channel, payment: Payment, amount_minor: int, event: str
) -> Payment:
    """Add to what is refunded of a payment, or take from it, and store the payment."""
    refunded_minor = payment.refunded_minor + amount_minor
    if refunded_minor == payment.captured_minor:
        after = REFUNDED
    else:
        after = PARTIALLY_REFUNDED if refunded_minor else CAPTURED
    status = move(sandbox, payment, payment.status, after, abs(amount_minor), event)
    payment = payment._replace(status=status, refunded_minor=refunded_minor)
    sandbox.tx.put(channel.table, payment)
    if channel is CARDS:
        customers.add(sandbox, payment.customer, payment.currency, refunded_minor=amount_minor)
    return payment


def _promise(sandbox: Sandbox, channel: Channel, payment: Payment, made: Refund) -> Payment:
    pending = payment.refunds_pending_minor + made.amount_minor
    payment = payment._replace(refunds_pending_minor=pending)
    sandbox.tx.put(channel.table, payment)
    return payment


def _leave(_: Sandbox, __: Channel, payment: Payment, ___: Refund) -> Payment:
    return payment


_DECIDED = {CAPTURED: _give_back, PENDING: _promise, DECLINED: _leave}
