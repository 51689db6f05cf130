"""Verify that the application made the expected requests, as often as expected."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from paydrill.errors import FieldError, InvalidInput
from paydrill.request_log.exchange import Exchange, Kept
from paydrill.request_log.matching import conditions_of, differences

_MOST_SHOWN = 20
_MOST_NEAREST = 5


class Nearly(NamedTuple):
    """An exchange that does not match, and its differences."""

    exchange: Exchange
    differences: list[str]


class Verdict(NamedTuple):
    """The result: `expected` is the least and the most; `found` puts the finding into words."""

    verified: bool
    matched: int
    expected: tuple[int, int | None]
    found: str
    matching: list[Exchange]
    """The newest exchanges that match."""
    nearest: list[Nearly]
    """If too few match: the exchanges with the fewest differences, nearest first."""


def verify(kept: Kept, matching: Mapping[str, Any], count: int | Mapping[str, int]) -> Verdict:
    """Compare the number of exchanges that match with the expected count.

    Raises `InvalidInput` for a count that no number can meet.
    """
    conditions = conditions_of(matching)
    least, most = _bounds(count)
    found, others = [], []
    for exchange in reversed(kept.exchanges):
        differing = differences(exchange, conditions)
        if differing:
            others.append(Nearly(exchange, differing))
        else:
            found.append(exchange)
    matched = len(found)
    # Exchanges that the log has dropped may have matched as well.
    is_known = most is None or not kept.forgotten
    nearest = sorted(others, key=lambda each: len(each.differences)) if matched < least else []
    return Verdict(
        verified=matched >= least and (most is None or matched <= most) and is_known,
        matched=matched,
        expected=(least, most),
        found=_in_words(kept, matched, (least, most), nearest),
        matching=found[:_MOST_SHOWN],
        nearest=nearest[:_MOST_NEAREST],
    )


def _bounds(count: int | Mapping[str, int]) -> tuple[int, int | None]:
    if not isinstance(count, Mapping):
        return int(count), int(count)
    least, most = int(count.get("min", 0)), int(count["max"]) if "max" in count else None
    if most is not None and most < least:
        message = f"must be at least min, which is {least}."
        raise InvalidInput.of(FieldError("/count/max", message))
    return least, most


def _in_words(
    kept: Kept, matched: int, expected: tuple[int, int | None], nearest: list[Nearly]
) -> str:
    sentences = [f"Expected {_range(*expected)}, found {_requests(matched) if matched else 'none'}"]
    if kept.forgotten:
        sentences.append(f"The log has forgotten {_requests(kept.forgotten)} that came before")
    if nearest:
        exchange, differing = nearest[0]
        called = f"{exchange.method} {exchange.path} ({exchange.request_id})"
        sentences.append(f"The nearest is {called}: {', '.join(differing)}")
    elif not kept.exchanges:
        sentences.append("The log is empty")
    return ". ".join(sentences) + "."


def _range(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {_requests(least)}"
    if least == most:
        return f"exactly {_requests(least)}"
    return f"{least} to {_requests(most)}" if least else f"at most {_requests(most)}"


def _requests(number: int) -> str:
    return f"{number} request" if number == 1 else f"{number} requests"
