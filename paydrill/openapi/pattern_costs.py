"""Foresee how long expressions of ECMA-262 can take, by their choices and repetitions.

An engine that goes back and forth tries all ways in which an expression can fit a text. Their
number is at most `2**doublings * n**degree * base**n`, where `n` is the text's length.
"""

import re
from functools import lru_cache
from math import log2
from typing import NamedTuple

LONGEST = 1_000_000
NEVER = -1
"""The length of texts that an expression is given which can go on for ever, even in a short one."""

_DOUBLINGS = 21
"""How often steps may double: 2,000,000 of them take about a tenth of a second."""

_FEW = 8
_OPEN = re.compile(r"\((?:\?(?:[:=!]|<[=!]|<\w*>))?")
_ATOM = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_QUANTIFIER = re.compile(r"([*+?]|\{([0-9]+)(?:(,)([0-9]*))?\})[?+]?")


class _Costs:
    """The costs of a group, of what is read of it."""

    def __init__(self) -> None:
        self.size = 0
        """States of an engine that counts repetitions by copies."""
        self.nested_size = 0
        """The same, of counted repetitions within counted repetitions."""
        self.ways = 0
        """Atoms, alternatives and quantifiers: the steps between two characters are no more."""
        self.doublings = 0.0
        self.degree = 0
        self.base = 1
        self.holds_repeated_group = False
        self.never_ends = False

    def take(self, group: "_Costs") -> None:
        """Count a group within this one."""
        self.size += group.size
        self.nested_size = max(self.nested_size, group.nested_size)
        self.ways += group.ways
        self.doublings += group.doublings
        self.degree += group.degree
        self.base = max(self.base, group.base)
        self.holds_repeated_group |= group.holds_repeated_group
        self.never_ends |= group.never_ends

    @property
    def is_choice(self) -> bool:
        """Whether there are several ways to fit a text."""
        return self.doublings > 0 or self.degree > 0 or self.base > 1


class _Quantifier(NamedTuple):
    least: int
    most: int | None

    @property
    def is_few(self) -> bool:
        return self.most is not None and self.most <= _FEW


def longest_text(pattern: str) -> int:
    """Return how long a text can be whose check by `regress` is sure to end soon."""
    costs = _costs(pattern)
    degree = max(1, costs.degree + (not pattern.startswith("^") or "|" in pattern))
    if costs.never_ends or costs.doublings > _DOUBLINGS:
        return NEVER
    left = _DOUBLINGS - costs.doublings
    if costs.base == 1:
        return min(LONGEST, int(2 ** (left / degree)))
    length = 0
    while degree * log2(length + 1) + (length + 1) * log2(costs.base) <= left:
        length += 1
    return length


def nested_size(pattern: str) -> int:
    """Return how many states counted repetitions within such have when they are written out."""
    return _costs(pattern).nested_size


@lru_cache(maxsize=1024)
def _costs(pattern: str) -> _Costs:
    groups = [_Costs()]
    position = 0
    while position < len(pattern):
        if opened := _OPEN.match(pattern, position):
            groups.append(_Costs())
            position = opened.end()
            continue
        atom = _ATOM.match(pattern, position)
        assert atom is not None  # noqa: S101 - it takes any character
        position = atom.end()
        one = groups.pop() if atom[0] == ")" and len(groups) > 1 else None
        if atom[0] == "|":
            groups[-1].ways += 1
            groups[-1].doublings += 1
            continue
        quantifier = _QUANTIFIER.match(pattern, position)
        position = position if quantifier is None else quantifier.end()
        groups[-1].take(_repeated(one, _read(quantifier)))
    while len(groups) > 1:
        groups[-2].take(groups.pop())
    return groups[0]


def _read(quantifier: re.Match[str] | None) -> _Quantifier:
    if quantifier is None:
        return _Quantifier(1, 1)
    written, least, comma, most = quantifier.groups()
    if least is None:
        return _Quantifier(int(written == "+"), 1 if written == "?" else None)
    return _Quantifier(_number(least), _number(most or least) if most or not comma else None)


def _number(digits: str) -> int:
    return int(digits.lstrip("0")[:9] or "0")  # engines refuse what has more


def _repeated(group: _Costs | None, quantifier: _Quantifier) -> _Costs:
    """Return the costs of a repeated group, or of a repeated character (`None`)."""
    costs = _Costs()
    if group is None:
        costs.size = costs.ways = 1
    else:
        costs.take(group)
    least, most = quantifier
    counts_within = costs.size > costs.ways
    costs.size *= max(1, least if most is None else most)
    if counts_within:
        costs.nested_size = costs.size
    if (least, most) == (1, 1):
        return costs
    costs.ways += 1
    if most == 1:
        costs.doublings += 1
        return costs
    # `regress` goes on for ever where what is repeated is empty, within another repetition.
    costs.never_ends |= costs.holds_repeated_group
    costs.holds_repeated_group |= group is not None
    if quantifier.is_few:
        times = most or 0
        costs.doublings = times * costs.doublings + log2(max(1, times - least + 1))
        costs.degree *= times
    elif costs.is_choice:
        costs.base = max(costs.base, costs.ways)
    else:
        costs.degree += 1
    return costs
