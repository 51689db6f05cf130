"""Card payments as they are kept, and the two services that take them.

Both services keep the same record and follow the same lifecycle; a `Channel` says where they
differ.
"""

from dataclasses import dataclass
from typing import NamedTuple

from paydrill.errors import NotFound, PaymentNotFound, TransactionNotFound
from paydrill.payments.lifecycle import PAYMENT
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import CARD, Attempt
from paydrill.values.cards import Card


class Payment(NamedTuple):
    """One card payment. Amounts are minor units of `currency`."""

    id: str
    position: int
    status: str
    amount_minor: int
    currency: str
    captured_minor: int
    captured_event: int | None
    """Position of the event that told of the capture."""
    refunded_minor: int
    refunds_pending_minor: int
    """Promised to refunds that are not decided yet."""
    customer: str
    """Customer id (cards) or name (acquirer)."""
    brand: str
    last4: str
    card_length: int
    fingerprint: str
    bin_marks: str
    good_until_ms: int | None
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
        return Card(
            self.brand,
            self.last4,
            self.fingerprint,
            self.card_length,
            self.bin_marks,
            self.good_until_ms,
        )

    @property
    def refundable_minor(self) -> int:
        """What a refund may still take."""
        return self.captured_minor - self.refunded_minor - self.refunds_pending_minor


@dataclass(frozen=True, slots=True)
class Channel:
    """A service that takes card payments, and how it differs from the other."""

    table: Table[Payment]
    not_found: type[NotFound]
    create_operation: str
    capture_operation: str
    void_operation: str
    refund_operation: str


CARDS = Channel(
    Table("transactions", Payment, indexes=("customer",)),
    TransactionNotFound,
    "cards.create_payment",
    "cards.capture_transaction",
    "cards.void_transaction",
    "cards.refund_transaction",
)
ACQUIRER = Channel(
    Table("acquirer_payments", Payment),
    PaymentNotFound,
    "acquirer.authorize_payment",
    "acquirer.capture_payment",
    "acquirer.void_payment",
    "acquirer.refund_payment",
)
CHANNELS = {channel.table.name: channel for channel in (CARDS, ACQUIRER)}

CREATING = frozenset(channel.create_operation for channel in CHANNELS.values())
"""The operations that make a payment."""

SCRIPTED = frozenset(
    operation
    for channel in CHANNELS.values()
    for operation in (channel.create_operation, channel.refund_operation)
)
"""The operations whose outcome a scenario decides."""

ASKING = SCRIPTED | {
    operation
    for channel in CHANNELS.values()
    for operation in (channel.capture_operation, channel.void_operation)
}
"""The operations that ask the scenario themselves, because they know what the call is about."""


def find(sandbox: Sandbox, channel: Channel, payment_id: str) -> Payment:
    """The payment of that id. Raises the channel's `NotFound`."""
    payment = sandbox.tx.get(channel.table, payment_id)
    if payment is None:
        raise channel.not_found
    return payment


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


def attempt_on(
    sandbox: Sandbox, channel: Channel, operation: str, payment: Payment, amount_minor: int
) -> Attempt:
    """Somebody wants to do something with so much of an existing payment."""
    return Attempt(
        operation,
        sandbox.currencies.decimal(amount_minor, payment.currency),
        payment.currency,
        payment.customer,
        payment.card,
        payment.token,
        description=payment.reference if channel is CARDS else None,
        merchant_reference=payment.reference if channel is ACQUIRER else None,
        method=CARD,
        payment=payment.id,
        at=sandbox,
    )
