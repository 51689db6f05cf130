"""Amounts are exact: what is accepted comes back, and nothing is ever rounded."""

import json
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from paydrill.errors import InvalidAmount
from paydrill.standards import standards
from paydrill.values.money import MOST_MINOR, Currencies

EXPONENTS = standards().currency_exponents
CURRENCIES = Currencies(EXPONENTS)
ONE_OF_EACH_EXPONENT = {"JPY": 0, "USD": 2, "KWD": 3, "CLF": 4}

codes = st.sampled_from(sorted(ONE_OF_EACH_EXPONENT))
minors = st.integers(1, MOST_MINOR)


def refusal(amount, currency="USD", **named):
    with pytest.raises(InvalidAmount) as caught:
        CURRENCIES.minor(amount, currency, **named)
    [error] = caught.value.errors
    return error


def test_iso_4217_has_currencies_of_none_two_three_and_four_decimals():
    assert set(EXPONENTS.values()) == {0, 2, 3, 4}
    assert {code: EXPONENTS[code] for code in ONE_OF_EACH_EXPONENT} == ONE_OF_EACH_EXPONENT


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
def test_the_smallest_and_the_largest_amount_of_every_currency_come_back(currency):
    for amount_minor in (1, MOST_MINOR):
        amount = CURRENCIES.decimal(amount_minor, currency)
        assert CURRENCIES.minor(amount, currency) == amount_minor
        assert -amount.as_tuple().exponent == EXPONENTS[currency]


@settings(max_examples=200, deadline=None)
@given(minors, codes)
def test_what_is_printed_as_json_is_the_decimal_and_reads_back(amount_minor, currency):
    printed = json.dumps(CURRENCIES.major(amount_minor, currency))
    assert Decimal(printed) == CURRENCIES.decimal(amount_minor, currency)
    assert CURRENCIES.minor(Decimal(printed), currency) == amount_minor


def test_every_cent_up_to_a_thousand_dollars_survives():
    for cents in range(1, 100_001):
        written = f"{cents // 100}.{cents % 100:02d}"
        assert CURRENCIES.minor(Decimal(written), "USD") == cents
        assert Decimal(repr(CURRENCIES.major(cents, "USD"))) == Decimal(written)


amounts = st.decimals(
    min_value=-(10**13), max_value=10**13, allow_nan=False, allow_infinity=False
) | st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(-(10**8), 10**8),
    st.integers(0, 6),
)


@settings(max_examples=400, deadline=None)
@given(amounts, codes)
@example(Decimal("0.0100000000000000000001"), "USD")
@example(Decimal("9999999999.99"), "USD")
@example(Decimal("10000000000.00"), "USD")
@example(Decimal("1E+2"), "JPY")
@example(Decimal("-0.01"), "USD")
@example(Decimal("0E-40"), "USD")
def test_an_amount_is_taken_exactly_when_it_is_a_whole_number_of_minor_units(amount, currency):
    sign, digits, power = amount.as_tuple()
    power += ONE_OF_EACH_EXPONENT[currency]
    scaled = int("".join(map(str, digits))) * (-1 if sign else 1)
    whole, rest = divmod(scaled * 10 ** max(power, 0), 10 ** max(-power, 0))
    if rest == 0 and 0 < whole <= MOST_MINOR:
        assert CURRENCIES.minor(amount, currency) == whole
    else:
        refusal(amount, currency)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("0.010", "USD", 1),
        ("100.000", "JPY", 100),
        ("1." + "0" * 60, "USD", 100),
        ("0.01" + "0" * 60, "USD", 1),
        ("9999999999.99" + "0" * 60, "USD", MOST_MINOR),
        ("1E+3", "JPY", 1000),
        ("0.001", "KWD", 1),
        ("0.0001", "CLF", 1),
    ],
)
def test_the_value_counts_and_not_how_it_is_written(amount, currency, minor):
    assert CURRENCIES.minor(Decimal(amount), currency) == minor


def test_a_whole_number_of_major_units_is_an_amount():
    assert CURRENCIES.minor(10, "USD") == 1000


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("0.011", "USD"),
        ("0.0100000000000000000001", "USD"),
        ("0.029999999999999998", "USD"),
        ("0.5", "JPY"),
        ("0.0001", "KWD"),
        ("0." + "0" * 60 + "1", "USD"),
    ],
)
def test_more_decimals_than_the_currency_has_are_refused_and_not_rounded(amount, currency):
    assert "more decimals" in refusal(Decimal(amount), currency).message


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("10000000000.00", "USD"), ("1000000000000", "JPY"), ("100000000", "CLF"), ("1E+5000", "USD")],
)
def test_more_than_twelve_digits_of_minor_units_are_refused(amount, currency):
    assert "too large" in refusal(Decimal(amount), currency).message


@pytest.mark.parametrize("amount", ["0", "0.00", "-0.00", "-1", "-9999999999999"])
def test_an_amount_that_is_not_positive_is_refused(amount):
    assert "more than zero" in refusal(Decimal(amount)).message


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_not_a_number_is_refused(amount):
    assert refusal(Decimal(amount)).message == "is not a number."


@pytest.mark.parametrize("code", ["XAU", "XXX", "ZZZ", "usd", ""])
def test_a_currency_without_decimals_in_iso_4217_is_refused_by_name(code):
    assert code not in CURRENCIES
    error = refusal(Decimal(1), code)
    assert (error.pointer, repr(code) in error.message) == ("/currency", True)


def test_the_refusal_points_at_the_field_that_held_the_amount():
    assert refusal(Decimal("0.001"), pointer="/value").pointer == "/value"
