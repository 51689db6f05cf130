"""Recognise, check, mask and fingerprint payment cards.

The brand is that of the longest prefix. Prefixes and lengths follow braintree/credit-card-type
10.3.0; Luhn is ISO/IEC 7812-1 annex B. A card number lives only as long as the call that brought
it.
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import MAXYEAR, UTC, datetime
from typing import NamedTuple, Protocol

from paydrill.errors import FieldError, InvalidCard

LuhnCheck = Callable[[str], bool]
_SEPARATORS = str.maketrans("", "", " -")


class Brand(NamedTuple):
    """A brand of cards, with the lengths of its numbers and of its security codes."""

    name: str
    lengths: frozenset[int]
    cvv_length: int = 3


def _brand(name: str, *lengths: int, cvv_length: int = 3) -> Brand:
    return Brand(name, frozenset(lengths), cvv_length)


VISA = _brand("Visa", 13, 16, 18, 19)
MASTERCARD = _brand("Mastercard", 16)
AMERICAN_EXPRESS = _brand("American Express", 15, cvv_length=4)
DISCOVER = _brand("Discover", 16, 19)
DINERS_CLUB = _brand("Diners Club", 14, 16, 19)
JCB = _brand("JCB", 16, 17, 18, 19)
UNIONPAY = _brand("UnionPay", 14, 15, 16, 17, 18, 19)
MAESTRO = _brand("Maestro", 12, 13, 14, 15, 16, 17, 18, 19)
ELO = _brand("Elo", 16)
HIPERCARD = _brand("Hipercard", 16)
HIPER = _brand("Hiper", 16)
UNKNOWN = _brand("Unknown", *range(12, 20))

BRANDS = frozenset(
    brand.name
    for brand in (
        VISA,
        MASTERCARD,
        AMERICAN_EXPRESS,
        DISCOVER,
        DINERS_CLUB,
        JCB,
        UNIONPAY,
        MAESTRO,
        ELO,
        HIPERCARD,
        HIPER,
    )
)

# First and last prefix of each range; both ends have the same number of digits.
_RANGES: tuple[tuple[Brand, tuple[tuple[int, int], ...]], ...] = (
    (VISA, ((4, 4),)),
    (MASTERCARD, ((51, 55), (2221, 2720))),
    (AMERICAN_EXPRESS, ((34, 34), (37, 37))),
    (DISCOVER, ((6011, 6011), (644, 649), (65, 65))),
    (DINERS_CLUB, ((300, 305), (36, 36), (38, 39))),
    (JCB, ((3528, 3589), (2131, 2131), (1800, 1800))),
    (UNIONPAY, ((62, 62), (8100, 8171))),
    (MAESTRO, ((50, 50), (56, 59), (63, 63), (67, 67), (6, 6))),
    (
        ELO,
        (
            (401178, 401179),
            (431274, 431274),
            (438935, 438935),
            (451416, 451416),
            (457393, 457393),
            (457631, 457632),
            (504175, 504175),
            (506699, 506778),
            (509000, 509999),
            (627780, 627780),
            (636297, 636297),
            (636368, 636368),
            (650031, 650033),
            (650035, 650051),
            (650405, 650439),
            (650485, 650538),
            (650541, 650598),
            (650700, 650718),
            (650720, 650727),
            (650901, 650978),
            (651652, 651679),
            (655000, 655019),
            (655021, 655058),
        ),
    ),
    (HIPERCARD, ((606282, 606282),)),
    (
        HIPER,
        (
            (637095, 637095),
            (637568, 637568),
            (637599, 637599),
            (637609, 637609),
            (637612, 637612),
            (63737423, 63737423),
            (63743358, 63743358),
        ),
    ),
)

_BRAND_BY_PREFIX = {
    str(prefix): brand
    for brand, ranges in _RANGES
    for first, last in ranges
    for prefix in range(first, last + 1)
}
_LONGEST_PREFIX = max(map(len, _BRAND_BY_PREFIX))


def brand_of(number: str) -> Brand:
    """Return the brand with the longest prefix that `number` starts with."""
    for length in range(_LONGEST_PREFIX, 0, -1):
        brand = _BRAND_BY_PREFIX.get(number[:length])
        if brand is not None:
            return brand
    return UNKNOWN


class CardDetails(NamedTuple):
    """A card as it was typed in. `at` is the JSON Pointer of the object that held it."""

    number: str
    expiry_month: int | None = None
    expiry_year: int | None = None
    cvv: str | None = None
    at: str = ""
    expiry_field: str = "expiry_year"
    holder: str | None = None
    address_line1: str | None = None
    postal_code: str | None = None

    @property
    def has_address(self) -> bool:
        """Whether a billing address came with it."""
        return self.address_line1 is not None or self.postal_code is not None


class CardFacts(Protocol):
    """The facts that may be kept of a card: no number, no CVV."""

    @property
    def brand(self) -> str:
        """Name of the brand, as `Visa`."""

    @property
    def last4(self) -> str:
        """The last four digits."""

    @property
    def fingerprint(self) -> str:
        """The text that stands for the number; see `fingerprint`."""

    @property
    def length(self) -> int:
        """The number of digits of the card number."""

    @property
    def bin_marks(self) -> str:
        """The text that stands for its first six and first eight digits; see `bin_marks`."""

    @property
    def good_until_ms(self) -> int | None:
        """The end of its printed month; `None` when the month is unknown."""


class Card(NamedTuple):
    """A card without its number and CVV."""

    brand: str
    last4: str
    fingerprint: str
    length: int
    bin_marks: str = ""
    good_until_ms: int | None = None


def digits_of(number: str) -> str:
    """Return the number without the spaces and dashes people type."""
    return number.translate(_SEPARATORS)


def check_card(details: CardDetails, now_ms: int, luhn: LuhnCheck) -> str:
    """Return the digits of a card that could have been printed and has not expired.

    Raises `InvalidCard` listing every field that is wrong: length for the brand and Luhn check of
    the number, month and year of the expiry (a card is good to the end of its month), length of the
    CVV for the brand. The messages never repeat the number.
    """
    number = digits_of(details.number)
    brand = brand_of(number)
    errors = [
        FieldError(f"{details.at}/{field}", message)
        for field, message in (
            ("card_number", _number_error(number, brand, luhn)),
            (details.expiry_field, _expiry_error(details, now_ms)),
            ("cvv", _cvv_error(details.cvv, brand)),
        )
        if message
    ]
    if errors:
        raise InvalidCard.of(*errors)
    return number


def _number_error(number: str, brand: Brand, luhn: LuhnCheck) -> str:
    if len(number) not in brand.lengths:
        lengths = ", ".join(map(str, sorted(brand.lengths)))
        return f"has {len(number)} digits; cards of {brand.name} have {lengths}."
    return "" if luhn(number) else "fails the Luhn check."


def _expiry_error(details: CardDetails, now_ms: int) -> str:
    if details.expiry_month is None or details.expiry_year is None:
        return ""
    now = datetime.fromtimestamp(now_ms // 1000, UTC)
    expired = (details.expiry_year, details.expiry_month) < (now.year, now.month)
    return "is in the past: the card has expired." if expired else ""


def _cvv_error(cvv: str | None, brand: Brand) -> str:
    if cvv is None or len(cvv) == brand.cvv_length or (brand is UNKNOWN and len(cvv) in {3, 4}):
        return ""
    return f"must have {brand.cvv_length} digits on a card of {brand.name}."


def fingerprint(number: str, key: str) -> str:
    """Return 32 hexadecimal digits (HMAC-SHA-256) that identify a card and cannot be reversed."""
    return hmac.digest(key.encode(), number.encode(), hashlib.sha256).hex()[:32]


def bin_marks(number: str, fingerprint_of: Callable[[str], str]) -> str:
    """Return marks of the number's first six and first eight digits, with a space between.

    These digits identify issuers (ISO/IEC 7812-1); to keep them as they are, beside the last four,
    would leave too little of a number unknown.
    """
    return " ".join(bin_mark(number[:length], fingerprint_of) for length in (6, 8))


def bin_mark(digits: str, fingerprint_of: Callable[[str], str]) -> str:
    """Return 8 hexadecimal digits that stand for the beginning of a number."""
    return fingerprint_of(digits)[:8]


def good_until_ms(details: CardDetails) -> int | None:
    """Return the first moment after the month printed on the card, in UTC."""
    if details.expiry_month is None or details.expiry_year is None:
        return None
    years, month = divmod(details.expiry_month, 12)
    year = min(details.expiry_year + years, MAXYEAR)
    end = datetime(year, month + 1, 1, tzinfo=UTC)
    return int(end.timestamp()) * 1000


def printed_month(until_ms: int) -> str:
    """Write the month that is printed on a card, as MM/YY, from the moment after it."""
    return f"{datetime.fromtimestamp(until_ms // 1000 - 1, UTC):%m/%y}"


def years_later_ms(until_ms: int, years: int) -> int:
    """Return the moment after the same month some years later."""
    end = datetime.fromtimestamp(until_ms // 1000, UTC)
    return int(end.replace(year=min(end.year + years, MAXYEAR)).timestamp()) * 1000


def mask(card: Card) -> str:
    """Write `************1111`: all but the last four digits hidden (PCI DSS 3.4 allows more)."""
    return "*" * (card.length - 4) + card.last4
