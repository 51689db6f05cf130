"""Keep stored cards: a mandate lets the merchant begin payments without the cardholder.

It is made when the payment that stores the card is approved. Its issuer may change the card later,
by the network's account updater.
"""

from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from paydrill.errors import FieldError
from paydrill.payments import planned_outcomes
from paydrill.payments.channels import ACQUIRER, CARDS, Channel
from paydrill.payments.errors import InvalidMandate, MandateInactive, MandateNotFound
from paydrill.payments.lifecycle import ACTIVE, INACTIVE, MANDATE
from paydrill.payments.orders import Order
from paydrill.payments.planned_outcomes import PAYMENT_DECISION
from paydrill.payments.records import Payment
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import MERCHANT
from paydrill.scenarios.outcomes import CARD_UPDATED
from paydrill.values.cards import (
    AMERICAN_EXPRESS,
    DINERS_CLUB,
    DISCOVER,
    MASTERCARD,
    VISA,
    CardFacts,
    years_later_ms,
)
from paydrill.values.masking import unlike_a_card_number

CARD_UPDATE = "card_update"

NEW_NUMBER = "new_number"
CLOSED = "closed"
"""Changes of a card beside a new expiry: A and C of Visa's account updater (TabaPay, account
updater), whose E is that."""

_YEARS_MORE = 3
"""The usual life of a card that replaces another."""

_FIFTEEN_DIGITS = frozenset(brand.name for brand in (VISA, AMERICAN_EXPRESS, DISCOVER, DINERS_CLUB))


class Mandate(NamedTuple):
    """A stored card (it has all `cards.CardFacts`), and the payment that stored it."""

    id: str
    position: int
    payment: str
    channel: str
    """The table of its payment."""
    status: str
    credential: str
    """The token (cards), or the fingerprint of the number as it was stored (acquirer)."""
    brand: str
    last4: str
    length: int
    fingerprint: str
    bin_marks: str
    good_until_ms: int | None
    network_transaction_id: str
    """The network's id of its payment; empty where the network has none."""
    created_ms: int


MANDATES = Table("mandates", Mandate, indexes=("network_transaction_id",))

_NEEDED = {
    CARDS.table.name: "a mandate",
    ACQUIRER.table.name: "a mandate, or the network_transaction_id of the first one",
}
"""The needs of a payment that the merchant begins, by the table of its service."""


def find_mandate(sandbox: Sandbox, mandate_id: str, channel: Channel | None = None) -> Mandate:
    """Return the mandate of that id, of this channel if one is given. Raises `MandateNotFound`."""
    mandate = sandbox.tx.get(MANDATES, mandate_id)
    if mandate is None or (channel is not None and mandate.channel != channel.table.name):
        raise MandateNotFound
    return mandate


def of_payment(sandbox: Sandbox, payment: Payment) -> Mandate | None:
    """Return the mandate that a payment made or is made by; `None` if there is none yet."""
    return None if payment.mandate is None else sandbox.tx.get(MANDATES, payment.mandate)


def named_by(sandbox: Sandbox, channel: Channel, order: Order) -> Mandate | None:
    """Return the mandate that an order names by its id, or by the network's id of its payment.

    `None` where it names none. Raises `InvalidMandate` for one that is unknown or inactive, and for
    an order of the merchant's that names nothing at all.
    """
    network_id = order.network_transaction_id
    if order.mandate is None and network_id is None:
        if order.initiated_by == MERCHANT:
            needed = _NEEDED[channel.table.name]
            raise _invalid(f"a payment that the merchant begins needs {needed}.")
        return None
    found = _find(sandbox, order)
    if found is None or found.channel != channel.table.name:
        if order.mandate is None:  # the card was stored elsewhere
            return None
        raise _invalid("is no mandate of this service.")
    if network_id not in {None, found.network_transaction_id}:
        message = "is not that of the payment that made the mandate."
        raise InvalidMandate.of(FieldError("/network_transaction_id", message))
    if found.status != ACTIVE:
        raise _invalid("is inactive: the issuer has closed the card's account.", order)
    if order.store_card:
        message = "the card of a mandate is stored already."
        raise InvalidMandate.of(FieldError("/store_card", message))
    return found


def card_of(mandate: Mandate | None, card: CardFacts, order: Order, credential: str) -> CardFacts:
    """Return the card that an order is paid with: as its issuer has it now, where it has a mandate.

    Raises `InvalidMandate` for the mandate of another card, which `credential` tells.
    """
    if mandate is None:
        return card
    if mandate.credential != credential:
        raise _invalid("is of another card.", order)
    return mandate


def _find(sandbox: Sandbox, order: Order) -> Mandate | None:
    if order.mandate is not None:
        return sandbox.tx.get(MANDATES, order.mandate)
    named = ("network_transaction_id", order.network_transaction_id or "")
    return next(sandbox.tx.find(MANDATES, named), None)


