"""Check a rule for empty ranges, and for bounds that contradict one another."""

import math
from collections.abc import Iterator
from decimal import Decimal

from paydrill.scenarios.files.checks import rule_parts
from paydrill.scenarios.files.problems import Problem
from paydrill.scenarios.files.yaml_tree import Node

_CENTS = 100


def check_ranges(rule: Node) -> Iterator[Problem]:
    """Report ranges of amounts, calls and delays that are empty."""
    for when in rule_parts.conditions(rule):
        for place in (("amount",), ("refund_of", "amount")):
            yield from _of_amounts(when.find(*place))
        yield from _upside_down(when.find("nth"), "from", "to", "no call is in this range")
    for step in rule_parts.steps(rule):
        delay = step.find("delay")
        yield from _upside_down(delay, "min_ms", "max_ms", "no delay is in this range")
        yield from _upside_down(delay, "median_ms", "max_ms", "half of the delays would be cut off")


def _of_amounts(amount: Node | None) -> Iterator[Problem]:
    empty = list(_upside_down(amount, "min", "max", "no amount is in this range"))
    yield from empty
    cents = amount.find("cents") if amount is not None and not empty else None
    if amount is None or cents is None:
        return
    low, high = amount.data.get("min", 0), amount.data.get("max", Decimal("Infinity"))
    if low == high:
        yield cents.position.problem("an exact amount needs no cents: write the amount alone")
    elif _least_with(int(cents.data), low) > high:
        yield cents.position.problem(f"no amount in this range ends in {int(cents.data):02}")


def _least_with(cents: int, low: Decimal | int) -> Decimal:
    """Return the smallest amount from `low` on that has these cents."""
    fraction = Decimal(cents) / _CENTS
    return math.ceil(low - fraction) + fraction


def _upside_down(node: Node | None, least: str, most: str, what: str) -> Iterator[Problem]:
    low, high = (node.find(least), node.find(most)) if node is not None else (None, None)
    if low is not None and high is not None and low.data > high.data:
        message = f"{what}: {least} {low.literal} is above {most} {high.literal}"
        yield low.position.problem(message)
