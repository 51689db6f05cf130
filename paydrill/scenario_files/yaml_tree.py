"""YAML 1.2 text to plain data in which every value and every key knows its position.

The tree is built from ruamel.yaml's parsing events rather than by its constructors: tags are never
executed, limits hold while the text is read, and numbers are made from the digits as written.
Scalars resolve by the YAML 1.2 core schema (`NO` is text), non-integers to `Decimal`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import events as yaml_events
from ruamel.yaml.error import MarkedYAMLError, StreamMark
from ruamel.yaml.reader import ReaderError

from paydrill.scenario_files.problems import Position, Problem, quoted

MAX_DEPTH = 32
MAX_NODES = 100_000
MAX_ALIASES = 100
MAX_NUMBER_LENGTH = 40
MAX_MAGNITUDE = 30

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NUMBER = re.compile(f"{_INTEGER.pattern}|{_NOT_FINITE.pattern}|{_DECIMAL.pattern}")
_SURROGATE = re.compile(r"[\ud800-\udfff]")

Scalar = None | bool | int | Decimal | str
_ValueEvent = yaml_events.AliasEvent | yaml_events.ScalarEvent | yaml_events.CollectionStartEvent


@dataclass(slots=True, eq=False)
class Node:
    """A value of the file. `data` is plain: None, bool, int, Decimal, str, list or dict."""

    position: Position
    data: Any
    literal: str | None = None  # a scalar as written, without its quotes
    unquoted: bool = False
    children: dict[str | int, Node] = field(default_factory=dict)
    keys: dict[str, Position] = field(default_factory=dict)
    size: int = 1  # nodes in all, with aliases expanded
    height: int = 0  # levels of lists and mappings

    @property
    def entries(self) -> list[Node]:
        """The entries of a list; none of anything else."""
        return list(self.children.values()) if isinstance(self.data, list) else []

    def find(self, *path: str | int) -> Node | None:
        """The node at `path` below this one, if there is one."""
        node: Node | None = self
        for step in path:
            node = node.children.get(step) if node is not None else None
        return node

    def nearest(self, *path: str | int) -> Node:
        """The node at `path`, or the deepest that exists on the way to it."""
        node = self
        for step in path:
            if step not in node.children:
                break
            node = node.children[step]
        return node


class _Refused(Exception):
    """Reading stops here: what follows cannot be understood, or is too much."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class _NotUsable(ValueError):
    """A number that YAML knows but a scenario cannot use. Says why."""


def parse(file: Path, text: str) -> tuple[Node | None, list[Problem]]:
    """The tree of a one-document text, as far as it can be read, and what is wrong with it."""
    builder = _Builder(file, text)
    try:
        root = builder.document()
    except _Refused as refused:
        return None, [*builder.problems, refused.problem]
    return root, builder.problems


