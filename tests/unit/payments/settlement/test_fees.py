"""Fees: percentages and fixed sums, rounded one by one; and what comes back of them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paydrill.payments.settlement.fees import ROUNDINGS, Fees, Schedule
from paydrill.standards import standards
from paydrill.values.money import Currencies

CURRENCIES = Currencies(standards().currency_exponents)
RULES = [
    {
        "brand": "Visa",
        "interchange": {"percent": Decimal("1.2")},
        "scheme": {"percent": Decimal("0.13"), "fixed": Decimal("0.02")},
        "markup": {"fixed": Decimal("0.10")},
    },
    {"method": "pix", "currency": "BRL", "markup": {"percent": Decimal("0.99")}},
    {"method": "card", "markup": {"percent": 2}},
]


def schedule(rules=RULES, rounding="half_up", *, refunds_return_fees=False):
    return Schedule(rules, rounding, CURRENCIES, refunds_return_fees=refunds_return_fees)


def test_each_fee_is_a_percentage_and_a_fixed_sum():
    # 1.2 % of 150.00; 0.13 % of it and 0.02; 0.10.
    assert schedule().of_payment("card", "Visa", "USD", 15000) == Fees(180, 22, 10)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (("card", "Elo", "USD", 1000), Fees(0, 0, 20)),
        (("pix", "", "BRL", 1000), Fees(0, 0, 10)),
        (("pix", "", "USD", 1000), Fees()),
    ],
)
def test_the_first_rule_that_fits_decides_and_none_is_no_fee(facts, expected):
    assert schedule().of_payment(*facts) == expected


@pytest.mark.parametrize(
    ("currency", "amount_minor", "fee_minor"),
    [("USD", 10_000, 50), ("JPY", 100, 1), ("KWD", 100_000, 500), ("CLF", 1_000_000, 5000)],
)
def test_a_fixed_sum_is_in_the_units_of_its_currency(currency, amount_minor, fee_minor):
    fixed = schedule([{"markup": {"fixed": Decimal("0.5")}}])
    assert fixed.of_payment("card", "Visa", currency, amount_minor) == Fees(0, 0, fee_minor)


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        ("half_up", [0, 1, 1, 2, 2, 3]),
        ("half_even", [0, 0, 1, 2, 2, 2]),
        ("down", [0, 0, 0, 1, 2, 2]),
        ("up", [1, 1, 1, 2, 2, 3]),
    ],
)
def test_a_fee_is_rounded_as_the_scenario_says(rounding, expected):
    percent = schedule([{"markup": {"percent": 1}}], rounding)
    amounts = [49, 50, 51, 150, 200, 250]
    fees = [percent.of_payment("card", "Visa", "USD", minor).markup_minor for minor in amounts]
    assert fees == expected


@settings(deadline=None)
@given(
    rounding=st.sampled_from(sorted(ROUNDINGS)),
    percent=st.decimals(0, 100, places=4),
    fixed=st.decimals(0, 100, places=3),
    amount_minor=st.integers(1, 10**12),
)
def test_a_fee_is_within_a_minor_unit_of_the_exact_one(rounding, percent, fixed, amount_minor):
    words = {"interchange": {"percent": percent, "fixed": fixed}}
    fees = schedule([words], rounding).of_payment("card", "Visa", "USD", amount_minor)
    exact = Fraction(amount_minor) * Fraction(percent) / 100 + Fraction(fixed) * 100
    assert abs(fees.interchange_minor - exact) < 1
    if rounding.startswith("half"):
        assert abs(fees.interchange_minor - exact) <= Fraction(1, 2)


def test_a_refund_returns_no_fees_unless_the_scenario_says_so():
    assert schedule().of_refund("card", "Visa", "USD", 15000) == Fees()
    returning = schedule(refunds_return_fees=True)
    # The fixed sums were for the payment, and stay with whoever has them.
    assert returning.of_refund("card", "Visa", "USD", 15000) == Fees(-180, -19, 0)


@settings(deadline=None)
@given(
    percent=st.decimals(0, 20, places=3),
    rounding=st.sampled_from(sorted(ROUNDINGS)),
    parts=st.lists(st.integers(1, 10**6), min_size=1, max_size=20),
)
def test_refunds_never_bring_back_more_than_the_payment_cost(percent, rounding, parts):
    words = [{"markup": {"percent": percent}}]
    fees = schedule(words, rounding, refunds_return_fees=True)
    charged = fees.of_payment("card", "Visa", "USD", sum(parts)).markup_minor
    returned = sum(fees.of_refund("card", "Visa", "USD", part).markup_minor for part in parts)
    assert -charged <= returned <= 0
