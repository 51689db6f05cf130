"""Make integers and numbers within their bounds, by the names of their fields."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import reduce
from math import lcm

from paydrill.responders.samples.combined import Impossible, Keywords
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.fitting import fits
from paydrill.values.ids import Random
from paydrill.values.times import SECOND

_TRIES = 40
_SAFE = 2**53 - 1
_LIMITS = {"int32": 2**31 - 1, "int64": _SAFE, "int16": 2**15 - 1, "int8": 2**7 - 1}

_AMOUNT = (
    r"\b(amount|price|(?<!pages )total(?! (pages?|count|items|results|records|elements)\b)"
    r"|subtotal|value|balance|fee|cost|valor|sum)\b"
)
# By the words of a name: the usual least and most.
_RANGES: tuple[tuple[str, int, int], ...] = (
    (_AMOUNT, 100, 50_000),
    (r"^(total |num |number of |last |max )?pages?( (count|total))?$", 1, 1),
    (r"\bexp(iry|iration)? month\b|^month\b", 1, 12),
    (r"\bday\b", 1, 28),
    (r"\bhour\b", 0, 23),
    (r"\bminute\b|\bsecond\b", 0, 59),
    (r"\b(latitude|lat)\b", -60, 60),
    (r"\b(longitude|lng|lon)\b", -170, 170),
    (r"\b(percent|percentage|rate|ratio)\b", 1, 25),
    (r"\b(count|quantity|qty|installments?|parcelas|attempts?|retries)\b", 1, 10),
    (r"\b(page)\b", 1, 1),
    (r"\b(limit|per page|size)\b", 10, 100),
    (r"\b(offset|skip)\b", 0, 0),
    (r"\b(id|number|code)\b", 10_000, 999_999),
)
_MOMENT = re.compile(
    r"\b(created|updated|modified|expir\w+|timestamp|date|time|at|since|until|started|ended|start"
    r"|end|paid|canceled|cancelled|completed|due|captured)\b"
)
_DURATION = re.compile(r"\b(ms|seconds|minutes|hours|days|months|years|duration|in|ttl|zone)\b")


def number(keywords: Keywords, words: str, rng: Random, context: Context) -> int | float:
    """Make a number; integral where the type asks for it. Raises `Impossible`."""
    integral = "number" not in keywords.get("type", ["number"])
    step = _step(keywords, integral=integral)
    least, most = _bounds(keywords)
    for attempt in range(_TRIES):
        low, high = _usual(keywords, words, rng, context) if attempt == 0 else (1, 1000)
        found = _drawn(rng, (low, high), (least, most), step)
        if found is None:
            break
        value = int(found) if integral or found == int(found) else float(found)
        if fits(keywords, value) and _is_plain(value, keywords):
            return value
    raise Impossible("no number fits its bounds")


def _is_plain(value: float, keywords: Keywords) -> bool:
    """Tell whether judges that divide by floating point find a multiple, too."""
    return all((value / each).is_integer() for each in map(float, keywords.get("multiples", ())))


def _usual(keywords: Keywords, words: str, rng: Random, context: Context) -> tuple[int, int]:
    """Return the usual range of a field of this name."""
    formats = keywords.get("formats", ())
    if "unix-time" in formats or (_is_moment(words) and "number" not in keywords.get("type", ())):
        moment = context.moment(words, rng)
        at = moment if "ms" in words.split() or "millis" in words else moment // SECOND
        return at, at
    if re.search(r"\b(exp(iry|iration)? )?year\b", words):
        return context.year + 1, context.year + 4
    for pattern, low, high in _RANGES:
        if re.search(pattern, words):
            is_major = pattern == _AMOUNT and "number" in keywords.get("type", ())
            return (low // 100, high // 100) if is_major else (low, high)
    return 1, 1000


def _is_moment(words: str) -> bool:
    """Tell whether a field of this name holds a time; `amount_captured` does not."""
    if _DURATION.search(words) or (is_amount(words) and not words.endswith(" at")):
        return False
    return _MOMENT.search(words) is not None


def _step(keywords: Keywords, *, integral: bool) -> Decimal:
    steps = [Decimal(str(each)) for each in keywords.get("multiples", ()) if each > 0]
    if integral:
        steps.append(Decimal(1))
    if not steps:
        return Decimal("0.01")
    scale = max(0, *(-int(each.normalize().as_tuple().exponent) for each in steps))
    whole = [int(each.scaleb(scale)) for each in steps]
    return Decimal(reduce(lcm, whole)).scaleb(-scale)


def _bounds(keywords: Keywords) -> tuple[Decimal | None, Decimal | None]:
    limit = min(
        (_LIMITS[each] for each in keywords.get("formats", ()) if each in _LIMITS), default=0
    )
    lows = [keywords[each] for each in ("minimum", "exclusiveMinimum") if each in keywords]
    highs = [keywords[each] for each in ("maximum", "exclusiveMaximum") if each in keywords]
    lows, highs = lows + [-limit] * bool(limit), highs + [limit] * bool(limit)
    least = max((Decimal(str(each)) for each in lows), default=None)
    return least, min((Decimal(str(each)) for each in highs), default=None)


def _drawn(
    rng: Random,
    usual: tuple[int, int],
    bounds: tuple[Decimal | None, Decimal | None],
    step: Decimal,
) -> Decimal | None:
    """Draw a multiple of `step`, within `usual` where the bounds allow it; `None` if none is."""
    least, most = bounds
    low, high = Decimal(usual[0]), Decimal(usual[1])
    if least is not None and (low < least or (most is not None and low > most)):
        low, high = least, least + max(high - low, step * 100)
    if most is not None and high > most:
        high = most
        low = max(min(low, most - step * 100), least if least is not None else most - step * 100)
    first = int((low / step).to_integral_value(ROUND_CEILING))
    last = int((high / step).to_integral_value(ROUND_FLOOR))
    if first > last:  # no multiple in the usual range: the next ones that the bounds allow
        end = Decimal(first + 100) if most is None else most / step
        last = int(end.to_integral_value(ROUND_FLOOR))
    return None if first > last else step * rng.randint(first, last)


def decimal_text(words: str, rng: Random) -> str:
    """Write an amount with two decimals, as APIs do that keep money in texts."""
    usual = (1, 25) if re.search(r"\b(rate|percent|percentage)\b", words) else (5, 500)
    return f"{rng.randint(*usual)}.{rng.randint(0, 99):02d}"


def is_amount(words: str) -> bool:
    """Tell whether a field of this name holds an amount of money."""
    return re.search(_AMOUNT, words) is not None
