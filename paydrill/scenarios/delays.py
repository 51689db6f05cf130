"""Compute delays: how long a response is held back, in milliseconds."""

import math
from collections.abc import Callable, Mapping
from statistics import NormalDist
from typing import NamedTuple

_NORMAL = NormalDist()
# The inverse of the normal distribution is not defined at the very ends.
_LEAST = 2.0**-53

Drawn = Callable[[float], int]


class Delay(NamedTuple):
    """A delay; `length_of` turns a number drawn from [0, 1) into milliseconds.

    `varies` is false if the length does not depend on the number drawn.
    """

    length_of: Drawn
    varies: bool


def fixed(wanted: Mapping[str, int]) -> Delay:
    """Delay by exactly `ms`."""
    length = wanted["ms"]
    return Delay(lambda _: length, varies=False)


def uniform(wanted: Mapping[str, int]) -> Delay:
    """Delay by `min_ms` to `max_ms`, both inclusive, all equally likely."""
    least, most = wanted["min_ms"], wanted["max_ms"]
    return Delay(lambda drawn: least + int(drawn * (most - least + 1)), varies=True)


def log_normal(wanted: Mapping[str, int]) -> Delay:
    """Delay log-normally around `median_ms`; `sigma` widens the tail, `max_ms` cuts it off."""
    median, sigma, most = wanted["median_ms"], float(wanted["sigma"]), wanted["max_ms"]

    def length_of(drawn: float) -> int:
        spread = sigma * _NORMAL.inv_cdf(max(drawn, _LEAST))
        return min(most, round(median * math.exp(spread)))

    return Delay(length_of, varies=True)


DELAYS: dict[str, Callable[[Mapping[str, int]], Delay]] = {
    "ms": fixed,
    "min_ms": uniform,
    "median_ms": log_normal,
}
"""Constructors of delays, by the key that only this kind of delay has."""


def delay_of(wanted: Mapping[str, int]) -> Delay:
    """Compile a rule's `delay`."""
    kind = next(name for name in DELAYS if name in wanted)
    return DELAYS[kind](wanted)
