"""Conditions: each turns what a rule says into a question about an attempt.

To add one, write the function and give it its line in `CONDITIONS`; the JSON Schema of scenario
files is checked against that dictionary.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from paydrill.engine.cards import digits_of
from paydrill.engine.scenarios.attempt import Attempt

Condition = Callable[[Attempt], bool]


def operation(wanted: str | list[str]) -> Condition:
    """The contract operation, or one of several."""
    names = _as_set(wanted)
    return lambda attempt: attempt.operation in names


def amount(wanted: Decimal | Mapping[str, Decimal]) -> Condition:
    """Exactly this amount in major units, or between `min` and `max`, both inclusive."""
    if isinstance(wanted, Mapping):
        lowest, highest = wanted.get("min"), wanted.get("max")
        return lambda attempt: (
            (lowest is None or attempt.amount >= lowest)
            and (highest is None or attempt.amount <= highest)
        )
    return lambda attempt: attempt.amount == wanted


def currency(wanted: str | list[str]) -> Condition:
    """The currency's alphabetic code, or one of several."""
    codes = _as_set(wanted)
    return lambda attempt: attempt.currency in codes


def customer(wanted: str) -> Condition:
    """The customer id or name, exact or with `*` for any characters."""
    pattern = re.compile(".*".join(map(re.escape, wanted.split("*"))), re.DOTALL)
    return lambda attempt: pattern.fullmatch(attempt.customer) is not None


def card(wanted: Mapping[str, Any]) -> Condition:
    """Everything said of the card: `number`, `brand`, `last4`."""
    conditions = [CARD_CONDITIONS[name](value) for name, value in wanted.items()]
    return lambda attempt: all(condition(attempt) for condition in conditions)


def card_number(wanted: str) -> Condition:
    """Exactly this card, told by its fingerprint: the number itself is never kept."""
    number = digits_of(wanted)
    return lambda attempt: (
        (card := attempt.card) is not None
        and card.last4 == number[-4:]
        and card.fingerprint == attempt.fingerprint_of(number)
    )


def card_brand(wanted: str) -> Condition:
    """The brand's name, as `Visa`."""
    return lambda attempt: attempt.card is not None and attempt.card.brand == wanted


def card_last4(wanted: str) -> Condition:
    """The last four digits."""
    return lambda attempt: attempt.card is not None and attempt.card.last4 == wanted


def _as_set(wanted: str | list[str]) -> frozenset[str]:
    return frozenset([wanted] if isinstance(wanted, str) else wanted)


CARD_CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "number": card_number,
    "brand": card_brand,
    "last4": card_last4,
}

CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "operation": operation,
    "amount": amount,
    "currency": currency,
    "customer": customer,
    "card": card,
}
