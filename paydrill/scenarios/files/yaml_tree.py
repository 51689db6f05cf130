"""Parse YAML 1.2 text into plain data in which every value and every key has its position.

The tree is built from ruamel.yaml's parsing events rather than by its constructors: tags are never
executed, limits hold while the text is read, and numbers are made from the digits as written.
Scalars resolve by the YAML 1.2 core schema (`NO` is text), non-integers to `Decimal`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml import events as yaml_events
from ruamel.yaml.error import MarkedYAMLError, StreamMark
from ruamel.yaml.reader import ReaderError

from paydrill.scenarios.files.problems import Position, Problem, lines_of
from paydrill.scenarios.files.scalars import NotUsable, Scalar, is_number, resolve
from paydrill.scenarios.files.syntax import Spot, in_quotes, mistake_of, value_at
from paydrill.values.suggestions import quoted

MAX_DEPTH = 32
MAX_NODES = 100_000
MAX_ALIASES = 100

_SURROGATE = re.compile(r"[\ud800-\udfff]")

_ValueEvent = yaml_events.AliasEvent | yaml_events.ScalarEvent | yaml_events.CollectionStartEvent


@dataclass(slots=True, eq=False)
class Node:
    """A value of the file. `data` is plain: None, bool, int, Decimal, str, list or dict."""

    position: Position
    data: Any
    literal: str | None = None  # a scalar as written, without its quotes
    unquoted: bool = False
    beside: str = ""  # of an empty value, the rest of its line
    children: dict[str | int, Node] = field(default_factory=dict)
    keys: dict[str, Position] = field(default_factory=dict)
    size: int = 1  # nodes in all, with aliases expanded
    height: int = 0  # levels of lists and mappings

    @property
    def entries(self) -> list[Node]:
        """The entries of a list; empty for any other value."""
        return list(self.children.values()) if isinstance(self.data, list) else []

    def find(self, *path: str | int) -> Node | None:
        """Return the node at `path` below this node, if there is one."""
        node: Node | None = self
        for step in path:
            node = node.children.get(step) if node is not None else None
        return node

    def nearest(self, *path: str | int) -> Node:
        """Return the node at `path`, or the deepest existing node on the way to it."""
        node = self
        for step in path:
            if step not in node.children:
                break
            node = node.children[step]
        return node


class _Refused(Exception):
    """Reading stops here: the rest of the text cannot be understood, or is too large."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class Parsed(NamedTuple):
    """The tree of a text, or None if refused, and its problems. Nothing changes it any more."""

    root: Node | None
    problems: tuple[Problem, ...]


