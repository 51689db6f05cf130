"""Foresee how long expressions of ECMA-262 can take, by their choices and repetitions.

An engine that goes back and forth tries all ways in which an expression can fit a text: of choices
(`2**doublings`), of repetitions one after the other (`n**degree`, where `n` is the text's length),
and of repeated choices: from each character on, there are at most `base` ways to the next.
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
    """The costs of a part of an expression; those of nothing, at first."""

    def __init__(self) -> None:
        self.size = self.atoms = 0
        """States of an engine that counts repetitions by copies, and without such repetitions."""
        self.nested_size = 0
        """The size of counted repetitions within counted repetitions."""
        self.doublings = 0.0
        self.degree = 0
        self.base = 1
        self.repeated_choices = 0
        """How many repeated choices there are, one after the other."""
        self.first = self.left = self.within = 0
        """Ways to begin; the most ways to go on from a character: a last one, and any other."""
        self.empty = self.passing = 1
        """Ways to be empty, and to pass by what is empty within it."""
        self.holds_repeated_group = False
        self.never_ends = False

    @property
    def is_choice(self) -> bool:
        """Whether there are several ways to fit a text."""
        return self.doublings > 0 or self.degree > 0 or self.base > 1

    def then(self, other: "_Costs") -> None:
        """Have another part follow."""
        self._hold(other)
        self.doublings += other.doublings
        self.degree += other.degree
        self.repeated_choices += other.repeated_choices
        on = self.left + other.first
        self.within = max(self.within, other.within, on)
        self.left = max(other.left, on) if other.empty else other.left
        self.first += other.first * self.empty
        self.passing *= other.passing * max(1, other.empty)
        self.empty *= other.empty

    def choose(self, other: "_Costs") -> None:
        """Have another part be an alternative."""
        self._hold(other)
        self.doublings = max(self.doublings, other.doublings) + 1
        self.degree = max(self.degree, other.degree)
        self.repeated_choices = max(self.repeated_choices, other.repeated_choices)
        self.within = max(self.within, other.within)
        self.left = max(self.left, other.left)
        self.first += other.first
        self.passing = max(self.passing, other.passing)
        self.empty += other.empty

    def _hold(self, other: "_Costs") -> None:
        self.size += other.size
        self.atoms += other.atoms
        self.nested_size = max(self.nested_size, other.nested_size)
        self.base = max(self.base, other.base)
        self.holds_repeated_group |= other.holds_repeated_group
        self.never_ends |= other.never_ends


class _Quantifier(NamedTuple):
    least: int
    most: int | None

    @property
    def is_few(self) -> bool:
        return self.most is not None and self.most <= _FEW


def longest_text(pattern: str) -> int:
    """Return how long a text can be whose check by `regress` is sure to end soon."""
    costs = _costs(pattern)
    starts = int(not pattern.startswith("^") or "|" in pattern)
    left = _DOUBLINGS - costs.doublings
    if costs.never_ends or left < 0:
        return NEVER
    if costs.base == 1:
        return min(LONGEST, int(2 ** (left / max(1, costs.degree + starts))))
    # What repetitions take from a repeated choice makes the rest of its ways so many fewer.
    left -= (costs.degree + starts) * log2(costs.base / (costs.base - 1))
    length, more = 0, costs.repeated_choices - 1
    while more * log2(length + 1) + (length + 1) * log2(costs.base) <= left:
        length += 1
    return length


def nested_size(pattern: str) -> int:
    """Return how many states counted repetitions within such have when they are written out."""
    return _costs(pattern).nested_size


@lru_cache(maxsize=1024)
def _costs(pattern: str) -> _Costs:
    groups = [[_Costs()]]  # the alternatives of each open group
    position = 0
    while position < len(pattern):
        if opened := _OPEN.match(pattern, position):
            groups.append([_Costs()])
            position = opened.end()
            continue
        atom = _ATOM.match(pattern, position)
        assert atom is not None  # noqa: S101 - it takes any character
        position = atom.end()
        if atom[0] == "|":
            groups[-1].append(_Costs())
            continue
        group = _chosen(groups.pop()) if atom[0] == ")" and len(groups) > 1 else None
        quantifier = _QUANTIFIER.match(pattern, position)
        position = position if quantifier is None else quantifier.end()
        part = _repeated(group or _character(), _read(quantifier), is_group=group is not None)
        groups[-1][-1].then(part)
    while len(groups) > 1:
        unclosed = _chosen(groups.pop())
        groups[-1][-1].then(unclosed)
    return _chosen(groups[0])


def _chosen(alternatives: list[_Costs]) -> _Costs:
    one, *others = alternatives
    for each in others:
        one.choose(each)
    return one


def _character() -> _Costs:
    costs = _Costs()
    costs.size = costs.atoms = costs.first = 1
    costs.empty = 0
    return costs


def _read(quantifier: re.Match[str] | None) -> _Quantifier:
    if quantifier is None:
        return _Quantifier(1, 1)
    written, least, comma, most = quantifier.groups()
    if least is None:
        return _Quantifier(int(written == "+"), 1 if written == "?" else None)
    return _Quantifier(_number(least), _number(most or least) if most or not comma else None)


def _number(digits: str) -> int:
    return int(digits.lstrip("0")[:9] or "0")  # engines refuse what has more


def _repeated(costs: _Costs, quantifier: _Quantifier, *, is_group: bool) -> _Costs:
    """Return the costs of what is repeated."""
    least, most = quantifier
    counts_within = costs.size > costs.atoms
    costs.size *= max(1, least if most is None else most)
    if counts_within:
        costs.nested_size = costs.size
    costs.empty += least == 0
    if most == 1:
        costs.doublings += 1 - least
        return costs
    # `regress` goes on for ever where what is repeated is empty, within another repetition.
    costs.never_ends |= costs.holds_repeated_group
    costs.holds_repeated_group |= is_group
    costs.left += costs.first
    costs.within = max(costs.within, costs.left)
    if quantifier.is_few:
        times = most or 0
        costs.doublings = times * costs.doublings + log2(max(1, times - least + 1))
        costs.degree *= times
        costs.repeated_choices *= times
    elif costs.is_choice:
        costs.base = max(costs.base, costs.within * costs.passing, 2)
        costs.doublings, costs.degree, costs.repeated_choices = 0.0, 0, 1
    else:
        costs.degree += 1
    return costs
