"""Turn each condition of a rule's `when` into a test of an attempt.

To add one, write the function and give it its line in `CONDITIONS`; the JSON Schema of scenario
files is checked against that dictionary.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from paydrill.scenarios.attempt import Attempt
from paydrill.scenarios.pointed import POINTED
from paydrill.values.cards import bin_mark, digits_of
from paydrill.values.patterns import glob
from paydrill.values.times import DAY, MINUTE

Condition = Callable[[Attempt], bool]
When = Mapping[str, Any]

_CENTS = 100


class Named(NamedTuple):
    """A condition, with the name and the value that the rule gives it."""

    name: str
    wanted: Any
    holds: Condition


def conditions_of(when: When) -> tuple[Named, ...]:
    """Return the conditions of a rule's `when`, in its order; each place of one by itself."""
    return tuple(
        Named(name, each, CONDITIONS[name](each))
        for name, wanted in when.items()
        if name in CONDITIONS
        for each in (
            [{place: test} for place, test in wanted.items()] if name in POINTED else [wanted]
        )
    )


def operation(wanted: str | list[str]) -> Condition:
    """Match this operation of the contract, or one of several."""
    names = _as_set(wanted)
    return lambda attempt: attempt.operation in names


def amount(wanted: Decimal | list[Decimal] | Mapping[str, Decimal]) -> Condition:
    """Match exactly this amount in major units, one of several, or a range of amounts."""
    holds = _amount(wanted)
    return lambda attempt: attempt.amount is not None and holds(attempt.amount)


def currency(wanted: str | list[str]) -> Condition:
    """Match this alphabetic currency code, or one of several."""
    codes = _as_set(wanted)
    return lambda attempt: attempt.currency in codes


def customer(wanted: str) -> Condition:
    """Match the customer id or name, exact or with `*` for any characters."""
    fits = _glob(wanted)
    return lambda attempt: fits(attempt.customer)


def description(wanted: str) -> Condition:
    """Match the description, exact or with `*` for any characters."""
    fits = _glob(wanted)
    return lambda attempt: fits(attempt.description)


def merchant_reference(wanted: str) -> Condition:
    """Match the merchant's reference, exact or with `*` for any characters."""
    fits = _glob(wanted)
    return lambda attempt: fits(attempt.merchant_reference)


def header(wanted: Mapping[str, str]) -> Condition:
    """Match if every header has its value, exact or with `*` for any characters."""
    fits = [(name, _glob(value)) for name, value in wanted.items()]
    return lambda attempt: all(fit(attempt.at.header(name)) for name, fit in fits)


def method(wanted: str) -> Condition:
    """Match payments by `card`, or those by `pix`."""
    return lambda attempt: attempt.method == wanted


def initiated_by(wanted: str) -> Condition:
    """Match payments that the customer begins, or those that the merchant does."""
    return lambda attempt: attempt.initiated_by == wanted


def card(wanted: Mapping[str, Any]) -> Condition:
    """Match if every condition on the card holds, by the names of `CARD_CONDITIONS`."""
    conditions = [CARD_CONDITIONS[name](value) for name, value in wanted.items()]
    return lambda attempt: all(condition(attempt) for condition in conditions)


def card_number(wanted: str) -> Condition:
    """Match exactly this card, by its fingerprint: the number itself is never kept."""
    number = digits_of(wanted)
    return lambda attempt: (
        (card := attempt.card) is not None
        and card.last4 == number[-4:]
        and card.fingerprint == attempt.at.fingerprint(number)
    )


def card_bin(wanted: str) -> Condition:
    """Match the first six or eight digits (ISO/IEC 7812-1), by their marks."""
    return lambda attempt: (
        attempt.card is not None
        and bin_mark(wanted, attempt.at.fingerprint) in attempt.card.bin_marks.split()
    )


def card_brand(wanted: str) -> Condition:
    """Match the brand's name, such as `Visa`."""
    return lambda attempt: attempt.card is not None and attempt.card.brand == wanted


def card_last4(wanted: str) -> Condition:
    """Match the card's last four digits."""
    return lambda attempt: attempt.card is not None and attempt.card.last4 == wanted


def card_token(wanted: str) -> Condition:
    """Match the token that stands for the card."""
    return lambda attempt: attempt.token == wanted


def card_expired(wanted: bool) -> Condition:  # noqa: FBT001 - a flag of the scenario file
    """Match cards whose printed month is over (or not) on the sandbox's clock."""
    return lambda attempt: (
        attempt.card is not None
        and wanted
        == ((until := attempt.card.good_until_ms) is not None and until <= attempt.at.now_ms)
    )