def parse(file: Path, text: str) -> Parsed:
    """Parse a text of one document."""
    builder = _Builder(file, text)
    try:
        root = builder.document()
    except _Refused as refused:
        return Parsed(None, (*builder.problems, refused.problem))
    return Parsed(root, tuple(builder.problems))


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
        self._lines = lines_of(text)
        self._open: list[Spot | None] = []  # where collections begin; None without a bracket

    def _guarded_events(self) -> Iterator[Any]:
        """Yield the events of ruamel.yaml; raise `_Refused` for any exception of the parser."""
        try:
            for event in YAML(typ="safe", pure=True).parse(self._text):
                self._latest = self._at(event.start_mark)
                self._follow(event)
                yield event
        except MarkedYAMLError as error:
            found = mistake_of(error, self._text, [each for each in self._open if each])
            at = Position(self._file, found.spot.line + 1, found.spot.column + 1)
            raise _Refused(at.problem(f"not valid YAML: {found.message}")) from error
        except ReaderError as error:
            before = self._text[: error.position]
            at = Position(self._file, before.count("\n") + 1, error.position - before.rfind("\n"))
            message = f"the character #x{error.character:04x} is not allowed in YAML"
            raise _Refused(at.problem(message)) from error
        except Exception as error:
            # The scanner lets other exceptions through: an escape beyond Unicode raises a bare
            # ValueError or OverflowError of chr().
            message = "what comes after this cannot be read as YAML"
            raise _Refused(self._latest.problem(message)) from error

    def _follow(self, event: Any) -> None:
        if isinstance(event, yaml_events.CollectionStartEvent):
            mark = event.start_mark
            self._open.append(Spot(mark.line, mark.column) if event.flow_style else None)
        elif isinstance(event, yaml_events.CollectionEndEvent):
            self._open.pop()

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
            message = "the file is empty; begin with scenario: 1, and a name"
            raise _Refused(Position(self._file, 1, 1).problem(message))
        return root

    def _node(self, event: _ValueEvent, depth: int, empty_at: Position | None) -> Node:
        at = self._at(event.start_mark)
        if isinstance(event, yaml_events.AliasEvent):
            node = self._alias(event.anchor, at, depth)
        else:
            if event.anchor is not None:
                self._anchors[event.anchor] = None
            if event.ctag is not None:
                tag = quoted(str(event.ctag))
                message = f"the tag {tag} is not allowed: scenario files have no tags"
                self.problems.append(at.problem(message + self._unless_text(at)))
            if isinstance(event, yaml_events.ScalarEvent):
                # An empty value is reported at its key: the parser marks it after later text.
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
            message = f"no anchor named {quoted(anchor)} comes before this alias"
            raise _Refused(at.problem(message + self._unless_text(at)))
        node = self._anchors[anchor]
        if node is None:
            raise _Refused(at.problem(f"the alias {quoted(anchor)} contains itself"))
        if depth + node.height > MAX_DEPTH:
            raise _Refused(at.problem(f"nested deeper than {MAX_DEPTH} levels"))
        self._count(node.size, at)
        return node

    def _unless_text(self, at: Position) -> str:
        """Advise quotes, in case the value was meant to be text."""
        text = value_at(self._line(at), at.column - 1)
        return f"; if it is text, {in_quotes(text)}"

    def _line(self, at: Position) -> str:
        return self._lines[at.line - 1] if at.line <= len(self._lines) else ""

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
        beside = "" if literal else self._line(at)[at.column - 1 :]
        return Node(at, value, literal, unquoted=is_plain, beside=beside)

    def _joined(self, literal: str, at: Position) -> str:
        """Join surrogate pairs: JSON escapes a character beyond U+FFFF as two halves."""
        halves = literal.encode("utf-16", "surrogatepass")
        try:
            return halves.decode("utf-16")
        except UnicodeDecodeError:
            self.problems.append(at.problem("half of a surrogate pair is not a character"))
            return halves.decode("utf-16", "replace")

    def _resolve(self, literal: str, at: Position) -> Scalar:
        try:
            return resolve(literal)
        except NotUsable as reason:
            self.problems.append(at.problem(str(reason)))
            return 1  # stands in for the number, so that it is not reported twice

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
            complaint = self._refused_key(key, node)
            if complaint is not None:
                self.problems.append(key_at.problem(complaint))
            else:
                node.keys[key.data] = key_at
                node.data[key.data] = value.data
                _adopt(node, key.data, value)
        return node

    def _refused_key(self, key: Node, mapping: Node) -> str | None:
        """Say why the mapping cannot have this key; None if it can."""
        if not isinstance(key.data, str):
            before = self._line(key.position)[: key.position.column - 1]
            if is_number(key.literal or "") and re.search(r"[0-9],$", before):
                return "a comma begins another key: write numbers without commas, as 1000 or 10.50"
            if key.height:
                return "a key must be text: put quotes around a value that begins with { or ["
            return "a key must be text: put quotes around it"
        if key.unquoted and key.data == "<<":
            return "YAML 1.2 has no merge keys: write the keys out"
        if key.data in mapping.keys:
            first = mapping.keys[key.data].line
            another = "; if another rule begins here, put - before it" if key.data == "id" else ""
            return f"the key {quoted(key.data)} is given twice, first on line {first}{another}"
        return None


def _adopt(parent: Node, key: str | int, child: Node) -> None:
    parent.children[key] = child
    parent.size += child.size
    parent.height = max(parent.height, child.height + 1)
