"""Hold the facts that rules are matched against."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from paydrill.values.card_checks import CardChecks
from paydrill.values.cards import CardFacts

CARD = "card"
PIX = "pix"

CUSTOMER = "customer"
MERCHANT = "merchant"


class Original(NamedTuple):
    """The payment that a refund gives back; `amount` is in major units."""

    payment: str
    amount: Decimal
    description: str | None = None


def no_header(_name: str) -> str | None:
    """Return `None` for every header: the call did not come by HTTP."""
    return None


def no_fingerprint(_number: str) -> str:
    """Return an empty fingerprint, which matches no card."""
    return ""


def no_match(_pattern: str, _text: str) -> bool:
    """Return `False` for every regular expression."""
    return False


class Sent(Protocol):
    """The request of an attempt, with parameters under the contract's names."""

    @property
    def request_id(self) -> str | None:
        """Its id in the request log; `None` where there is no request."""

    @property
    def path(self) -> Mapping[str, Any]:
        """The parameters of the path."""

    @property
    def query(self) -> Mapping[str, Any]:
        """The parameters of the query, those left out with their defaults."""

    @property
    def body(self) -> Any:
        """The body's value; the fields of a form; `None` without a body."""


class Said(NamedTuple):
    """A request made of given values."""

    path: Mapping[str, Any] = MappingProxyType({})
    query: Mapping[str, Any] = MappingProxyType({})
    body: Any = None
    request_id: str | None = None


NOTHING_SENT = Said()


class Place(Protocol):
    """The surroundings of an attempt: a sandbox during one request."""

    @property
    def now_ms(self) -> int:
        """The sandbox's clock, in milliseconds."""

    @property
    def header(self) -> Callable[[str], str | None]:
        """The value of a header of the request, by its name in any case."""

    @property
    def sent(self) -> Sent:
        """The parameters and the body of the request."""

    @property
    def matches(self) -> Callable[[str, str], bool]:
        """Whether a regular expression (ECMA-262) finds something in a text; the text is second."""

    def fingerprint(self, number: str, /) -> str:
        """Return the sandbox's fingerprint of a card number, or of its first digits."""


class Supposed(NamedTuple):
    """A place made of given values, to try an attempt without a request."""

    now_ms: int = 0
    header: Callable[[str], str | None] = no_header
    fingerprint: Callable[[str], str] = no_fingerprint
    matches: Callable[[str, str], bool] = no_match
    sent: Sent = NOTHING_SENT


NOWHERE = Supposed()


@dataclass(slots=True)
class Attempt:
    """One call of an operation. Facts that the call lacks are `None`, or empty.

    `amount` is in major units, as it was sent; `payment` is the existing payment that is acted on;
    `resource` is what is stored of the thing that the call is about, before the call. `holder`,
    `cvv` and `postal_code` are as they came with the card, and live as long as the attempt.
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
    resource: Any = None
    holder: str | None = None
    cvv: str | None = None
    postal_code: str | None = None
    checks: CardChecks | None = None
    initiated_by: str = CUSTOMER
