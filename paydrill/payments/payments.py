"""Authorize, capture, void and expire card payments, and decide those under review."""

from dataclasses import asdict, dataclass
from decimal import Decimal

from paydrill.payments import authentications, customers, planned_outcomes, tokens
from paydrill.payments.channels import ACQUIRER, CARDS, Channel, attempt_on, find, move
from paydrill.payments.errors import CaptureExceedsAuthorization, NotCapturable, NotVoidable
from paydrill.payments.lifecycle import (
    AUTHORIZED,
    CAPTURED,
    DECLINED,
    EXPIRED,
    REQUIRES_ACTION,
    VOIDED,
)
from paydrill.payments.payment_names import NAMES
from paydrill.payments.records import Payment
from paydrill.sandbox import due
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios import outcomes
from paydrill.scenarios.attempt import CARD, Attempt
from paydrill.scenarios.outcomes import Outcome
from paydrill.values.cards import CardDetails, CardFacts
from paydrill.values.times import DAY

AUTHORIZATION_EXPIRY = "authorization_expiry"
PAYMENT_DECISION = "payment_decision"

AUTHORIZATION_LIFETIME_MS = 7 * DAY

_ORDINARY = tuple(Payment._field_defaults.values())

# Used when the scenario gives no message; an outcome other than approved always has one.
_MESSAGES = {
    CAPTURED: "Payment processed successfully",
    AUTHORIZED: "Payment authorized",
}


@dataclass(slots=True)
class Order:
    """The merchant's request for a payment. `amount` is in major units.

    `return_url` is where the cardholder is sent after a challenge of 3-D Secure.
    """

    amount: Decimal | int
    currency: str
    customer: str
    reference: str | None = None
    capture: bool = True
    return_url: str | None = None


@dataclass(slots=True)
class _Decided:
    """The fields of a payment that an outcome decides.

    `captured_event` counts on the next event being the one of this payment.
    """

    status: str
    captured_minor: int
    captured_event: int | None
    reason: str | None
    message: str
    response_code: str
    authorization_code: str | None


def charge_token(sandbox: Sandbox, token_id: str, order: Order) -> Payment:
    """Pay with a token, or reserve the amount when `order.capture` is false.

    A decline is a result, not an error. Raises `InvalidAmount` and `InvalidToken`.
    """
    amount_minor = sandbox.currencies.minor(order.amount, order.currency)
    token = tokens.redeem(sandbox, token_id, order.customer)
    return _attempt(sandbox, CARDS, order, amount_minor, token, token.id)


def authorize_card(sandbox: Sandbox, details: CardDetails, order: Order) -> Payment:
    """Pay with a card number. Raises `InvalidAmount` and `InvalidCard`."""
    amount_minor = sandbox.currencies.minor(order.amount, order.currency)
    card = tokens.read_card(sandbox, details)
    return _attempt(sandbox, ACQUIRER, order, amount_minor, card)


def capture(
    sandbox: Sandbox, channel: Channel, payment_id: str, amount: Decimal | int | None
) -> Payment:
    """Capture all of an authorization, or a part of it and release the rest.

    Raises the channel's `NotFound`, `NotCapturable`, `InvalidAmount`,
    `CaptureExceedsAuthorization`.
    """
    payment = find(sandbox, channel, payment_id)
    if payment.status != AUTHORIZED:
        raise NotCapturable
    amount_minor = (
        payment.amount_minor
        if amount is None
        else sandbox.currencies.minor(amount, payment.currency)
    )
    if amount_minor > payment.amount_minor:
        raise CaptureExceedsAuthorization
    sandbox.meet(attempt_on(sandbox, channel, channel.capture_operation, payment, amount_minor))
    due.cancel(sandbox, AUTHORIZATION_EXPIRY, payment.id)
    return _capture(sandbox, channel, payment, amount_minor)


def void(sandbox: Sandbox, channel: Channel, payment_id: str) -> Payment:
    """Release an authorization, or withdraw a payment that waits for its cardholder.

    Raises the channel's `NotFound` and `NotVoidable`.
    """
    payment = find(sandbox, channel, payment_id)
    if payment.status not in {AUTHORIZED, REQUIRES_ACTION}:
        raise NotVoidable
    whole_minor = payment.amount_minor
    sandbox.meet(attempt_on(sandbox, channel, channel.void_operation, payment, whole_minor))
    if payment.status == REQUIRES_ACTION:
        authentications.withdraw(sandbox, payment)
    else:
        due.cancel(sandbox, AUTHORIZATION_EXPIRY, payment.id)
    return _end(sandbox, channel, payment, VOIDED, "Payment voided")


def expire(sandbox: Sandbox, channel: Channel, payment_id: str) -> Payment:
    """Release an authorization that was not captured in seven days."""
    payment = find(sandbox, channel, payment_id)
    return _end(sandbox, channel, payment, EXPIRED, "Authorization expired")


