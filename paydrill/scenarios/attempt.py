"""The facts a rule is matched against."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

from paydrill.values.cards import CardFacts

CARD = "card"
PIX = "pix"


class Original(NamedTuple):
    """The payment that a refund gives back; `amount` is in major units."""

    payment: str
    amount: Decimal
    description: str | None = None


def no_header(_name: str) -> str | None:
    """What a call without HTTP says of any header."""
    return None


def no_fingerprint(_number: str) -> str:
    """What stands for a card number where no card can match."""
    return ""


class Place(Protocol):
    """Where a call takes place: a sandbox, during one request."""

    @property
    def now_ms(self) -> int:
        """The time there."""

    @property
    def header(self) -> Callable[[str], str | None]:
        """The value of a header of the request, by its name in any case."""

    def fingerprint(self, number: str, /) -> str:
        """What stands there for a card number, or the beginning of one."""


class Supposed(NamedTuple):
    """A place that is only supposed."""

    now_ms: int = 0
    header: Callable[[str], str | None] = no_header
    fingerprint: Callable[[str], str] = no_fingerprint


NOWHERE = Supposed()


@dataclass(slots=True)
class Attempt:
    """One call of an operation. What it does not have is `None`, or empty.

    `amount` is in major units, as it was sent; `payment` is the existing payment it is about.
    """

    operation: str
    amount: Decimal | int | None = None
    currency: str = ""
    customer: str = ""
    card: CardFacts | None = None
    token: str | None = None
    description: str | None = None
    merchant_reference: str | None = None
    method: str | None = None
    payment: str | None = None
    refund_of: Original | None = None
    at: Place = NOWHERE
