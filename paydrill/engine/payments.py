"""Card payments: authorized, captured, voided, expired; for the merchant API and the acquirer.

Both services keep the same record and follow the same lifecycle; a `Channel` says where they
differ.
"""

from decimal import Decimal
from typing import NamedTuple

from paydrill.engine import customers, due, tokens
from paydrill.engine.cards import Card, CardDetails, CardFacts
from paydrill.engine.clock import DAY, compact_second
from paydrill.engine.errors import (
    CaptureExceedsAuthorization,
    NotCapturable,
    NotFound,
    NotVoidable,
    PaymentNotFound,
    TransactionNotFound,
)
from paydrill.engine.lifecycle import (
    AUTHORIZED,
    CAPTURED,
    EXPIRED,
    PAYMENT,
    VOIDED,
)
from paydrill.engine.ports import Table
from paydrill.engine.sandbox import Sandbox
from paydrill.engine.scenarios import outcomes
from paydrill.engine.scenarios.outcomes import Outcome

AUTHORIZATION_LIFETIME_MS = 7 * DAY

# What is said when the scenario says nothing; an outcome other than approved always does.
_MESSAGES = {
    CAPTURED: "Payment processed successfully",
    AUTHORIZED: "Payment authorized",
}


class Payment(NamedTuple):
    """One card payment. Amounts are minor units of `currency`."""

    id: str
    position: int
    status: str
    amount_minor: int
    currency: str
    captured_minor: int
    refunded_minor: int
    refunds_pending_minor: int
    """Promised to refunds that are not decided yet."""
    customer: str
    """Customer id (cards) or name (acquirer)."""
    brand: str
    last4: str
    card_length: int
    fingerprint: str
    token: str | None
    reference: str | None
    """Description (cards) or merchant reference (acquirer)."""
    capture: bool
    """Whether an approval captures at once."""
    reason: str | None
    """Decline code, or what a pending payment waits for."""
    message: str
    response_code: str
    """ISO 8583 field 39."""
    authorization_code: str | None
    """ISO 8583 field 38."""
    created_ms: int

    @property
    def card(self) -> Card:
        """The card that paid."""
        return Card(self.brand, self.last4, self.fingerprint, self.card_length)

    @property
    def refundable_minor(self) -> int:
        """What a refund may still take."""
        return self.captured_minor - self.refunded_minor - self.refunds_pending_minor


class Channel(NamedTuple):
    """A service that takes card payments, and how it differs from the other."""

    table: Table[Payment]
    not_found: type[NotFound]
    create_operation: str
    refund_operation: str


CARDS = Channel(
    Table("transactions", Payment, indexes=("customer",)),
    TransactionNotFound,
    "cards.create_payment",
    "cards.refund_transaction",
)
ACQUIRER = Channel(
    Table("acquirer_payments", Payment),
    PaymentNotFound,
    "acquirer.authorize_payment",
    "acquirer.refund_payment",
)
CHANNELS = {channel.table.name: channel for channel in (CARDS, ACQUIRER)}

SCRIPTED = frozenset(
    operation
    for channel in CHANNELS.values()
    for operation in (channel.create_operation, channel.refund_operation)
)
"""The operations whose outcome a scenario decides."""


class Order(NamedTuple):
    """What the merchant asks for. `amount` is in major units."""

    amount: Decimal | int
    currency: str
    customer: str
    reference: str | None = None
    capture: bool = True


def charge_token(sandbox: Sandbox, token_id: str, order: Order) -> Payment:
    """Pay with a token, or reserve the amount when `order.capture` is false.

    A decline is an answer, not an error. Raises `InvalidAmount` and `InvalidToken`.
    """
    amount_minor = sandbox.currencies.minor(order.amount, order.currency)
    token = tokens.redeem(sandbox, token_id, order.customer)
    number = sandbox.next_number()
    digest = sandbox.ids.hex("transaction", number)
    id_ = f"txn_{compact_second(sandbox.now_ms)}_{digest[:16]}"
    payer = _Payer(id_, number, digest[-6:].upper(), token, token.id)
    return _attempt(sandbox, CARDS, order, amount_minor, payer)


def authorize_card(sandbox: Sandbox, details: CardDetails, order: Order) -> Payment:
    """Pay with a card number. Raises `InvalidAmount` and `InvalidCard`."""
    amount_minor = sandbox.currencies.minor(order.amount, order.currency)
    card = tokens.read_card(sandbox, details)
    number = sandbox.next_number()
    id_ = sandbox.ids.uuid("payment", number)
    payer = _Payer(id_, number, id_[-6:].upper(), card)
    return _attempt(sandbox, ACQUIRER, order, amount_minor, payer)


