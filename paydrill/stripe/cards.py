"""Read cards as Stripe's API takes them, and show them as it does."""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import NamedTuple

from paydrill.errors import FieldError, Unpayable
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe.errors import (
    IncorrectNumber,
    InvalidCvc,
    InvalidExpiryMonth,
    InvalidExpiryYear,
)
from paydrill.stripe.objects import Body
from paydrill.stripe.test_cards import facts_of, risk_of
from paydrill.values.card_checks import UNCHECKED, CardChecks
from paydrill.values.cards import (
    AMERICAN_EXPRESS,
    DINERS_CLUB,
    DISCOVER,
    JCB,
    MASTERCARD,
    UNIONPAY,
    UNKNOWN,
    VISA,
    Card,
    CardDetails,
    bin_marks,
    brand_of,
    digits_of,
    fingerprint,
    good_until_ms,
)
from paydrill.values.times import DAY, SECOND

_BRANDS = {
    VISA.name: "visa",
    MASTERCARD.name: "mastercard",
    AMERICAN_EXPRESS.name: "amex",
    DISCOVER.name: "discover",
    DINERS_CLUB.name: "diners",
    JCB.name: "jcb",
    UNIONPAY.name: "unionpay",
}
_OTHER_BRAND = "unknown"
_DISPLAYED = {
    "amex": "american_express",
    "diners": "diners_club",
    "unionpay": "union_pay",
    _OTHER_BRAND: "other",
}
_ON_TOKENS = {MASTERCARD.name: "MasterCard"}
_CVC_LENGTHS = {3, 4}
_MONTHS = 12
_CENTURY = 100
_USUAL_CVC = "123"


class KnownCard(NamedTuple):
    """The facts that are kept of a card."""

    card: Card
    exp_month: int
    exp_year: int
    funding: str
    country: str | None
    details: CardDetails
    """Its security code, name and address as they were sent, without the number."""
    risk: str = "normal"

    @property
    def brand(self) -> str:
        """The brand by Stripe's name."""
        return brand_named(self.card.brand)


def brand_named(brand: str) -> str:
    """Return Stripe's name of a brand, such as `amex`."""
    return _BRANDS.get(brand, _OTHER_BRAND)


def brand_on_token(brand: str) -> str:
    """Return the name that tokens have for a brand, such as `American Express`."""
    return _ON_TOKENS.get(brand, brand) if brand in _BRANDS else "Unknown"


def read_card(sandbox: Sandbox, said: Body, billing: Body) -> KnownCard:
    """Check a card that a request brings, with its billing details.

    Raises `Unpayable` for one that no issuer would have printed.
    """
    number = digits_of(str(said.get("number", "")))
    month, year = said["exp_month"], said["exp_year"]
    year += _CENTURY * 20 if year < _CENTURY else 0
    cvc = said.get("cvc")
    _check(sandbox, number, (month, year), cvc)
    address = billing.get("address") or {}
    details = CardDetails(
        number,
        month,
        year,
        cvc,
        holder=billing.get("name"),
        address_line1=address.get("line1"),
        postal_code=address.get("postal_code"),
    )
    return _known(details, sandbox.fingerprint)


def _known(details: CardDetails, fingerprint_of: Callable[[str], str]) -> KnownCard:
    """Keep the facts of a card whose expiry is known."""
    number, month, year = details.number, details.expiry_month, details.expiry_year
    assert month is not None and year is not None  # noqa: S101, PT018 - both callers have them
    card = Card(
        brand_of(number).name,
        number[-4:],
        fingerprint_of(number),
        len(number),
        bin_marks(number, fingerprint_of),
        good_until_ms(details),
    )
    facts, kept = facts_of(number), details._replace(number="")
    return KnownCard(card, month, year, facts.funding, facts.country, kept, risk_of(number))


def test_card(sandbox: Sandbox, number: str) -> KnownCard:
    """Read the card that a name such as `pm_card_visa` stands for; it is good to the next year."""
    return _test_card(number, sandbox.now_ms // DAY, sandbox.fingerprint_key)


@lru_cache(maxsize=1024)
def _test_card(number: str, day: int, key: str) -> KnownCard:
    now = datetime.fromtimestamp(day * DAY // SECOND, UTC)
    month, year = now.month, now.year + 1
    cvc = _USUAL_CVC + ("4" if brand_of(number) is AMERICAN_EXPRESS else "")
    return _known(CardDetails(number, month, year, cvc), partial(fingerprint, key=key))


def _check(sandbox: Sandbox, number: str, expiry: tuple[int, int], cvc: str | None) -> None:
    brand = brand_of(number)
    if len(number) not in brand.lengths or not sandbox.world.standards.luhn(number):
        raise _wrong(IncorrectNumber, "number")
    check_expiry(sandbox, *expiry)
    if cvc is not None:
        allowed = _CVC_LENGTHS if brand is UNKNOWN else {brand.cvv_length}
        if len(cvc) not in allowed or not (cvc.isascii() and cvc.isdecimal()):
            raise _wrong(InvalidCvc, "cvc")


def check_expiry(sandbox: Sandbox, month: int, year: int) -> None:
    """Raise `Unpayable` for a month that there is not, or that is over."""
    if not 1 <= month <= _MONTHS:
        raise _wrong(InvalidExpiryMonth, "exp_month")
    now = datetime.fromtimestamp(sandbox.now_ms // 1000, UTC)
    if year < now.year or year > now.year + _CENTURY:
        raise _wrong(InvalidExpiryYear, "exp_year")
    if (year, month) < (now.year, now.month):
        raise _wrong(InvalidExpiryMonth, "exp_month")


def of_token(token: Body) -> KnownCard:
    """Return the card of a token."""
    shown, details = token["card"], CardDetails(*token["_details"])
    if token["_has_cvc"]:
        details = details._replace(cvv=_USUAL_CVC)
    expiry = (shown["exp_month"], shown["exp_year"])
    facts = (shown["funding"], shown["country"])
    return KnownCard(Card(*token["_card"]), *expiry, *facts, details, token["_risk"])


def _wrong(error: type[Unpayable], field: str) -> Unpayable:
    return error(error.default, (FieldError(f"/{field}", error.default),))


def card_fields(known: KnownCard) -> Body:
    """Show a card as the `card` of a payment method."""
    brand = known.brand
    return {
        "brand": brand,
        "checks": checks_fields(CardChecks()),
        "country": known.country,
        "display_brand": _DISPLAYED.get(brand, brand),
        "exp_month": known.exp_month,
        "exp_year": known.exp_year,
        "fingerprint": known.card.fingerprint[:16],
        "funding": known.funding,
        "last4": known.card.last4,
        "networks": {"available": [brand], "preferred": None},
        "three_d_secure_usage": {"supported": brand != "amex"},
        "wallet": None,
    }


def checks_fields(checks: CardChecks) -> Body:
    """Show the results of an issuer's checks; `None` for what was not sent."""
    return {
        "address_line1_check": _result(checks.address_line1),
        "address_postal_code_check": _result(checks.postal_code),
        "cvc_check": _result(checks.cvv),
    }


def _result(check: str) -> str | None:
    return None if check == UNCHECKED else check


def good_until_of(month: int, year: int) -> int:
    """Return the first moment after a card's month, in UTC."""
    last = datetime(year, month, monthrange(year, month)[1], 23, 59, 59, tzinfo=UTC)
    return (int(last.timestamp()) + 1) * 1000
