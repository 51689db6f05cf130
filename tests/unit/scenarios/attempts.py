"""Attempts that rules are tried on."""

from decimal import Decimal

from paydrill.scenarios.attempt import Attempt, Supposed
from paydrill.values.cards import Card, bin_marks, brand_of, digits_of, fingerprint
from tests.factories import VISA

OPERATION = "cards.create_payment"
KEY = "the sandbox's key"


def card_facts(number=VISA):
    """What a sandbox knows of a card."""

    digits = digits_of(number)
    return Card(
        brand_of(digits).name,
        digits[-4:],
        fingerprint_of(digits),
        len(digits),
        bin_marks(digits, fingerprint_of),
    )


def fingerprint_of(number):
    return fingerprint(number, KEY)


def attempt(amount="10.00", *, operation=OPERATION, currency="USD", customer="cus_1", card=None):
    return Attempt(
        operation,
        Decimal(amount),
        currency,
        customer,
        card,
        at=Supposed(fingerprint=fingerprint_of),
    )


class Tally:
    """Counters in a dictionary; chance is read off a list."""

    def __init__(self, chances=(0.0,), wait_ms=0):
        self.chances = chances
        self.counts = {}
        self.drawn = []
        self.waiting_ms = wait_ms

    def count(self, key):
        self.counts[key] = self.counts.get(key, 0) + 1
        return self.counts[key]

    def chance(self, key):
        self.drawn.append(key)
        return self.chances[(len(self.drawn) - 1) % len(self.chances)]

    def wait_ms(self, _key, _per_s, _burst):
        return self.waiting_ms


class NoTally:
    """For rules that should remember nothing."""

    def __getattr__(self, name):
        raise AssertionError(f"nothing should be counted, but {name} was")


NOTHING_COUNTED = NoTally()
