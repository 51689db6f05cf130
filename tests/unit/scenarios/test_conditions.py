"""Conditions: what a rule says, asked of an attempt."""

from dataclasses import replace
from decimal import Decimal

import pytest

from paydrill.scenarios.attempt import Supposed
from paydrill.scenarios.conditions import CONDITIONS
from paydrill.values.cards import Card
from tests.factories import MASTERCARD, VISA
from tests.unit.scenarios.attempts import OPERATION, attempt, card_facts


def holds(name, wanted, tried):
    return CONDITIONS[name](wanted)(tried)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (OPERATION, True),
        (["acquirer.authorize_payment", OPERATION], True),
        ("acquirer.authorize_payment", False),
        (["acquirer.authorize_payment"], False),
        ("cards", False),
    ],
)
def test_operation_is_one_name_or_several(wanted, expected):
    assert holds("operation", wanted, attempt()) is expected


@pytest.mark.parametrize("sent", ["0.01", "0.010", "1E-2"])
def test_an_exact_amount_is_compared_by_value(sent):
    assert holds("amount", Decimal("0.01"), attempt(sent))


@pytest.mark.parametrize("sent", ["0.02", "0.011", "0.0100000000000000000001", "1"])
def test_a_near_miss_is_not_the_exact_amount(sent):
    assert not holds("amount", Decimal("0.01"), attempt(sent))


@pytest.mark.parametrize(
    ("limits", "inside", "outside"),
    [
        ({"min": Decimal(10000)}, ["10000.00", "10000.01"], ["9999.99"]),
        ({"max": Decimal("1.00")}, ["0.01", "1"], ["1.01"]),
        ({"min": Decimal(1), "max": Decimal(2)}, ["1.00", "1.5", "2.00"], ["0.99", "2.01"]),
    ],
)
def test_a_range_of_amounts_includes_both_ends(limits, inside, outside):
    assert all(holds("amount", limits, attempt(amount)) for amount in inside)
    assert not any(holds("amount", limits, attempt(amount)) for amount in outside)


@pytest.mark.parametrize(
    ("wanted", "expected"), [("USD", True), (["EUR", "USD"], True), ("EUR", False), ([], False)]
)
def test_currency_is_one_code_or_several(wanted, expected):
    assert holds("currency", wanted, attempt(currency="USD")) is expected


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("cus_1", ["cus_1"], ["cus_12", "xcus_1", "CUS_1", ""]),
        ("cus_*", ["cus_", "cus_1", "cus_a\nb"], ["cu_1", " cus_1"]),
        ("*_review", ["_review", "cus_review"], ["cus_review_1"]),
        ("a*b*c", ["abc", "a1b2c", "abbc"], ["acb", "ab"]),
        ("*", ["", "anybody"], []),
        ("cus.1", ["cus.1"], ["cus_1"]),
        ("[c]us?", ["[c]us?"], ["cus1", "c"]),
    ],
)
def test_a_customer_is_exact_or_has_stars_for_anything(pattern, matching, others):
    assert all(holds("customer", pattern, attempt(customer=name)) for name in matching)
    assert not any(holds("customer", pattern, attempt(customer=name)) for name in others)


@pytest.mark.parametrize("written", [VISA, "4111 1111 1111 1111", "4111-1111-1111-1111"])
def test_a_card_number_is_that_card_however_it_is_written(written):
    assert holds("card", {"number": written}, attempt(card=card_facts(VISA)))
    assert not holds("card", {"number": written}, attempt(card=card_facts(MASTERCARD)))


def test_a_card_with_the_same_last_four_digits_is_another_card():
    tried = attempt(card=card_facts("4000000000001111"))
    assert holds("card", {"last4": "1111"}, tried)
    assert not holds("card", {"number": VISA}, tried)


def test_other_cards_are_told_apart_without_a_fingerprint_being_made():
    def fingerprint_of(number):
        raise AssertionError(number)

    card = Card("Visa", "4444", "f", 16)
    tried = replace(attempt(card=card), at=Supposed(fingerprint=fingerprint_of))
    assert not holds("card", {"number": VISA}, tried)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"brand": "Visa"}, True),
        ({"brand": "Mastercard"}, False),
        ({"last4": "1111"}, True),
        ({"last4": "9979"}, False),
        ({"brand": "Visa", "last4": "1111"}, True),
        ({"brand": "Visa", "last4": "9979"}, False),
        ({"brand": "Elo", "last4": "1111"}, False),
    ],
)
def test_everything_said_of_a_card_must_hold(wanted, expected):
    assert holds("card", wanted, attempt(card=card_facts(VISA))) is expected


@pytest.mark.parametrize("wanted", [{"number": VISA}, {"brand": "Visa"}, {"last4": "1111"}])
def test_a_payment_without_a_card_matches_no_card(wanted):
    assert not holds("card", wanted, attempt(card=None))