def find(sandbox: Sandbox, channel: Channel, payment_id: str) -> Payment:
    """The payment of that id. Raises the channel's `NotFound`."""
    payment = sandbox.tx.get(channel.table, payment_id)
    if payment is None:
        raise channel.not_found
    return payment


def capture(
    sandbox: Sandbox, channel: Channel, payment_id: str, amount: Decimal | int | None
) -> Payment:
    """Take all of an authorization, or a part and release the rest.

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
    due.cancel(sandbox, due.AUTHORIZATION_EXPIRY, payment.id)
    return _capture(sandbox, channel, payment, amount_minor)


def void(sandbox: Sandbox, channel: Channel, payment_id: str) -> Payment:
    """Release an authorization. Raises the channel's `NotFound` and `NotVoidable`."""
    payment = find(sandbox, channel, payment_id)
    if payment.status != AUTHORIZED:
        raise NotVoidable
    due.cancel(sandbox, due.AUTHORIZATION_EXPIRY, payment.id)
    return _end(sandbox, channel, payment, VOIDED, "Payment voided")


def expire(sandbox: Sandbox, channel: Channel, payment_id: str) -> Payment:
    """Release an authorization that nobody captured in seven days."""
    payment = find(sandbox, channel, payment_id)
    return _end(sandbox, channel, payment, EXPIRED, "Authorization expired")


def move(
    sandbox: Sandbox, payment: Payment, before: str | None, after: str, amount_minor: int
) -> str:
    """Change the status by the table; `amount_minor` is what the move is about."""
    return sandbox.move(
        PAYMENT,
        before,
        after,
        subject=payment.id,
        amount_minor=amount_minor,
        currency=payment.currency,
    )


class _Payer(NamedTuple):
    """Who pays: the payment's id, number and authorization code, and what it is paid with."""

    id: str
    number: int
    authorization_code: str
    card: CardFacts
    token: str | None = None


def _attempt(
    sandbox: Sandbox, channel: Channel, order: Order, amount_minor: int, payer: _Payer
) -> Payment:
    """Ask the scenario, and make the payment that follows from its decision."""
    outcome = sandbox.decide(
        channel.create_operation, Decimal(order.amount), order.currency, order.customer, payer.card
    )
    payment = _decided(order, amount_minor, payer, outcome, sandbox.now_ms)
    move(sandbox, payment, None, payment.status, amount_minor)
    sandbox.tx.put(channel.table, payment)
    if payment.status == AUTHORIZED:
        at_ms = sandbox.now_ms + AUTHORIZATION_LIFETIME_MS
        due.schedule(sandbox, at_ms, due.AUTHORIZATION_EXPIRY, channel.table.name, payment.id)
    if channel is CARDS:  # the acquirer keeps no customers
        paid_minor = payment.captured_minor
        customers.add(
            sandbox, payment.customer, payment.currency, transactions=1, paid_minor=paid_minor
        )
    return payment


def _decided(
    order: Order, amount_minor: int, payer: _Payer, outcome: Outcome, now_ms: int
) -> Payment:
    card = payer.card
    approved = outcome.verdict == outcomes.APPROVED
    status = (CAPTURED if order.capture else AUTHORIZED) if approved else outcome.verdict
    return Payment(
        id=payer.id,
        position=payer.number,
        status=status,
        amount_minor=amount_minor,
        currency=order.currency,
        captured_minor=amount_minor if status == CAPTURED else 0,
        refunded_minor=0,
        refunds_pending_minor=0,
        customer=order.customer,
        brand=card.brand,
        last4=card.last4,
        card_length=card.length,
        fingerprint=card.fingerprint,
        token=payer.token,
        reference=order.reference,
        capture=order.capture,
        reason=outcome.reason,
        message=outcome.message or _MESSAGES.get(status, ""),
        response_code=outcome.response_code,
        authorization_code=payer.authorization_code if approved else None,
        created_ms=now_ms,
    )


def _capture(sandbox: Sandbox, channel: Channel, payment: Payment, amount_minor: int) -> Payment:
    status = move(sandbox, payment, payment.status, CAPTURED, amount_minor)
    payment = payment._replace(
        status=status, captured_minor=amount_minor, message="Payment captured"
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
