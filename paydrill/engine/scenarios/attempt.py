"""The facts a rule is matched against."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from paydrill.engine.cards import CardFacts


def _no_fingerprint(_number: str) -> str:
    return ""


class Attempt(NamedTuple):
    """Somebody tries to move money. `amount` is in major units, as it was sent."""

    operation: str
    amount: Decimal
    currency: str
    customer: str = ""
    card: CardFacts | None = None
    fingerprint_of: Callable[[str], str] = _no_fingerprint
    """The fingerprint that a given card number has in this sandbox."""
