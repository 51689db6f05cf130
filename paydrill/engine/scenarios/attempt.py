"""The facts a rule is matched against."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple


class CardFacts(NamedTuple):
    """What is known of the card without its number."""

    brand: str
    last4: str
    fingerprint: str
    fingerprint_of: Callable[[str], str]
    """The fingerprint that a given card number would have in this sandbox."""


class Attempt(NamedTuple):
    """Somebody tries to move money. `amount` is in major units, as it was sent."""

    operation: str
    amount: Decimal
    currency: str
    customer: str = ""
    card: CardFacts | None = None
