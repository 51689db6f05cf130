"""Define the services that take card payments.

All keep the same record and follow the same lifecycle; a `Channel` lists how they differ.
"""

from collections.abc import Callable
from dataclasses import dataclass

from paydrill.errors import NotFound
from paydrill.payments import payment_names
from paydrill.payments.errors import PaymentNotFound, TransactionNotFound
from paydrill.payments.lifecycle import PAYMENT
from paydrill.payments.records import (
    ACQUIRER_PAYMENTS,
    STRIPE_CHARGES,
    TRANSACTIONS,
    Payment,
)
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import CARD, Attempt
from paydrill.scenarios.challenges import CHALLENGE
from paydrill.scenarios.outcomes import FOLLOW_UPS, REFUND_FAILED
from paydrill.values import card_checks


@dataclass(frozen=True, slots=True)
class Channel:
    """A service that takes card payments: its table, error, operations and ids."""

    table: Table[Payment]
    not_found: type[NotFound]
    create_operation: str
    capture_operation: str
    void_operation: str
    refund_operation: str
    payment_names: Callable[[Sandbox, int, int], tuple[str, str]]
    """Makes a payment's id and authorization code."""
    refund_id: Callable[[Sandbox, int], str]
    dispute_id: Callable[[Sandbox, int], str]
    also_creating: frozenset[str] = frozenset()
    """Other operations that may create a payment."""
    also_capturing: frozenset[str] = frozenset()
    """Other operations that capture one."""

    @property
    def creating(self) -> frozenset[str]:
        """All operations that may create a payment."""
        return self.also_creating | {self.create_operation}


CARDS = Channel(
    TRANSACTIONS,
    TransactionNotFound,
    "cards.create_payment",
    "cards.capture_transaction",
    "cards.void_transaction",
    "cards.refund_transaction",
    payment_names.card_payment,
    payment_names.card_refund,
    payment_names.card_dispute,
)
ACQUIRER = Channel(
    ACQUIRER_PAYMENTS,
    PaymentNotFound,
    "acquirer.authorize_payment",
    "acquirer.capture_payment",
    "acquirer.void_payment",
    "acquirer.refund_payment",
    payment_names.acquirer_payment,
    payment_names.acquirer_refund,
    payment_names.acquirer_dispute,
)

STRIPE = Channel(
    STRIPE_CHARGES,
    PaymentNotFound,
    "stripe.confirm_payment_intent",
    "stripe.capture_payment_intent",
    "stripe.cancel_payment_intent",
    "stripe.create_refund",
    payment_names.stripe_charge,
    payment_names.stripe_refund,
    payment_names.stripe_dispute,
    also_creating=frozenset({"stripe.create_payment_intent", "stripe.create_charge"}),
    also_capturing=frozenset({"stripe.capture_charge"}),
)

TOKENIZE = "cards.tokenize_card"
SETTING_UP = frozenset({"stripe.create_setup_intent", "stripe.confirm_setup_intent"})
"""Operations of Stripe's that store a card, of which the cardholder may be asked."""
VERIFYING = SETTING_UP | {"stripe.attach_payment_method", "stripe.create_customer"}
"""Operations of Stripe's that may ask an issuer whether a card can be stored."""
INCREMENT = "acquirer.increment_authorization"
DECREMENT = "acquirer.decrement_authorization"
REVERSE = "acquirer.reverse_payment"

CHANNELS = {channel.table.name: channel for channel in (CARDS, ACQUIRER, STRIPE)}

CREATING = frozenset[str]().union(*(channel.creating for channel in CHANNELS.values()))
"""The operations that create a payment."""

SCRIPTED = (
    CREATING
    | {channel.refund_operation for channel in CHANNELS.values()}
    | {INCREMENT, REVERSE}
    | VERIFYING
)
"""The operations whose outcome a scenario decides."""

_REFUNDING = frozenset(channel.refund_operation for channel in CHANNELS.values()) | {REVERSE}

EFFECTS: dict[str, frozenset[str]] = {
    CHALLENGE: CREATING | SETTING_UP,
    "checks": CREATING | VERIFYING | {TOKENIZE},
    **dict.fromkeys(FOLLOW_UPS, CREATING),
    REFUND_FAILED: _REFUNDING,
}
"""The operations that can be challenged, disputed, and so on, by the word of a rule."""

_BRINGING = STRIPE.creating | {ACQUIRER.create_operation, TOKENIZE}

CARD_FACTS: dict[str, frozenset[str]] = {
    "cvv": _BRINGING,
    "postal_code": _BRINGING,
    "holder": CREATING | {TOKENIZE},
}
"""The operations that know a fact of a card which is not kept with payments."""

ASKING = (
    SCRIPTED
    | {
        operation
        for channel in CHANNELS.values()
        for operation in (
            channel.capture_operation,
            channel.void_operation,
            *channel.also_capturing,
        )
    }
    | {DECREMENT}
)
"""The operations that ask the scenario themselves, because only they know the payment."""


def find(sandbox: Sandbox, channel: Channel, payment_id: str) -> Payment:
    """Return the payment of that id. Raises the channel's `NotFound`."""
    payment = sandbox.tx.get(channel.table, payment_id)
    if payment is None:
        raise channel.not_found
    return payment


def channel_of(sandbox: Sandbox, payment_id: str) -> Channel:
    """Return the service that has the payment. Raises `PaymentNotFound` where none has."""
    for channel in CHANNELS.values():
        if sandbox.tx.get(channel.table, payment_id) is not None:
            return channel
    raise PaymentNotFound


def move(
    sandbox: Sandbox,
    payment: Payment,
    before: str | None,
    after: str,
    amount_minor: int,
    event: str | None = None,
) -> str:
    """Record the event of a payment's change of status, and return the new status.

    `amount_minor` is the amount of the event; `event` is needed where several tell of the move. The
    payment itself is not stored.
    """
    type_ = PAYMENT.event_of(before, after, event)
    sandbox.note(type_, payment.id, after, amount_minor, payment.currency)
    return after


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
        checks=card_checks.read(payment.checks),
        initiated_by=payment.initiated_by,
    )
