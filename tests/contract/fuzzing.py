"""What a schema cannot say about valid requests, said to Schemathesis (`hooks` of its settings).

A schema knows that a currency is three capitals and an amount is a number; that ISO 4217 has no
`QQQ`, and the yen no decimals, it does not. Left alone, Schemathesis would call every refusal of
such a request a refusal of valid data. Here each *valid* generated request is made meaningful
before it is sent. Invalid ones go out as they were made: refusing them is what is tested.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import ROUND_DOWN, Decimal
from http import HTTPStatus
from itertools import count
from typing import Any

import schemathesis
from hypothesis import strategies as st
from iso4217 import Currency
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import REQUEST_SHAPE_PROBES, coverage_scenario

CARDS = {
    "4532015112830366": 3,
    "4111 1111 1111 1111": 3,
    "5425-2334-3010-9903": 3,
    "6011000990139424": 3,
    "3530111333300000": 3,
    "374245455400126": 4,
}
"""Numbers networks publish for tests, with how many digits their security codes have."""

NEXT_YEAR = datetime.now(UTC).year + 1
CLOCK_YEARS = (1970, 2099)
LONGEST_ADVANCE_DAYS = 1000
USUAL_CURRENCY = "USD"
MOST_DIGITS = 12  # of ISO 8583 field 4, amount of the transaction

_EXPONENTS = {each.code: each.exponent for each in Currency if each.exponent is not None}
_CURRENCIES = sorted(_EXPONENTS)

_keys_used: set[str] = set()
_key_numbers = count(1)
_cursors_seen: set[str] = set()

schemathesis.openapi.format("card-number", st.sampled_from(sorted(CARDS)))

for _media_type in ("text/html", "text/plain", "image/svg+xml"):

    @schemathesis.deserializer(_media_type)
    def text(_context: Any, response: schemathesis.Response) -> str:
        """Pages, metrics and drawings are strings to their schemas."""
        return response.content.decode()


@schemathesis.hook
def before_call(_context: Any, case: schemathesis.Case, _kwargs: dict[str, Any]) -> None:
    """Make a valid request meaningful, part by part."""
    meta = case.meta
    if meta is None or coverage_scenario(case) in REQUEST_SHAPE_PROBES:
        return
    if isinstance(case.body, dict) and not meta.is_negative_at(ParameterLocation.BODY):
        case.body = meaningful_body(case.body)
    if "cursor" in case.query and not meta.is_negative_at(ParameterLocation.QUERY):
        case.query = {name: case.query[name] for name in case.query if _is_known(name, case.query)}
    key = case.headers.get("Idempotency-Key")
    if key is not None and not meta.is_negative_at(ParameterLocation.HEADER):
        case.headers["Idempotency-Key"] = _fresh(key)


@schemathesis.hook
def after_call(_context: Any, _case: schemathesis.Case, response: schemathesis.Response) -> None:
    """Remember the cursors the server gives out: it takes no others."""
    if response.status_code == HTTPStatus.OK and b"next_cursor" in response.content:
        _cursors_seen.add(response.json()["next_cursor"])


def meaningful_body(body: dict[str, Any]) -> dict[str, Any]:
    """A body that keeps its schema and also makes sense."""
    made = {name: _meaningful(name, value) for name, value in body.items()}
    if "card_number" in made:
        made |= _card(made)
    currency = made.get("currency", USUAL_CURRENCY)
    for name in ("amount", "value"):
        if name in made:
            made[name] = payable(made[name], currency)
    return made


def payable(amount: float, currency: str) -> float:
    """The amount, with no more decimals than the currency has and no more digits than a card's."""
    unit = Decimal(1).scaleb(-_EXPONENTS[currency])
    rounded = Decimal(str(amount)).quantize(unit, ROUND_DOWN)
    return float(min(max(rounded, unit), (10**MOST_DIGITS - 1) * unit))


def _card(body: dict[str, Any]) -> dict[str, Any]:
    """A card that exists, with a security code of its length, good for a while."""
    number = body["card_number"]
    if number not in CARDS:
        number = _one_of(sorted(CARDS), number)
    made = {"card_number": number}
    if "cvv" in body:
        made["cvv"] = (body["cvv"] * 2)[: CARDS[number]]
    if "expiry_year" in body:
        made["expiry_year"] = max(body["expiry_year"], NEXT_YEAR)
    if "expiry" in body:
        month, _, year = body["expiry"].partition("/")
        made["expiry"] = f"{month}/{max(int(year), NEXT_YEAR % 100):02}"
    return made


def _meaningful(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return meaningful_body(value)
    rule = _RULES.get(name)
    return value if rule is None else rule(value)


def _currency(code: str) -> str:
    return code if code in _EXPONENTS else _one_of(_CURRENCIES, code)


def _instant(text: str) -> str:
    """Any day of any year, in a year that the clock can show and advance from."""
    first, last = CLOCK_YEARS
    return f"{min(max(int(text[:4]), first + 1), last):04}{text[4:]}"


def _duration(text: str) -> str:
    """Short enough that many of them do not add up to the end of the calendar."""
    if not text.endswith("d"):
        return text
    return f"{int(text[:-1]) % LONGEST_ADVANCE_DAYS + 1}d"


def _is_known(name: str, query: Mapping[str, Any]) -> bool:
    return name != "cursor" or query[name] in _cursors_seen


def _fresh(key: str) -> str:
    """A key nobody has used: one that is used twice is refused, as it should be."""
    while key in _keys_used:
        key = f"key-{next(_key_numbers)}"
    _keys_used.add(key)
    return key


def _one_of(choices: list[str], text: str) -> str:
    """The same choice for the same text."""
    return choices[sum(text.encode()) % len(choices)]


_RULES: dict[str, Callable[[Any], Any]] = {
    "currency": _currency,
    "now": _instant,
    "by": _duration,
}