def decide_later(sandbox: Sandbox, channel: Channel, payment_id: str) -> Payment:
    """Apply the next planned outcome to a payment that is pending, or was just authenticated.

    The outcome may be pending again.
    """
    payment = find(sandbox, channel, payment_id)
    outcome = planned_outcomes.take(sandbox, PAYMENT_DECISION, channel.table.name, payment_id)
    _, code = NAMES[channel.table.name](sandbox, payment.position, payment.created_ms)
    decided = payment._replace(
        **asdict(_decided(sandbox, outcome, payment.amount_minor, payment.capture, code))
    )
    _keep(sandbox, channel, decided, before=payment.status)
    if channel is CARDS and decided.captured_minor:
        paid_minor = decided.captured_minor
        customers.add(sandbox, payment.customer, payment.currency, paid_minor=paid_minor)
    return decided


def _attempt(
    sandbox: Sandbox,
    channel: Channel,
    order: Order,
    amount_minor: int,
    card: CardFacts,
    token_id: str | None = None,
) -> Payment:
    """Ask the scenario, and store the payment that its decision makes."""
    attempt = _attempt_of(sandbox, channel, order, card, token_id)
    planned = sandbox.decide(attempt)
    challenge = sandbox.decision.challenge
    outcome = authentications.outcome_of(challenge, attempt, planned) if challenge else planned
    number = sandbox.next_number()
    id_, code = NAMES[channel.table.name](sandbox, number, sandbox.now_ms)
    decided = _decided(sandbox, outcome, amount_minor, order.capture, code)
    values = (  # in the record's order
        id_,
        number,
        decided.status,
        amount_minor,
        order.currency,
        decided.captured_minor,
        decided.captured_event,
        0,  # refunded
        0,  # refunds pending
        order.customer,
        card.brand,
        card.last4,
        card.length,
        card.fingerprint,
        card.bin_marks,
        card.good_until_ms,
        token_id,
        order.reference,
        order.capture,
        decided.reason,
        decided.message,
        decided.response_code,
        decided.authorization_code,
        sandbox.now_ms,
        *_ORDINARY,
    )
    payment = channel.table.record_of(values)
    if challenge is not None:
        payment = authentications.begin(sandbox, challenge, channel, payment, order.return_url)
    _keep(sandbox, channel, payment, before=None)
    _follow_up(sandbox, channel, payment, outcome if payment.status == DECLINED else planned)
    return payment


def _follow_up(sandbox: Sandbox, channel: Channel, payment: Payment, outcome: Outcome) -> None:
    """Schedule a new payment's later outcomes, and count it in its customer's totals.

    All of `outcome` is held while the cardholder is to be authenticated.
    """
    if payment.status == REQUIRES_ACTION:
        planned_outcomes.hold(sandbox, outcome, payment.id)
    elif outcome.later:
        planned_outcomes.plan(
            sandbox, outcome.later, PAYMENT_DECISION, channel.table.name, payment.id
        )
    if channel is CARDS:  # the acquirer keeps no customers
        customer, paid_minor = payment.customer, payment.captured_minor
        customers.add(sandbox, customer, payment.currency, transactions=1, paid_minor=paid_minor)


def _attempt_of(
    sandbox: Sandbox, channel: Channel, order: Order, card: CardFacts, token_id: str | None
) -> Attempt:
    return Attempt(
        channel.create_operation,
        order.amount,
        order.currency,
        order.customer,
        card,
        token_id,
        order.reference if channel is CARDS else None,
        order.reference if channel is ACQUIRER else None,
        CARD,
        None,
        None,
        sandbox,
    )


def _decided(
    sandbox: Sandbox,
    outcome: Outcome,
    amount_minor: int,
    capture: bool,  # noqa: FBT001 - a field of the record
    code: str,
) -> _Decided:
    approved = outcome.verdict == outcomes.APPROVED
    status = (CAPTURED if capture else AUTHORIZED) if approved else outcome.verdict
    return _Decided(
        status,
        amount_minor if status == CAPTURED else 0,
        sandbox.last_event + 1 if status == CAPTURED else None,
        outcome.reason,
        outcome.message or _MESSAGES.get(status, ""),
        outcome.response_code,
        code if approved else None,
    )


def _keep(sandbox: Sandbox, channel: Channel, payment: Payment, before: str | None) -> None:
    """Record the event of a payment just decided, and store the payment.

    An authorization is scheduled to expire.
    """
    move(sandbox, payment, before, payment.status, payment.amount_minor)
    sandbox.tx.put(channel.table, payment)
    if payment.status == AUTHORIZED:
        at_ms = sandbox.now_ms + AUTHORIZATION_LIFETIME_MS
        due.schedule(sandbox, at_ms, AUTHORIZATION_EXPIRY, channel.table.name, payment.id)


def _capture(sandbox: Sandbox, channel: Channel, payment: Payment, amount_minor: int) -> Payment:
    status = move(sandbox, payment, payment.status, CAPTURED, amount_minor)
    payment = payment._replace(
        status=status,
        captured_minor=amount_minor,
        captured_event=sandbox.last_event,
        message="Payment captured",
    )
    sandbox.tx.put(channel.table, payment)
    if channel is CARDS:
        customers.add(sandbox, payment.customer, payment.currency, paid_minor=amount_minor)
    return payment


def _end(
    sandbox: Sandbox, channel: Channel, payment: Payment, status: str, message: str
) -> Payment:
    status = move(sandbox, payment, payment.status, status, payment.amount_minor)
    payment = payment._replace(status=status, message=message)
    sandbox.tx.put(channel.table, payment)
    return payment
