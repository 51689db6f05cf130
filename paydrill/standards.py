"""Provide the standards' tables, from the packages that keep them up to date."""

from functools import cache

from iso4217 import Currency
from stdnum import luhn

from paydrill.openapi.patterns import matcher
from paydrill.sandbox.ports import Standards


@cache
def standards() -> Standards:
    """Return ISO 4217 currencies that have money in them, and the checks of other standards."""
    exponents = {
        currency.code: currency.exponent for currency in Currency if currency.exponent is not None
    }
    return Standards(exponents, luhn.is_valid, _matches)


def _matches(pattern: str, text: str) -> bool:
    fits = matcher(pattern)
    return fits is not None and fits(text)
