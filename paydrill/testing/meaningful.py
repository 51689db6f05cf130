"""Turn schema-valid request data into data that makes sense to a payments server.

A schema says that a card number is 12 to 19 digits and an amount a number. It cannot say that the
last digit checks the others, that the yen has no decimals or that a card must not have expired.
Everything here keeps data within its schema. The standard library only: hooks run where Paydrill's
own dependencies may not be installed.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

CARDS = {
    "4532015112830366": 3,
    "4111 1111 1111 1111": 3,
    "5425-2334-3010-9903": 3,
    "6011000990139424": 3,
    "3530111333300000": 3,
    "374245455400126": 4,
}
"""Card numbers published for tests, with the number of digits of their security codes."""

USUAL_DECIMALS = 2
_WITHOUT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
DECIMALS = {
    **dict.fromkeys(_WITHOUT.split(), 0),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}
"""Number of decimals of the ISO 4217 currencies that do not have two."""

MOST_DIGITS = 12  # ISO 8583, field 4
LAST_EXPIRY_YEAR = 2099  # later than any clock that is set here
CLOCK_YEARS = (1971, 2060)
LONGEST_ADVANCE = 30
NOBODY = "http://127.0.0.1:9/hooks"
EVENT_TYPES = ("payment.approved", "pix.*", "*.declined", "*")
RULES = ("*", "*/*")
"""Patterns that match rules of any scenario."""
LONGEST_NAME = 63
_BOUNDS = ("min", "max")
MOST_FRACTION_DIGITS = 9


def meaningful(body: dict[str, Any]) -> dict[str, Any]:
    """Give the body an existing card and amounts that its currency can express."""
    if "then" in body:  # a scenario's rule, not a payment
        return {name: _with_cents(value) for name, value in body.items()}
    made = {name: _field(name, value) for name, value in body.items()}
    # A null field counts as left out.
    given = {name: value for name, value in made.items() if value is not None}
    if "card_number" in given:
        made |= _card(given)
    decimals = DECIMALS.get(given.get("currency", ""), USUAL_DECIMALS)
    return made | {
        name: payable(given[name], decimals) for name in ("amount", "value") if name in given
    }


def payable(amount: float, decimals: int) -> float:
    """Round the amount to so many decimals, within the twelve digits that card messages carry."""
    unit = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(amount)).quantize(unit, ROUND_DOWN)
    return float(min(max(rounded, unit), (10**MOST_DIGITS - 1) * unit))


def asked_for(query: Mapping[str, Any]) -> dict[str, Any]:
    """Filter by rules and by event types that exist."""
    asked = dict(query)
    if "rule" in asked:
        asked["rule"] = _rule(asked["rule"])
    if isinstance(asked.get("type"), list):
        asked["type"] = _types(asked["type"])
    return asked


def own_name(name: str) -> str:
    """Give a scenario a name that no file of the server has.

    A sandbox may shadow a scenario of the server. When its own is deleted, the server's shows
    again, and `use_after_free` would take that for the deleted one.
    """
    return name if name.startswith("own-") else f"own-{name}"[:LONGEST_NAME]


def called(name: str, text: str) -> str:
    """Put the name into the text of a scenario, in place of its present name."""
    return re.sub("^name: .*$", f'name: "{name}"', text, count=1, flags=re.MULTILINE)


def one_of(choices: Sequence[str], text: str) -> str:
    """Choose by the text: the same choice for the same text."""
    return choices[sum(text.encode()) % len(choices)]


def _with_cents(value: Any) -> Any:
    """Round every amount in a nested value to cents."""
    if isinstance(value, dict):
        return {name: _with_cents(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_cents(item) for item in value]
    return max(round(value, 2), 0.01) if isinstance(value, float) else value


def _field(name: str, value: Any) -> Any:
    rule = _RULES.get(name)
    if rule is None or value is None:
        return meaningful(value) if isinstance(value, dict) else value
    return rule(value)


def _card(body: dict[str, Any]) -> dict[str, Any]:
    """Choose a test card, with a security code of its length and a month that is not over."""
    number = body["card_number"]
    if number not in CARDS:
        number = one_of(sorted(CARDS), number)
    made = {"card_number": number}
    if "cvv" in body:
        made["cvv"] = (body["cvv"] * 2)[: CARDS[number]]
    if "expiry_year" in body:
        made["expiry_year"] = LAST_EXPIRY_YEAR
    if "expiry" in body:
        made["expiry"] = f"{body['expiry'][:2]}/{LAST_EXPIRY_YEAR % 100}"
    return made


def _instant(text: str) -> str:
    """Move the date into years that clocks show, far from the end of the calendar."""
    first, last = CLOCK_YEARS
    year = min(max(int(text[:4]), first), last)
    return f"{year}{text[4:]}" if text[5:10] != "02-29" else f"{year}-02-28{text[10:]}"


def _duration(text: str) -> str:
    """Shorten the duration, so that many do not add up to the end of the calendar."""
    number = int(text.rstrip("smhd"))
    return f"{number % LONGEST_ADVANCE + 1}{text.lstrip('0123456789')}"


def _wanted(values: Any) -> Any:
    """Round the values that logged bodies are searched for to as many decimals as are read.

    What an attempt is supposed to send is any value.
    """
    if not isinstance(values, dict):
        return values
    return {
        name: round(value, MOST_FRACTION_DIGITS) if isinstance(value, float) else value
        for name, value in values.items()
    }


def _count(value: Any) -> Any:
    """Put the bounds of a count in order."""
    if not isinstance(value, dict) or len(value) < len(_BOUNDS):
        return value
    return dict(zip(_BOUNDS, sorted(value[each] for each in _BOUNDS), strict=True))


def _address(_: str) -> str:
    """Name a port of this machine where nothing listens, so that no made-up host is looked up."""
    return NOBODY


def _rule(text: str) -> str:
    return one_of(RULES, text)


def _types(patterns: Sequence[str]) -> list[str]:
    return [one_of(EVENT_TYPES, each) for each in patterns]


_RULES: dict[str, Callable[[Any], Any]] = {
    "now": _instant,
    "by": _duration,
    **dict.fromkeys(("body", "path", "query", "resource"), _wanted),
    "count": _count,
    "url": _address,
    "rule": _rule,
    "types": _types,
}
