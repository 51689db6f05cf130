"""Read YAML 1.2 by its core schema into JSON's kinds of values, within bounds.

The events of libyaml are put together without recursion. Keys are text as their author wrote it.
What YAML 1.1 would guess stays text: `NO`, `22:30`, dates, and numbers that begin with a zero.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

import yaml

from paydrill.openapi.trees import copied

DEEPEST = 200
"""Levels of nesting that a document may have."""

_MOST_COPIED = 1_000_000
"""Nodes that the aliases of a document may stand for, taken together."""

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_OTHER_BASES = {"0o": 8, "0x": 16}
_LONGEST_NUMBER = 300

MOST_VALUES = 2_000_000
"""Values that a document may have; the largest real ones have a hundred thousand."""

_MOST_EVENTS = 2 * MOST_VALUES  # keys are events too
TOO_MANY = f"has more than {MOST_VALUES:,} values"

Twice = Callable[[list[Any], str], None]
"""Takes the path of a mapping and the key that it has twice."""


class TooMuch(ValueError):
    """A document beyond the bounds; the text goes on after the name of the file."""


def scalar(text: str) -> Any:
    """Return the value of a plain scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= _LONGEST_NUMBER:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _NUMBER.fullmatch(text):
            number = float(text)
            return text if number in (float("inf"), float("-inf")) else number
        if (base := _OTHER_BASES.get(text[:2])) is not None:
            try:
                return int(text[2:], base)
            except ValueError:
                return text
    return text


def read_yaml(text: str, twice: Twice) -> Any:
    """Return the value of a document; `twice` is called for each key that a mapping has again.

    Raises `yaml.YAMLError`, and `TooMuch`.
    """
    return _Builder(twice).build(yaml.parse(text, Loader=yaml.CSafeLoader))


class _Level:
    """A mapping or a sequence that is being read."""

    __slots__ = ("anchor", "count", "key", "merged", "value")

    def __init__(self, value: dict[str, Any] | list[Any], anchor: str | None, count: int) -> None:
        self.value = value
        self.anchor = anchor
        self.count = count
        self.key: str | None = None
        self.merged: set[str] = set()


class _Builder:
    def __init__(self, twice: Twice) -> None:
        self._twice = twice
        self._levels: list[_Level] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._nodes = 0
        self._copied = 0
        self._root: Any = None

    def build(self, events: Iterable[Any]) -> Any:
        for event in events:
            self._nodes += 1
            if self._nodes > _MOST_EVENTS:
                raise TooMuch(TOO_MANY)
            match event:
                case yaml.ScalarEvent():
                    self._scalar(event)
                case yaml.MappingStartEvent():
                    self._open({}, event)
                case yaml.SequenceStartEvent():
                    self._open([], event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._close()
                case yaml.AliasEvent():
                    self._add(self._alias(event))
                case yaml.DocumentEndEvent():
                    break
        return self._root

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        level = self._levels[-1] if self._levels else None
        if level is not None and level.key is None and isinstance(level.value, dict):
            level.key = event.value
            if event.anchor:
                self._anchors[event.anchor] = (event.value, 1)
            return
        plain = event.implicit[0] and event.tag is None
        value = scalar(event.value) if plain else event.value
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)
        self._add(value)

    def _open(self, value: Any, event: Any) -> None:
        if len(self._levels) == DEEPEST:
            raise TooMuch(f"is nested deeper than {DEEPEST} levels")
        level = self._levels[-1] if self._levels else None
        if level is not None and isinstance(level.value, dict) and level.key is None:
            line = _line(event)
            raise TooMuch(f"line {line}: has a key that is a list or a mapping")
        self._levels.append(_Level(value, event.anchor, self._nodes + self._copied))

    def _close(self) -> None:
        level = self._levels.pop()
        if level.anchor:
            size = self._nodes + self._copied - level.count
            self._anchors[level.anchor] = (level.value, size)
        self._add(level.value)

    def _alias(self, event: yaml.AliasEvent) -> Any:
        if event.anchor not in self._anchors:
            line = _line(event)
            raise TooMuch(f"line {line}: has an alias {event.anchor!r} of nothing that is complete")
        value, size = self._anchors[event.anchor]
        self._copied += size
        if self._copied > _MOST_COPIED:
            raise TooMuch(f"has aliases that stand for more than {_MOST_COPIED:,} values")
        return copied(value)

    def _add(self, value: Any) -> None:
        if not self._levels:
            self._root = value
            return
        level = self._levels[-1]
        if isinstance(level.value, list):
            level.value.append(value)
        elif level.key is None:
            level.key = str(value)  # an alias as a key
        else:
            key, level.key = level.key, None
            self._put(level, key, value)

    def _put(self, level: _Level, key: str, value: Any) -> None:
        """Put a value into a mapping, whose own keys go before those that are merged into it."""
        into: Any = level.value
        if key == "<<":
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, dict):
                    new = {k: v for k, v in each.items() if k not in into}
                    level.merged |= new.keys()
                    into.update(new)
            return
        if key in level.merged:
            level.merged.remove(key)
        elif key in into:
            path = [each.key if each.key is not None else len(each.value) for each in self._levels]
            self._twice(path[:-1], key)
        into[key] = value


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
