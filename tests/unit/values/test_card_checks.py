"""Results of checks of a card, and the letters that networks have for them."""

import pytest

from paydrill.values import card_checks
from paydrill.values.card_checks import CardChecks


@pytest.mark.parametrize(
    ("brand", "line1", "postal", "letter"),
    [
        ("Visa", "pass", "pass", "Y"),
        ("Visa", "pass", "fail", "A"),
        ("Visa", "fail", "pass", "Z"),
        ("Visa", "fail", "fail", "N"),
        ("Visa", "unavailable", "unavailable", "U"),
        ("Visa", "unchecked", "unchecked", "U"),
        ("Discover", "pass", "pass", "A"),
        ("Discover", "pass", "fail", "Y"),
    ],
)
def test_the_letter_of_an_address_is_the_networks(brand, line1, postal, letter):
    assert CardChecks("pass", line1, postal).codes(brand)[1] == letter


def test_the_letter_of_a_security_code_is_the_networks():
    letters = [CardChecks(each).codes("Visa")[0] for each in ("pass", "fail", "unavailable")]
    assert letters == ["M", "N", "U"]
    assert CardChecks().codes("Visa")[0] == "P"
    assert CardChecks("pass").codes("American Express")[0] == "Y"


def test_results_are_kept_as_text():
    results = CardChecks("pass").but({"postal_code": "fail"})
    assert card_checks.read(results.text) == results
    assert card_checks.read("") is None
