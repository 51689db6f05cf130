"""Convert amounts: decimals in major units outside, integer minor units inside, never rounded.

The number of decimals of a currency is its ISO 4217 exponent.
"""

from collections.abc import Mapping
from decimal import Decimal

from paydrill.errors import FieldError, InvalidAmount

# ISO 8583 field 4 holds twelve digits of minor units.
MOST_MINOR = 999_999_999_999


def invalid_amount(pointer: str, message: str) -> InvalidAmount:
    """Make an `InvalidAmount` about one field."""
    return InvalidAmount(f"{pointer}: {message}", (FieldError(pointer, message),))


class Currencies:
    """The currencies that can be paid in, and their decimals."""

    __slots__ = ("_exponents", "_units")

    def __init__(self, exponents: Mapping[str, int]) -> None:
        """Take the number of decimals by alphabetic code, as `{"USD": 2}`."""
        self._exponents = dict(exponents)
        self._units: dict[str, int] = {code: 10**exponent for code, exponent in exponents.items()}

    def __contains__(self, code: str) -> bool:
        """Tell whether ISO 4217 gives `code` a number of decimals."""
        return code in self._exponents

    def exponent(self, currency: str) -> int:
        """Return the number of decimals of the currency."""
        return self._exponents[currency]

    def minor(self, amount: Decimal | int, currency: str, pointer: str = "/amount") -> int:
        """Convert `99.99` USD to 9999. Exact: trailing zeros are fine, further decimals are not.

        Raises `InvalidAmount` naming `pointer` for an amount that is not positive, has more
        decimals than the currency or more than twelve digits, and for an unknown currency.
        """
        unit = self._units.get(currency)
        if unit is None:
            raise invalid_amount("/currency", f"{currency!r} is not an ISO 4217 currency.")
        try:
            numerator, denominator = amount.as_integer_ratio()
        except (ValueError, OverflowError):
            raise invalid_amount(pointer, "is not a number.") from None
        minor: int
        minor, rest = divmod(numerator * unit, denominator)
        if rest:
            decimals = self._exponents[currency]
            raise invalid_amount(
                pointer, f"has more decimals than {currency} has, which is {decimals}."
            )
        if minor <= 0:
            raise invalid_amount(pointer, "must be more than zero.")
        if minor > MOST_MINOR:
            raise invalid_amount(pointer, "is too large: at most twelve digits of minor units.")
        return minor

    def major(self, amount_minor: int, currency: str) -> float:
        """Convert 9999 USD to `99.99`.

        A float, because JSON writers print its shortest form, and for at most fifteen digits that
        is the decimal itself.
        """
        return amount_minor / self._units[currency]

    def decimal(self, amount_minor: int, currency: str) -> Decimal:
        """Convert 9999 USD to `Decimal("99.99")`, with all the currency's decimals."""
        return Decimal(amount_minor).scaleb(-self._exponents[currency])


def amount_text(amount_minor: int, exponent: int) -> str:
    """Write 9999 with two decimals as `99.99`: major units with all the currency's decimals."""
    if not exponent:
        return str(amount_minor)
    whole, rest = divmod(abs(amount_minor), 10**exponent)
    return f"{'-' if amount_minor < 0 else ''}{whole}.{rest:0{exponent}}"
