"""Refunds of card payments: all that is left, or a part, never more than was captured."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from paydrill.engine import customers, lifecycle
from paydrill.engine.errors import NotRefundable, RefundExceedsRest
from paydrill.engine.lifecycle import CAPTURED, DECLINED, PARTIALLY_REFUNDED, PENDING, REFUNDED
from paydrill.engine.payments import CARDS, Channel, Payment, find, move
from paydrill.engine.ports import Table
from paydrill.engine.sandbox import Sandbox
from paydrill.engine.scenarios import outcomes


class Refund(NamedTuple):
    """Money going back for a payment. `status` is captured, declined or pending."""

    id: str
    position: int
    payment: str
    status: str
    amount_minor: int
    currency: str
    reason: str | None
    message: str
    response_code: str
    created_ms: int


REFUNDS = Table("refunds", Refund, indexes=("payment",))

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
    """Give back `amount` in major units, or all that is left when it is `None`.

    Raises the channel's `NotFound`, `NotRefundable`, `InvalidAmount`, `RefundExceedsRest`.
    """
    payment = find(sandbox, channel, payment_id)
    if payment.captured_minor and not payment.refundable_minor:
        raise NotRefundable("Nothing is left to refund: all of it was refunded, or is about to be")
    if payment.status not in _REFUNDABLE:
        raise NotRefundable
    amount_minor = (
        payment.refundable_minor
        if amount is None
        else sandbox.currencies.minor(amount, payment.currency)
    )
    if amount_minor > payment.refundable_minor:
        left = sandbox.currencies.decimal(payment.refundable_minor, payment.currency)
        raise RefundExceedsRest(f"{RefundExceedsRest.default}: {left} {payment.currency}")
    return _decide(sandbox, channel, payment, amount_minor, reason)


def of_payment(sandbox: Sandbox, payment: Payment) -> Iterator[Refund]:
    """The payment's refunds, oldest first."""
    return sandbox.tx.find(REFUNDS, ("payment", payment.id))


def _decide(
    sandbox: Sandbox, channel: Channel, payment: Payment, amount_minor: int, reason: str | None
) -> tuple[Payment, Refund]:
    outcome = sandbox.decide(
        channel.refund_operation,
        sandbox.currencies.decimal(amount_minor, payment.currency),
        payment.currency,
        payment.customer,
        payment.card,
    )
    number = sandbox.next_number()
    made = Refund(
        id=_REFUND_IDS[channel.table.name](sandbox, number),
        position=number,
        payment=payment.id,
        status=_STATUS[outcome.verdict],
        amount_minor=amount_minor,
        currency=payment.currency,
        reason=reason,
        message=outcome.message or "Refund processed successfully",
        response_code=outcome.response_code,
        created_ms=sandbox.now_ms,
    )
    sandbox.move(
        lifecycle.REFUND,
        None,
        made.status,
        subject=made.id,
        amount_minor=amount_minor,
        currency=made.currency,
    )
    sandbox.tx.put(REFUNDS, made)
    return _DECIDED[made.status](sandbox, channel, payment, made), made


def _give_back(sandbox: Sandbox, channel: Channel, payment: Payment, made: Refund) -> Payment:
    refunded_minor = payment.refunded_minor + made.amount_minor
    whole = refunded_minor == payment.captured_minor
    status = move(
        sandbox,
        payment,
        payment.status,
        REFUNDED if whole else PARTIALLY_REFUNDED,
        made.amount_minor,
    )
    payment = payment._replace(status=status, refunded_minor=refunded_minor)
    sandbox.tx.put(channel.table, payment)
    if channel is CARDS:
        customers.add(sandbox, payment.customer, payment.currency, refunded_minor=made.amount_minor)
    return payment


def _promise(sandbox: Sandbox, channel: Channel, payment: Payment, made: Refund) -> Payment:
    pending = payment.refunds_pending_minor + made.amount_minor
    payment = payment._replace(refunds_pending_minor=pending)
    sandbox.tx.put(channel.table, payment)
    return payment


def _keep(_: Sandbox, __: Channel, payment: Payment, ___: Refund) -> Payment:
    return payment


_DECIDED = {CAPTURED: _give_back, PENDING: _promise, DECLINED: _keep}


def _card_refund_id(sandbox: Sandbox, number: int) -> str:
    return f"ref_{sandbox.ids.hex('refund', number)[:16]}"


def _acquirer_refund_id(sandbox: Sandbox, number: int) -> str:
    return sandbox.ids.uuid("refund", number)


_REFUND_IDS = {"transactions": _card_refund_id, "acquirer_payments": _acquirer_refund_id}
