"""Find the line and the column of nodes in the text of a contract file, when a person asks."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from paydrill.openapi.pointers import pointer

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\]:,]|[^\s{}\[\]:,"]+')


class Position(NamedTuple):
    """Line and column, both counted from 1."""

    line: int
    column: int


_START = Position(1, 1)


def locate(text: str, wanted: set[str]) -> dict[str, Position]:
    """Find nodes by their JSON Pointers: members of objects by their keys.

    A node that cannot be found stands where the nearest one above it stands.
    """
    needed = {above for each in wanted for above in _chain(each)}
    places = _json(text) if text.lstrip()[:1] in ("{", "[") else _yaml(text)
    found = {"": _START}
    try:
        for path, position in places:
            if (at := pointer(path)) in needed:
                found[at] = position
    except (yaml.YAMLError, IndexError):
        pass  # as far as it could be read
    return {each: next(found[a] for a in _chain(each) if a in found) for each in wanted}


def _chain(text: str) -> Iterator[str]:
    """Yield a pointer and those of the nodes that hold it, nearest first."""
    while text:
        yield text
        text = text.rpartition("/")[0]
    yield ""


def _json(text: str) -> Iterator[tuple[list[Any], Position]]:
    path: list[Any] = []  # the key, or the index, at each level
    names: list[bool] = []  # whether each level is an object
    line, counted, line_start = 1, 0, 0
    key_next = False
    for token in _TOKEN.finditer(text):
        sign, start = token[0], token.start()
        newlines = text.count("\n", counted, start)
        if newlines:
            line += newlines
            line_start = text.rindex("\n", counted, start) + 1
        counted = start
        at = Position(line, start - line_start + 1)
        if sign in ("{", "["):
            if path and not names[-1]:
                yield path, at
            path.append(0)
            names.append(sign == "{")
            key_next = sign == "{"
        elif sign in ("}", "]"):
            path.pop()
            names.pop()
        elif sign == ",":
            key_next = names[-1]
            path[-1] = path[-1] if names[-1] else path[-1] + 1
        elif sign == ":":
            key_next = False
        elif key_next:
            path[-1] = json.loads(sign) if "\\" in sign else sign[1:-1]
            yield path, at
        elif not names[-1]:
            yield path, at


def _yaml(text: str) -> Iterator[tuple[list[Any], Position]]:
    path: list[Any] = []
    keys: list[bool | None] = []  # whether a key comes next; `None` in a sequence
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            path.pop()
            keys.pop()
            if keys and keys[-1] is False:
                keys[-1] = True
            continue
        if not isinstance(event, yaml.NodeEvent) or event.start_mark is None:
            continue
        mark = event.start_mark
        at = Position(mark.line + 1, mark.column + 1)
        if keys and keys[-1] is True:
            path[-1] = getattr(event, "value", "")
            keys[-1] = False
            yield path, at
            continue
        if keys and keys[-1] is None:
            path[-1] += 1
            yield path, at
        if isinstance(event, yaml.CollectionStartEvent):
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            path.append("" if is_mapping else -1)
            keys.append(True if is_mapping else None)
        elif keys and keys[-1] is False:
            keys[-1] = True