class _Builder:
    def __init__(self, file: Path, text: str) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._text = text
        self._events = self._guarded_events()
        self._anchors: dict[str, Node | None] = {}  # None while the node is still open
        self._aliases = 0
        self._nodes = 0
        self._latest = Position(file, 1, 1)

    def _guarded_events(self) -> Iterator[Any]:
        """The events of ruamel.yaml, with all that it may raise turned into a refusal."""
        try:
            for event in YAML(typ="safe", pure=True).parse(self._text):
                self._latest = self._at(event.start_mark)
                yield event
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = self._at(mark) if mark is not None else self._latest
            said = "; ".join(part for part in (error.context, error.problem) if part)
            raise _Refused(at.problem(f"not valid YAML: {said}")) from error
        except ReaderError as error:
            before = self._text[: error.position]
            at = Position(self._file, before.count("\n") + 1, error.position - before.rfind("\n"))
            message = f"the character #x{error.character:04x} is not allowed in YAML"
            raise _Refused(at.problem(message)) from error
        except Exception as error:
            # The scanner does not foresee every text: an escape beyond Unicode, for one, is a
            # bare ValueError or OverflowError of chr().
            message = "what comes after this cannot be read as YAML"
            raise _Refused(self._latest.problem(message)) from error

    def _at(self, mark: StreamMark) -> Position:
        return Position(self._file, mark.line + 1, mark.column + 1)

    def document(self) -> Node:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml_events.DocumentStartEvent):
                at = self._at(event.start_mark)
                if root is not None:
                    self.problems.append(at.problem("a scenario file holds one document only"))
                    break
                if event.version not in (None, (1, 2)):
                    raise _Refused(at.problem("scenario files are YAML 1.2, not another version"))
                root = self._node(next(self._events), depth=0, empty_at=None)
        if root is None or (root.data is None and root.literal == ""):
            raise _Refused(Position(self._file, 1, 1).problem("the file is empty"))
        return root

    def _node(self, event: _ValueEvent, depth: int, empty_at: Position | None) -> Node:
        at = self._at(event.start_mark)
        if isinstance(event, yaml_events.AliasEvent):
            node = self._alias(event.anchor, at, depth)
        else:
            if event.anchor is not None:
                self._anchors[event.anchor] = None
            if event.ctag is not None:
                message = (
                    f"the tag {quoted(str(event.ctag))} is not allowed: scenario files have no tags"
                )
                self.problems.append(at.problem(message))
            if isinstance(event, yaml_events.ScalarEvent):
                # An empty value is shown at its key: the parser places it after what follows.
                node = self._scalar(event, empty_at if empty_at and not event.value else at)
            elif depth >= MAX_DEPTH:
                raise _Refused(at.problem(f"nested deeper than {MAX_DEPTH} levels"))
            elif isinstance(event, yaml_events.SequenceStartEvent):
                node = self._sequence(at, depth)
            else:
                node = self._mapping(at, depth)
            if event.anchor is not None:
                self._anchors[event.anchor] = node
        return node

    def _alias(self, anchor: str, at: Position, depth: int) -> Node:
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise _Refused(at.problem(f"more than {MAX_ALIASES} aliases"))
        if anchor not in self._anchors:
            raise _Refused(at.problem(f"no anchor named {quoted(anchor)} comes before this alias"))
        node = self._anchors[anchor]
        if node is None:
            raise _Refused(at.problem(f"the alias {quoted(anchor)} contains itself"))
        if depth + node.height > MAX_DEPTH:
            raise _Refused(at.problem(f"nested deeper than {MAX_DEPTH} levels"))
        self._count(node.size, at)
        return node

    def _count(self, nodes: int, at: Position) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            raise _Refused(at.problem(f"more than {MAX_NODES} values, aliases expanded"))

    def _scalar(self, event: yaml_events.ScalarEvent, at: Position) -> Node:
        self._count(1, at)
        literal = str(event.value)
        if _SURROGATE.search(literal):
            literal = self._joined(literal, at)
        is_plain = event.implicit[0]
        value = self._resolve(literal, at) if is_plain else literal
        return Node(at, value, literal, unquoted=is_plain)

    def _joined(self, literal: str, at: Position) -> str:
        """Surrogate pairs as one character: JSON escapes what is beyond U+FFFF in two halves."""
        halves = literal.encode("utf-16", "surrogatepass")
        try:
            return halves.decode("utf-16")
        except UnicodeDecodeError:
            self.problems.append(at.problem("half of a surrogate pair is not a character"))
            return halves.decode("utf-16", "replace")

    def _resolve(self, literal: str, at: Position) -> Scalar:
        """The value of an unquoted scalar by the YAML 1.2 core schema."""
        if _NULL.fullmatch(literal):
            return None
        if _BOOLEAN.fullmatch(literal):
            return literal.lower() == "true"
        if _NUMBER.fullmatch(literal):
            try:
                return _number(literal)
            except _NotUsable as reason:
                self.problems.append(at.problem(str(reason)))
                return 1  # stands in for the number, so that it is not reported twice
        return literal

    def _sequence(self, at: Position, depth: int) -> Node:
        self._count(1, at)
        node = Node(at, [], height=1)
        while not isinstance(event := next(self._events), yaml_events.SequenceEndEvent):
            child = self._node(event, depth + 1, empty_at=None)
            _adopt(node, len(node.data), child)
            node.data.append(child.data)
        return node

    def _mapping(self, at: Position, depth: int) -> Node:
        self._count(1, at)
        node = Node(at, {}, height=1)
        while not isinstance(event := next(self._events), yaml_events.MappingEndEvent):
            key_at = self._at(event.start_mark)
            key = self._node(event, depth + 1, empty_at=key_at)
            value = self._node(next(self._events), depth + 1, empty_at=key_at)
            complaint = _refused_key(key, node)
            if complaint is not None:
                self.problems.append(key_at.problem(complaint))
            else:
                node.keys[key.data] = key_at
                node.data[key.data] = value.data
                _adopt(node, key.data, value)
        return node


def _refused_key(key: Node, mapping: Node) -> str | None:
    """Why the mapping cannot have this key; None if it can."""
    if not isinstance(key.data, str):
        return "a key must be text"
    if key.unquoted and key.data == "<<":
        return "YAML 1.2 has no merge keys: write the keys out"
    if key.data in mapping.keys:
        first = mapping.keys[key.data].line
        return f"the key {quoted(key.data)} is given twice, first on line {first}"
    return None


def _adopt(parent: Node, key: str | int, child: Node) -> None:
    parent.children[key] = child
    parent.size += child.size
    parent.height = max(parent.height, child.height + 1)


def is_number(literal: str) -> bool:
    """Whether the text would be a number if it had no quotes."""
    return _NUMBER.fullmatch(literal) is not None


def _number(literal: str) -> int | Decimal:
    if len(literal) > MAX_NUMBER_LENGTH:
        raise _NotUsable("this number is too long; put quotes around text")
    if _NOT_FINITE.fullmatch(literal):
        raise _NotUsable(f"{literal} is not a number that can be used here")
    if _INTEGER.fullmatch(literal):
        return int(literal, 0 if literal[:2] in ("0o", "0x") else 10)
    try:
        number = Decimal(literal)
    except InvalidOperation:  # the exponent is beyond what even Decimal holds
        number = None
    if number is None or abs(number.adjusted()) > MAX_MAGNITUDE:
        raise _NotUsable(f"the number {literal} is out of range")
    return number