def card_holder(wanted: str) -> Condition:
    """Match the holder's name, exact or with `*` for any characters."""
    fits = _glob(wanted)
    return lambda attempt: fits(attempt.holder)


def card_cvv(wanted: str) -> Condition:
    """Match the security code, in the request that brings it: it is never kept."""
    return lambda attempt: attempt.cvv == wanted


def card_postal_code(wanted: str) -> Condition:
    """Match the billing address's postal code, exact or with `*` for any characters."""
    fits = _glob(wanted)
    return lambda attempt: fits(attempt.postal_code)


def checks(wanted: Mapping[str, str]) -> Condition:
    """Match if every named check of the card has this result."""
    return lambda attempt: (
        attempt.checks is not None and wanted.items() <= attempt.checks._asdict().items()
    )


def refund_of(wanted: Mapping[str, Any]) -> Condition:
    """Match refunds by the refunded payment: its id, its amount, its description."""
    conditions: list[Condition] = []
    if "payment" in wanted:
        of_id = _glob(wanted["payment"])
        conditions.append(lambda attempt: of_id(_original(attempt).payment))
    if "amount" in wanted:
        of_amount = _amount(wanted["amount"])
        conditions.append(lambda attempt: of_amount(_original(attempt).amount))
    if "description" in wanted:
        of_description = _glob(wanted["description"])
        conditions.append(lambda attempt: of_description(_original(attempt).description))
    return lambda attempt: (
        attempt.refund_of is not None and all(holds(attempt) for holds in conditions)
    )


def time(wanted: Mapping[str, Sequence[str]]) -> Condition:
    """Match from the first time of day to just before the second, in UTC, across midnight too."""
    start, end = (_minute_of_day(text) * MINUTE for text in wanted["between"])
    if start < end:
        return lambda attempt: start <= attempt.at.now_ms % DAY < end
    return lambda attempt: not end <= attempt.at.now_ms % DAY < start


def any_of(wanted: Sequence[When]) -> Condition:
    """Match if at least one of these holds."""
    choices = [_together(when) for when in wanted]
    return lambda attempt: any(choice(attempt) for choice in choices)


def all_of(wanted: Sequence[When]) -> Condition:
    """Match if all of these hold."""
    parts = [_together(when) for when in wanted]
    return lambda attempt: all(part(attempt) for part in parts)


def not_(wanted: When) -> Condition:
    """Match unless all of these hold."""
    together = _together(wanted)
    return lambda attempt: not together(attempt)


def _together(when: When) -> Condition:
    conditions = [each.holds for each in conditions_of(when)]
    return lambda attempt: all(holds(attempt) for holds in conditions)


def _original(attempt: Attempt) -> Any:
    return attempt.refund_of  # never `None`: called only for refunds


def _amount(
    wanted: Decimal | list[Decimal] | Mapping[str, Decimal],
) -> Callable[[Decimal | int], bool]:
    if isinstance(wanted, Mapping):
        return _range_of_amounts(wanted)
    if isinstance(wanted, list):
        amounts = frozenset(wanted)
        return lambda amount: amount in amounts
    return lambda amount: amount == wanted


def _range_of_amounts(wanted: Mapping[str, Decimal]) -> Callable[[Decimal | int], bool]:
    """Match amounts from `min` to `max`, both inclusive, whose hundredths are `cents`."""
    lowest, highest, cents = (wanted.get(name) for name in ("min", "max", "cents"))
    return lambda amount: (
        (lowest is None or amount >= lowest)
        and (highest is None or amount <= highest)
        and (cents is None or amount * _CENTS % _CENTS == cents)
    )


def _glob(wanted: str) -> Callable[[str | None], bool]:
    fits = glob(wanted)
    return lambda text: text is not None and fits(text)


def _minute_of_day(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def _as_set(wanted: str | list[str]) -> frozenset[str]:
    return frozenset([wanted] if isinstance(wanted, str) else wanted)


CARD_CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "number": card_number,
    "bin": card_bin,
    "brand": card_brand,
    "last4": card_last4,
    "token": card_token,
    "expired": card_expired,
    "holder": card_holder,
    "cvv": card_cvv,
    "postal_code": card_postal_code,
}

CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "operation": operation,
    "amount": amount,
    "currency": currency,
    "customer": customer,
    "card": card,
    "description": description,
    "merchant_reference": merchant_reference,
    "header": header,
    "method": method,
    "initiated_by": initiated_by,
    "refund_of": refund_of,
    "checks": checks,
    "time": time,
    **POINTED,
    "any": any_of,
    "all": all_of,
    "not": not_,
}

COUNTED = "nth"
"""Key of a `when` that is no condition: it selects some of the matching calls."""
