"""Hold authorized money: capture it in one or several parts, add to it, release it, let it expire.

The limits are those of acquirers: an authorization is held for seven days, or thirty where an
extended hold was asked for; over-capture is up to 15 % above the authorized amount, which Visa
allows most trades (docs.stripe.com/payments/overcapture).
"""

from decimal import Decimal

from paydrill.payments import authentications, customers, planned_outcomes, refunds
from paydrill.payments.channels import (
    ACQUIRER,
    CARDS,
    DECREMENT,
    INCREMENT,
    REVERSE,
    Channel,
    attempt_on,
    find,
    move,
)
from paydrill.payments.errors import (
    CaptureExceedsAuthorization,
    DecrementExceedsAuthorization,
    NotAdjustable,
    NotCapturable,
    NotVoidable,
)
from paydrill.payments.lifecycle import (
    AUTHORIZED,
    CAPTURED,
    EXPIRED,
    PARTIALLY_CAPTURED,
    REQUIRES_ACTION,
    VOIDED,
)
from paydrill.payments.planned_outcomes import PAYMENT_DECISION
from paydrill.payments.records import Payment, Refund
from paydrill.sandbox import due
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.outcomes import APPROVED, Outcome
from paydrill.values.money import MOST_MINOR, invalid_amount
from paydrill.values.times import DAY, Milliseconds

AUTHORIZATION_EXPIRY = "authorization_expiry"

EXTENDED_HOLD_DAYS = 30
OVERCAPTURE_PERCENT = 15

HELD = {AUTHORIZED, PARTIALLY_CAPTURED}
"""The statuses in which money is held."""


def start(sandbox: Sandbox, channel: Channel, payment: Payment) -> None:
    """Schedule the expiry of a new authorization, or of one that was added to, anew."""
    at_ms = sandbox.now_ms + payment.hold_days * DAY
    due.schedule(sandbox, at_ms, AUTHORIZATION_EXPIRY, channel.table.name, payment.id)


def held_until_ms(sandbox: Sandbox, payment: Payment) -> Milliseconds | None:
    """Return when a payment's hold ends; `None` where nothing is held."""
    return due.time_of(sandbox, AUTHORIZATION_EXPIRY, payment.id)


def capture(
    sandbox: Sandbox,
    channel: Channel,
    payment_id: str,
    amount: Decimal | int | None,
    *,
    final: bool = True,
    operation: str = "",
) -> Payment:
    """Capture all that is held, or a part of it, and release the rest if it is the `final` part.

    `operation` is the one that was called, if not the channel's usual one.

    Raises the channel's `NotFound`, `NotCapturable`, `InvalidAmount`,
    `CaptureExceedsAuthorization`.
    """
    payment = find(sandbox, channel, payment_id)
    if payment.status not in HELD:
        raise NotCapturable
    amount_minor = (
        payment.held_minor if amount is None else sandbox.currencies.minor(amount, payment.currency)
    )
    if not 0 < amount_minor <= payment.capturable_minor - payment.captured_minor:
        raise _capture_exceeds(payment, amount)
    operation = operation or channel.capture_operation
    sandbox.meet(attempt_on(sandbox, channel, operation, payment, amount_minor))
    captured_minor = payment.captured_minor + amount_minor
    if final or captured_minor == payment.capturable_minor:
        due.cancel(sandbox, AUTHORIZATION_EXPIRY, payment.id)
        return _capture(sandbox, channel, payment, amount_minor, CAPTURED)
    return _capture(sandbox, channel, payment, amount_minor, PARTIALLY_CAPTURED)


def void(sandbox: Sandbox, channel: Channel, payment_id: str) -> Payment:
    """Release what is held, or withdraw a payment that waits for its cardholder.

    Raises the channel's `NotFound` and `NotVoidable`.
    """
    payment = find(sandbox, channel, payment_id)
    if payment.status not in HELD | {REQUIRES_ACTION}:
        raise NotVoidable
    attempt = attempt_on(sandbox, channel, channel.void_operation, payment, payment.held_minor)
    sandbox.meet(attempt)
    return _let_go(sandbox, channel, payment)


def decrement(sandbox: Sandbox, payment_id: str, amount: Decimal | int) -> Payment:
    """Release a part of an authorization of the acquirer: a partial void.

    Raises `PaymentNotFound`, `NotAdjustable`, `InvalidAmount` and `DecrementExceedsAuthorization`.
    """
    payment = find(sandbox, ACQUIRER, payment_id)
    if payment.status != AUTHORIZED:
        raise NotAdjustable
    amount_minor = sandbox.currencies.minor(amount, payment.currency)
    if amount_minor >= payment.amount_minor:
        raise DecrementExceedsAuthorization
    sandbox.meet(attempt_on(sandbox, ACQUIRER, DECREMENT, payment, amount_minor))
    return _adjust(sandbox, ACQUIRER, payment, payment.amount_minor - amount_minor)


