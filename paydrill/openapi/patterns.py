"""Tell which regular expressions of ECMA-262 can be checked, and how.

Nearly all are checked by the validator's own engine, whose time is bounded; where an expression
looks around or back, only in texts that are not long. `regress` has the rest: it takes what
JavaScript takes, but goes back and forth without a bound, so it is given only texts that it can be
sure to finish.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import regress
from jsonschema_rs import Draft202012Validator

from paydrill.openapi.pattern_costs import LONGEST, longest_text, nested_size

if TYPE_CHECKING:
    from jsonschema_rs import KeywordValidator

PATTERN = "x-paydrill-pattern"
"""The keyword that stands for `pattern` where `regress` has to check it."""

BOUNDED = "x-paydrill-bounded-pattern"
"""The keyword that stands for `pattern` where the expression looks around or back."""

_LONGEST_BOUNDED = 2_000
# Also possessive quantifiers, which no JavaScript has, but the engine.
_LOOKS = re.compile(r"\(\?<?[=!]|\\[1-9]|\\k<|[*+?}]\+")

_LITERAL = re.compile(r"/(\^.*|.*\$)/[gu]*", re.DOTALL)
_LARGEST = 1_000
"""States of counted repetitions within others: with more, long texts take their time."""

_LONGEST_NAMED = rf"^(?![\s\S]{{{_LONGEST_BOUNDED + 1}}})[\s\S]*?"


def unslashed(pattern: str) -> str:
    """Return the expression within a literal such as `/^a$/`, which as it stands fits no text."""
    literal = _LITERAL.fullmatch(pattern)
    return literal[1] if literal else pattern


@lru_cache(maxsize=4096)
def is_native(pattern: str) -> bool:
    """Return whether the validator's own engine takes an expression."""
    try:
        Draft202012Validator({"pattern": pattern})
    except ValueError:
        return False
    return True


def is_linear(pattern: str) -> bool:
    """Return whether the time of the validator's engine grows with the text, and not fast."""
    return _LOOKS.search(pattern) is None and nested_size(pattern) <= _LARGEST


def bounded_name(pattern: str) -> str:
    """Return an expression for names of fields, which finds nothing in a name that is long."""
    if is_linear(pattern) or pattern.startswith(_LONGEST_NAMED):
        return pattern
    return f"{_LONGEST_NAMED}(?:{pattern})"


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> regress.Regex | None:
    """Compile an expression as JavaScript would; `None` if it is none."""
    for flags in ("u", ""):
        try:
            return regress.Regex(pattern, flags)
        except regress.RegressError:
            continue
    return None


@lru_cache(maxsize=1024)
def matcher(pattern: str) -> Callable[[str], bool] | None:
    """Make the test of texts by an expression; texts too long to be checked do not pass it.

    `None` for what is no expression.
    """
    if is_native(pattern):
        finds = Draft202012Validator({"pattern": pattern}).is_valid
        bound = LONGEST if is_linear(pattern) else _LONGEST_BOUNDED
        return lambda text: len(text) <= bound and finds(text)
    expression = compiled(pattern)
    if expression is None:
        return None
    longest = longest_text(pattern)
    return lambda text: len(text) <= longest and expression.find(text) is not None


class EcmaPattern:
    """The validator's keyword for expressions that `regress` checks."""

    def __init__(self, parent: dict[str, Any], value: str, path: list[str | int]) -> None:
        """Compile the expression."""
        del parent, path
        self._expression = compiled(value)
        self._longest = longest_text(value)

    def validate(self, instance: Any) -> None:
        """Raise `ValueError` for a text that does not match."""
        if not isinstance(instance, str) or len(instance) > self._longest:
            return
        if self._expression is not None and self._expression.find(instance) is None:
            raise ValueError(PATTERN)


class BoundedPattern:
    """The validator's keyword for expressions that look around or back."""

    def __init__(self, parent: dict[str, Any], value: str, path: list[str | int]) -> None:
        """Compile the expression."""
        del parent, path
        self._matches = Draft202012Validator({"pattern": value}).is_valid

    def validate(self, instance: Any) -> None:
        """Raise `ValueError` for a text that does not match."""
        if not isinstance(instance, str) or len(instance) > _LONGEST_BOUNDED:
            return
        if not self._matches(instance):
            raise ValueError(BOUNDED)


KEYWORDS: dict[str, "type[KeywordValidator]"] = {PATTERN: EcmaPattern, BOUNDED: BoundedPattern}
