"""Compute a merchant's fees: interchange, scheme fee and markup, each in whole minor units.

Each fee is a percentage of the amount plus a fixed sum, computed exactly and rounded by itself on
each line. Totals add up the rounded fees of the lines.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from paydrill.values.money import Currencies

_PERCENT = 100

Round = Callable[[int, int], int]


def half_up(numerator: int, denominator: int) -> int:
    """Round to the nearest unit; a half goes up."""
    return (2 * numerator + denominator) // (2 * denominator)


def half_even(numerator: int, denominator: int) -> int:
    """Round to the nearest unit; a half goes to the even neighbour."""
    return round(Fraction(numerator, denominator))


def down(numerator: int, denominator: int) -> int:
    """Round down: a part of a minor unit is not charged."""
    return numerator // denominator


def up(numerator: int, denominator: int) -> int:
    """Round up: a part of a minor unit is charged as a whole one."""
    return -(-numerator // denominator)


ROUNDINGS: dict[str, Round] = {
    "half_up": half_up,
    "half_even": half_even,
    "down": down,
    "up": up,
}


class Fees(NamedTuple):
    """The fees of one line, in minor units; negative if returned with a refund."""

    interchange_minor: int = 0
    scheme_minor: int = 0
    markup_minor: int = 0


class _Rate(NamedTuple):
    """`(amount * percent + fixed) / unit` minor units, in whole numbers."""

    percent: int
    fixed: int
    unit: int


_Rates = tuple[_Rate, _Rate, _Rate]

_FREE = _Rate(0, 0, 1)


class Schedule:
    """The fee rules of a scenario. The first rule that fits a payment decides; no rule, no fee."""

    def __init__(
        self,
        rules: Sequence[Mapping[str, Any]],
        rounding: str,
        currencies: Currencies,
        *,
        refunds_return_fees: bool,
    ) -> None:
        """Take the `rules` as the scenario has them, with amounts in major units."""
        self._rules = rules
        self._round = ROUNDINGS[rounding]
        self._currencies = currencies
        self._refunds_return_fees = refunds_return_fees
        self._rates: dict[tuple[str, str, str], _Rates] = {}

    def of_payment(self, method: str, brand: str, currency: str, amount_minor: int) -> Fees:
        """Return the fees of a payment."""
        interchange, scheme, markup = self._rates_of(method, brand, currency)
        return Fees(
            self._charged(interchange, amount_minor),
            self._charged(scheme, amount_minor),
            self._charged(markup, amount_minor),
        )

    def of_refund(self, method: str, brand: str, currency: str, amount_minor: int) -> Fees:
        """Return the fees of a refund: zero, or minus the percentages if the scenario returns fees.

        They are always rounded down, so that all refunds of a payment together never return more
        than its fees, unless these were rounded down too, part by part.
        """
        if not self._refunds_return_fees:
            return Fees()
        rates = self._rates_of(method, brand, currency)
        return Fees(*(-down(amount_minor * rate.percent, rate.unit) for rate in rates))

    def _charged(self, rate: _Rate, amount_minor: int) -> int:
        percent, fixed, unit = rate
        return self._round(amount_minor * percent + fixed, unit)

    def _rates_of(self, method: str, brand: str, currency: str) -> _Rates:
        """Return the rates of this method, brand and currency; search the rules once."""
        facts = (method, brand, currency)
        rates = self._rates.get(facts)
        if rates is None:
            rates = self._rates[facts] = self._find(*facts)
        return rates

    def _find(self, method: str, brand: str, currency: str) -> _Rates:
        facts = {"method": method, "brand": brand, "currency": currency}
        for rule in self._rules:
            if all(rule.get(name, fact) == fact for name, fact in facts.items()):
                return (
                    self._rate(rule.get("interchange", {}), currency),
                    self._rate(rule.get("scheme", {}), currency),
                    self._rate(rule.get("markup", {}), currency),
                )
        return (_FREE, _FREE, _FREE)

    def _rate(self, words: Mapping[str, Any], currency: str) -> _Rate:
        percent = Fraction(Decimal(words.get("percent", 0))) / _PERCENT
        fixed = Fraction(Decimal(words.get("fixed", 0)))
        fixed *= 10 ** self._currencies.exponent(currency)
        unit = percent.denominator * fixed.denominator
        return _Rate(int(percent * unit), int(fixed * unit), unit)