def increment(sandbox: Sandbox, payment_id: str, amount: Decimal | int) -> tuple[Payment, Outcome]:
    """Add to an authorization of the acquirer, if the issuer approves; its hold begins anew.

    Anything but an approval leaves the payment as it is. Raises
    `PaymentNotFound`, `NotAdjustable` and `InvalidAmount`.
    """
    payment = find(sandbox, ACQUIRER, payment_id)
    if payment.status != AUTHORIZED:
        raise NotAdjustable
    amount_minor = sandbox.currencies.minor(amount, payment.currency)
    total_minor = payment.amount_minor + amount_minor
    if total_minor > MOST_MINOR:
        raise invalid_amount("/amount", "together with what is authorized, has too many digits.")
    attempt = attempt_on(sandbox, ACQUIRER, INCREMENT, payment, amount_minor)
    outcome = sandbox.decide(attempt)
    if outcome.verdict == APPROVED:
        payment = _adjust(sandbox, ACQUIRER, payment, total_minor)
        start(sandbox, ACQUIRER, payment)
    return payment, outcome


def reverse(sandbox: Sandbox, payment_id: str) -> tuple[Payment, Refund | None]:
    """Void what is held of a payment of the acquirer, and refund what is left of its captures.

    The scenario decides a refund. Raises `PaymentNotFound`, and, where nothing is held,
    `NotRefundable` and `PaymentDisputed`.
    """
    payment = find(sandbox, ACQUIRER, payment_id)
    is_held = payment.status in HELD | {REQUIRES_ACTION}
    if is_held and not payment.refundable_minor:
        sandbox.meet(attempt_on(sandbox, ACQUIRER, REVERSE, payment, payment.held_minor))
        return _let_go(sandbox, ACQUIRER, payment), None
    left_minor = payment.refundable_minor
    amount_minor = left_minor if is_held else refunds.amount_of(sandbox, payment, None)
    outcome = refunds.ask(sandbox, ACQUIRER, payment, amount_minor, REVERSE)
    if is_held:
        payment = _let_go(sandbox, ACQUIRER, payment)
    return refunds.make(sandbox, ACQUIRER, payment, amount_minor, outcome)


def expire(sandbox: Sandbox, channel: Channel, payment_id: str) -> Payment:
    """Release what was not captured in time."""
    payment = find(sandbox, channel, payment_id)
    if payment.status == PARTIALLY_CAPTURED:
        return _end(sandbox, channel, payment, CAPTURED, "payment.expired")
    return _end(sandbox, channel, payment, EXPIRED, "payment.expired")


def _capture(
    sandbox: Sandbox, channel: Channel, payment: Payment, amount_minor: int, status: str
) -> Payment:
    move(sandbox, payment, payment.status, status, amount_minor, "payment.captured")
    is_first = not payment.captured_minor
    payment = payment._replace(
        status=status,
        captured_minor=payment.captured_minor + amount_minor,
        captured_event=sandbox.last_event if is_first else payment.captured_event,
        message="Payment captured",
    )
    sandbox.tx.put(channel.table, payment)
    if is_first and payment.is_followed_up:
        waited_ms = sandbox.now_ms - payment.created_ms
        table = channel.table.name
        planned_outcomes.begin(sandbox, PAYMENT_DECISION, table, payment.id, waited_ms)
    if channel is CARDS:
        customers.add(sandbox, payment.customer, payment.currency, paid_minor=amount_minor)
    return payment


def _capture_exceeds(payment: Payment, amount: Decimal | int | None) -> CaptureExceedsAuthorization:
    if amount is None:
        return CaptureExceedsAuthorization("All that was authorized is captured: write an amount")
    percent = payment.overcapture_percent
    more = f", and {percent} % of over-capture" if percent else ""
    return CaptureExceedsAuthorization(f"{CaptureExceedsAuthorization.default}{more}")


def _adjust(sandbox: Sandbox, channel: Channel, payment: Payment, total_minor: int) -> Payment:
    """Change the authorized amount; the event has the new one."""
    move(sandbox, payment, AUTHORIZED, AUTHORIZED, total_minor)
    payment = payment._replace(amount_minor=total_minor)
    sandbox.tx.put(channel.table, payment)
    return payment


def _let_go(sandbox: Sandbox, channel: Channel, payment: Payment) -> Payment:
    """Release what is held, or end the wait for the cardholder."""
    if payment.status == REQUIRES_ACTION:
        authentications.withdraw(sandbox, payment)
        return _end(sandbox, channel, payment, VOIDED, "payment.voided")
    due.cancel(sandbox, AUTHORIZATION_EXPIRY, payment.id)
    status = CAPTURED if payment.captured_minor else VOIDED
    return _end(sandbox, channel, payment, status, "payment.voided")


def _end(sandbox: Sandbox, channel: Channel, payment: Payment, status: str, event: str) -> Payment:
    """Release the rest of a hold; the event has its amount.

    What was planned to follow a capture is dropped where there was none.
    """
    move(sandbox, payment, payment.status, status, payment.held_minor, event)
    if not payment.captured_minor and payment.status == AUTHORIZED:
        planned_outcomes.cancel(sandbox, PAYMENT_DECISION, payment.id)
    payment = payment._replace(status=status, message=_MESSAGES[status])
    sandbox.tx.put(channel.table, payment)
    return payment


_MESSAGES = {
    VOIDED: "Payment voided",
    EXPIRED: "Authorization expired",
    CAPTURED: "Rest of the authorization released",
}
