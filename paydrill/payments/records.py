"""The records of card payments and of their refunds."""

from typing import NamedTuple

from paydrill.sandbox.ports import Table
from paydrill.scenarios.attempt import CUSTOMER
from paydrill.values.cards import Card
from paydrill.values.money import MOST_MINOR


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
    """Customer id (cards, Stripe) or name (acquirer)."""
    brand: str
    last4: str
    card_length: int
    fingerprint: str
    bin_marks: str
    good_until_ms: int | None
    token: str | None
    reference: str | None
    """Description (cards), merchant reference (acquirer) or id of the intent (Stripe)."""
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
    disputed_minor: int = 0
    """Withdrawn by disputes that are open or lost: out of reach of refunds."""
    authentication: str | None = None
    """Id of its 3-D Secure authentication, if there was one."""
    checks: str = ""
    """The results of CVV and address checks, as `CardChecks.text` writes them; empty if not
    shown."""
    is_followed_up: bool = False
    """Whether a rule has planned what becomes of it later."""
    hold_days: int = 7
    """Days in which an authorization can be captured."""
    overcapture_percent: int = 0
    """How much more than the authorized amount may be captured."""
    has_failed_refund: bool = False
    """Whether the money of one of its refunds has come back."""
    mandate: str | None = None
    """Id of the mandate by which it is paid, or which it makes once approved."""
    initiated_by: str = CUSTOMER
    initial_network_transaction_id: str | None = None
    """The network's id of the payment that stored the card, if this one uses it again."""

    @property
    def has_stored_card(self) -> bool:
        """Whether the payment stores its card, or uses a stored one again."""
        return self.mandate is not None or self.initial_network_transaction_id is not None

    @property
    def capturable_minor(self) -> int:
        """The most that can be captured in all."""
        more_minor = self.amount_minor * self.overcapture_percent // 100
        return min(self.amount_minor + more_minor, MOST_MINOR)

    @property
    def held_minor(self) -> int:
        """The part of the authorized amount that is not captured."""
        return max(0, self.amount_minor - self.captured_minor)

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
        gone_minor = self.refunded_minor + self.refunds_pending_minor + self.disputed_minor
        return self.captured_minor - gone_minor


TRANSACTIONS = Table("transactions", Payment, indexes=("customer",))
"""Payments of the service `cards`."""

ACQUIRER_PAYMENTS = Table("acquirer_payments", Payment)
"""Payments of the service `acquirer`."""

STRIPE_CHARGES = Table("stripe_charges", Payment, indexes=("customer", "reference"))
"""Payments of the service `stripe`."""


class Refund(NamedTuple):
    """One refund of a card payment. `status` is captured, declined, pending or failed."""

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
    failure_reason: str | None = None
    """The reason why the money came back, if it did."""


REFUNDS = Table("refunds", Refund, indexes=("payment",))
