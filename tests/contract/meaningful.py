"""Valid request data that also makes sense: what a JSON schema cannot say about payments.

A schema knows that a currency is three capitals and an amount is a number; that ISO 4217 has no
`QQQ`, and the yen no decimals, it does not. What is here leaves data within its schema.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

import yaml
from iso4217 import Currency

CARDS = {
    "4532015112830366": 3,
    "4111 1111 1111 1111": 3,
    "5425-2334-3010-9903": 3,
    "6011000990139424": 3,
    "3530111333300000": 3,
    "374245455400126": 4,
}
"""Card numbers that are published for tests, with how many digits their security codes have."""

EXPONENTS = {each.code: each.exponent for each in Currency if each.exponent is not None}
USUAL_CURRENCY = "USD"
MOST_DIGITS = 12  # ISO 8583, field 4
NEXT_YEAR = datetime.now(UTC).year + 1
CLOCK_YEARS = (1971, 2099)
LONGEST_ADVANCE_DAYS = 1000
NOBODY = "http://127.0.0.1:9/hooks"
SCENARIOS = Path(__file__).parents[2] / "scenarios"
SCENARIOS_OF_THE_SERVER = {
    yaml.safe_load(file.read_text("utf-8"))["name"] for file in SCENARIOS.glob("*.yaml")
}


def meaningful(body: dict[str, Any]) -> dict[str, Any]:
    """The body with a card that exists, a currency with money in it, and an amount it can pay."""
    if "then" in body:  # a rule is about payments, and is none
        return _with_cents(body)
    made = {name: _field(name, value) for name, value in body.items()}
    if "card_number" in made:
        made |= _card(made)
    currency = made.get("currency", USUAL_CURRENCY)
    return made | {
        name: payable(made[name], currency) for name in ("amount", "value") if name in made
    }


def payable(amount: float, currency: str) -> float:
    """The amount, with no more decimals than the currency has and no more digits than are sent."""
    unit = Decimal(1).scaleb(-EXPONENTS[currency])
    rounded = Decimal(str(amount)).quantize(unit, ROUND_DOWN)
    return float(min(max(rounded, unit), (10**MOST_DIGITS - 1) * unit))


def own_name(name: str) -> str:
    """The name, or another one where a scenario of the server has it.

    A sandbox may well put one of that name before the server's. But when it is deleted, the
    server's is there again, as the contract says, and `use_after_free` would take that for the one
    deleted. `tests/journeys/test_scenarios_of_a_sandbox.py` looks at it.
    """
    return f"own-{name}" if name in SCENARIOS_OF_THE_SERVER else name


def called(name: str, text: str) -> str:
    """The text of a scenario with that name, instead of the one it says."""
    return re.sub("^name: .*$", f'name: "{name}"', text, count=1, flags=re.MULTILINE)


def one_of(choices: Sequence[str], text: str) -> str:
    """The same choice for the same text."""
    return choices[sum(text.encode()) % len(choices)]


def _with_cents(value: Any) -> Any:
    """The value with amounts that somebody would write."""
    if isinstance(value, dict):
        return {name: _with_cents(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_cents(item) for item in value]
    return max(round(value, 2), 0.01) if isinstance(value, float) else value


def _field(name: str, value: Any) -> Any:
    rule = _RULES.get(name)
    if rule is None:
        return meaningful(value) if isinstance(value, dict) else value
    return rule(value)


def _card(body: dict[str, Any]) -> dict[str, Any]:
    """A card for tests, with a security code of its length, good for a while."""
    number = body["card_number"]
    if number not in CARDS:
        number = one_of(sorted(CARDS), number)
    made = {"card_number": number}
    if "cvv" in body:
        made["cvv"] = (body["cvv"] * 2)[: CARDS[number]]
    if "expiry_year" in body:
        made["expiry_year"] = max(body["expiry_year"], NEXT_YEAR)
    if "expiry" in body:
        month, _, year = body["expiry"].partition("/")
        made["expiry"] = f"{month}/{max(int(year), NEXT_YEAR % 100):02}"
    return made


def _currency(code: str) -> str:
    return code if code in EXPONENTS else one_of(sorted(EXPONENTS), code)


def _instant(text: str) -> str:
    """The same day in a year that the clock can show, far from the end of the calendar."""
    first, last = CLOCK_YEARS
    year = min(max(int(text[:4]), first), last)
    return f"{year}{text[4:]}" if text[5:10] != "02-29" else f"{year}-02-28{text[10:]}"


def _duration(text: str) -> str:
    """Short enough that many of them do not add up to the end of the calendar."""
    return f"{int(text[:-1]) % LONGEST_ADVANCE_DAYS + 1}d" if text.endswith("d") else text


def _wanted(values: dict[str, Any]) -> dict[str, Any]:
    """Values to look for in bodies, with no more decimals than are read."""
    return {
        name: round(value, 9) if isinstance(value, float) else value
        for name, value in values.items()
    }


def _address(_: str) -> str:
    """Where nobody listens, and which says so at once: no made-up name is looked up, or reached."""
    return NOBODY


_RULES: dict[str, Callable[[Any], Any]] = {
    "currency": _currency,
    "now": _instant,
    "by": _duration,
    "body": _wanted,
    "url": _address,
}
