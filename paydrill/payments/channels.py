"""Define the record of a card payment, and the two services that take card payments.

Both services keep the same record and follow the same lifecycle; a `Channel` lists how they differ.
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
    """Position of the capture's event."""
    refunded_minor: int
    refunds_pending_minor: int
    """Reserved for refunds that are not decided yet."""
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
    """Decline code, or the reason why a payment is pending."""
    message: str
    response_code: str
    """ISO 8583 field 39."""
    authorization_code: str | None
    """ISO 8583 field 38."""
    created_ms: int

    @property
    def card(self) -> Card:
        """The payment's card."""
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
        """The amount that can still be refunded."""
        return self.captured_minor - self.refunded_minor - self.refunds_pending_minor


@dataclass(frozen=True, slots=True)
class Channel:
    """A service that takes card payments: its table, its error and its operations."""

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
"""The operations that create a payment."""

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
"""The operations that ask the scenario themselves, because only they know the payment."""


def find(sandbox: Sandbox, channel: Channel, payment_id: str) -> Payment:
    """Return the payment of that id. Raises the channel's `NotFound`."""
    payment = sandbox.tx.get(channel.table, payment_id)
    if payment is None:
        raise channel.not_found
    return payment


def move(
    sandbox: Sandbox, payment: Payment, before: str | None, after: str, amount_minor: int
) -> str:
    """Record the event of a payment's change of status, and return the new status.

    `amount_minor` is the amount of the event. The payment itself is not stored.
    """
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
    """Describe an operation on an existing payment, for the rules of the scenario."""
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