def initial_transaction_id(order: Order, mandate: Mandate | None) -> str | None:
    """Return the network's id of the payment that stored the card which an order uses again."""
    own = "" if mandate is None else mandate.network_transaction_id
    return order.network_transaction_id or own or None


def new_id(sandbox: Sandbox, number: int) -> str:
    """Return the id of the mandate that the payment of this number makes once approved."""
    return f"mdt_{sandbox.ids.hex('mandate', number)}"


def begin(sandbox: Sandbox, channel: Channel, payment: Payment) -> None:
    """Make the mandate of an approved payment that stores its card, unless it is there."""
    if of_payment(sandbox, payment) is not None:
        return
    made = Mandate(
        id=new_id(sandbox, payment.position),
        position=sandbox.next_number(),
        payment=payment.id,
        channel=channel.table.name,
        status=ACTIVE,
        credential=payment.token or payment.fingerprint,
        brand=payment.brand,
        last4=payment.last4,
        length=payment.card_length,
        fingerprint=payment.fingerprint,
        bin_marks=payment.bin_marks,
        good_until_ms=payment.good_until_ms,
        network_transaction_id=network_transaction_id(sandbox, payment) or "",
        created_ms=sandbox.now_ms,
    )
    _keep(sandbox, made, None, "mandate.created")


def plan_updates(sandbox: Sandbox, channel: Channel, payment: Payment) -> None:
    """Plan the updates of a card that the rules for its first payment planned, for the mandate.

    They do not wait for a capture, which may never come.
    """
    mandate = of_payment(sandbox, payment)
    if mandate is not None and mandate.payment == payment.id:
        planned_outcomes.hand_over(
            sandbox,
            CARD_UPDATED,
            (PAYMENT_DECISION, channel.table.name, payment.id),
            (CARD_UPDATE, MANDATES.name, mandate.id),
        )


def go_on(sandbox: Sandbox, mandate_id: str) -> None:
    """Apply the next update planned for a card; that of a closed account is dropped."""
    update = planned_outcomes.take(sandbox, CARD_UPDATE, MANDATES.name, mandate_id)
    with suppress(MandateInactive):
        update_card(sandbox, mandate_id, str(update.reason))


def update_card(sandbox: Sandbox, mandate_id: str, update: str) -> Mandate:
    """Change the card of a mandate as its issuer: `NEW_NUMBER`, `CLOSED` or a new expiry.

    A new number is known to no client, so no condition on a number matches it. Raises
    `MandateNotFound` and `MandateInactive`.
    """
    mandate = find_mandate(sandbox, mandate_id)
    if mandate.status != ACTIVE:
        raise MandateInactive
    if update == CLOSED:
        return _keep(sandbox, mandate._replace(status=INACTIVE), ACTIVE, "mandate.closed")
    if update == NEW_NUMBER:
        number = sandbox.ids.hex("card_number", sandbox.next_number())
        changed = mandate._replace(
            last4=f"{int(number, 16) % 10_000:04}", fingerprint=sandbox.fingerprint(number)
        )
    else:
        until_ms = mandate.good_until_ms
        changed = mandate._replace(
            good_until_ms=None if until_ms is None else years_later_ms(until_ms, _YEARS_MORE)
        )
    return _keep(sandbox, changed, ACTIVE, "mandate.card_updated")


def network_transaction_id(sandbox: Sandbox, payment: Payment) -> str | None:
    """Return the id that the card's network gives to a payment, and `None` for other networks.

    Visa, American Express and Discover have 15 digits; Mastercard has its network's code, six
    characters of the Banknet reference number, and the day of settlement as MMDD (ISO 8583 fields
    63 and 15).
    """
    if payment.brand in _FIFTEEN_DIGITS:
        digest = sandbox.ids.hex("network_transaction", payment.position)
        return unlike_a_card_number(f"{int(digest, 16) % 10**15:015}")
    if payment.brand == MASTERCARD.name:
        reference = sandbox.ids.alphanumeric("network_transaction", payment.position, 6).upper()
        day = datetime.fromtimestamp(payment.created_ms // 1000, UTC)
        return f"MCC{reference}{day:%m%d}"
    return None


def _keep(sandbox: Sandbox, mandate: Mandate, before: str | None, event: str) -> Mandate:
    type_ = MANDATE.event_of(before, mandate.status, event)
    sandbox.note(type_, mandate.id, mandate.status)
    sandbox.tx.put(MANDATES, mandate)
    return mandate


def _invalid(message: str, order: Order | None = None) -> InvalidMandate:
    """Make the refusal that names the field by which an order names its mandate."""
    by_network = order is not None and order.mandate is None
    return InvalidMandate.of(
        FieldError("/network_transaction_id" if by_network else "/mandate_id", message)
    )
