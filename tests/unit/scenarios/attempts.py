"""Attempts that rules are tried on."""

from decimal import Decimal

from paydrill.engine.cards import Card, brand_of, digits_of, fingerprint
from paydrill.engine.scenarios.attempt import Attempt
from tests.factories import VISA

OPERATION = "cards.create_payment"
KEY = "the sandbox's key"


def card_facts(number=VISA):
    """What a sandbox knows of a card."""

    digits = digits_of(number)
    return Card(brand_of(digits).name, digits[-4:], fingerprint_of(digits), len(digits))


def fingerprint_of(number):
    return fingerprint(number, KEY)


def attempt(amount="10.00", *, operation=OPERATION, currency="USD", customer="cus_1", card=None):
    return Attempt(operation, Decimal(amount), currency, customer, card, fingerprint_of)


def no_draw(rule):
    raise AssertionError(f"no chance should be drawn, and {rule} drew")
