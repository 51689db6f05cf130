"""Reads a scenario file and the files it includes into one ordered list of rules."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from paydrill.scenario_files import grammar, meaning
from paydrill.scenario_files.meaning import Vocabulary
from paydrill.scenario_files.problems import (
    Position,
    Problem,
    ScenarioFileError,
    quoted,
    suggestion,
)
from paydrill.scenario_files.yaml_tree import Node, parse

MAX_BYTES = 1024 * 1024
MAX_FILES = 32

# Numbers that are compared exactly. Every other number of a rule or an example is a count.
_DECIMAL_KEYS = frozenset({"amount", "min", "max", "chance"})


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario as plain data: str, int, bool, list, dict, and `Decimal` for amounts and chance.

    `rules` are in evaluation order: the file's own, then the included ones. `examples` are the
    file's own only: those of an included file hold for that file by itself. `seed` is the file's
    own. `files` are all files that were read, this one first; watch them for changes.
    """

    name: str
    description: str
    seed: int | None
    rules: tuple[dict[str, Any], ...]
    examples: tuple[dict[str, Any], ...]
    files: tuple[Path, ...]
    _rule_nodes: tuple[Node, ...] = field(repr=False, compare=False)
    _example_nodes: tuple[Node, ...] = field(repr=False, compare=False)

    def where(self, rule_index: int, *keys: str | int) -> Position:
        """Where the value at `keys` of a rule stands, or the nearest value around it."""
        return self._rule_nodes[rule_index].nearest(*keys).position

    def where_example(self, example_index: int, *keys: str | int) -> Position:
        """Likewise, of an example."""
        return self._example_nodes[example_index].nearest(*keys).position


def load_scenario(path: Path, *, known: Vocabulary) -> ScenarioFile:
    """The scenario in the file at `path`, complete and checked.

    Raises `ScenarioFileError` with every problem of the file and of those it includes, and
    nothing else, whatever the files contain.
    """
    reading = _Reading(known)
    top = reading.open(path, mentioned_at=Position(path, 1, 1), trail=())
    problems = list(reading.problems)
    order: list[Node] = []
    if top is not None:
        order, clashes = _evaluation_order(top)
        problems += clashes
        sound = {rule for source in reading.sources for rule in source.sound_rules()}
        problems += meaning.check_reach([rule for rule in order if rule in sound])
        if reading.complete:
            problems += _missing_rules(reading.sources)
    if problems or top is None:
        raise ScenarioFileError(problems)
    content, examples = top.root.data, top.items("examples")
    return ScenarioFile(
        name=content["name"],
        description=content.get("description", ""),
        seed=int(content["seed"]) if "seed" in content else None,
        rules=tuple(_plain(rule.data) for rule in order),
        examples=tuple(_plain(example.data) for example in examples),
        files=tuple(source.file for source in reading.sources),
        _rule_nodes=tuple(order),
        _example_nodes=tuple(examples),
    )


def _plain(value: Any, key: str = "") -> Any:
    """A copy that shares nothing, with the numbers at `_DECIMAL_KEYS` as `Decimal`."""
    if isinstance(value, dict):
        return {name: _plain(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, key) for item in value]
    return Decimal(value) if key in _DECIMAL_KEYS else value


@dataclass(eq=False)
class _Source:
    """One file that was read, and those it includes."""

    file: Path
    root: Node
    faulty: set[grammar.Place]  # where the schema found fault, to two steps
    includes: list[_Source] = field(default_factory=list)

    def items(self, key: str) -> list[Node]:
        """The entries of the list at a top-level key."""
        node = self.root.find(key)
        if node is None or not isinstance(node.data, list):
            return []
        return [node.children[index] for index in range(len(node.data))]

    def sound_rules(self) -> list[Node]:
        """The rules that have the right shape, and so can be reasoned about."""
        if ("rules",) in self.faulty:
            return []
        rules = enumerate(self.items("rules"))
        return [rule for index, rule in rules if ("rules", index) not in self.faulty]

    def rules_by_id(self) -> Iterator[tuple[str, Node]]:
        """The rules of this file alone that have an id."""
        for rule in self.items("rules"):
            node = rule.find("id")
            if node is not None and isinstance(node.data, str):
                yield node.data, rule

    def with_included(self) -> list[_Source]:
        """This file and all that it leads to, each once, depth first."""
        found: dict[_Source, None] = {self: None}
        for included in self.includes:
            found.update(dict.fromkeys(included.with_included()))
        return list(found)

    def knows_its_rules(self) -> bool:
        """Whether no rule is hidden by a mistake above it or in its id."""
        whole = not self.faulty & {(), ("rules",), ("include",)}
        return whole and len(self.items("rules")) == len(list(self.rules_by_id()))


class _Reading:
    """Files read so far, each once, with all that is wrong in each by itself."""

    def __init__(self, known: Vocabulary) -> None:
        self.problems: list[Problem] = []
        self.complete = True  # every rule that an example can name is known
        self.sources: list[_Source] = []
        self._known = known
        self._by_identity: dict[str, _Source | None] = {}

    def open(self, file: Path, mentioned_at: Position, trail: tuple[Path, ...]) -> _Source | None:
        """The file and those it includes; None, and a problem, if it cannot be understood."""
        identity = os.path.realpath(file)
        if identity in map(os.path.realpath, trail):
            names = " → ".join(str(step) for step in (*trail, file))
            self.problems.append(mentioned_at.problem(f"a file includes itself: {names}"))
            return None
        if identity in self._by_identity:
            return self._by_identity[identity]
        if len(self._by_identity) == MAX_FILES:
            self.problems.append(mentioned_at.problem(f"more than {MAX_FILES} files"))
            return None
        source = self._by_identity[identity] = self._read(file, mentioned_at)
        if source is not None:
            self._follow_includes(source, (*trail, file))
        return source

    def _read(self, file: Path, mentioned_at: Position) -> _Source | None:
        text = _text_of(file, mentioned_at)
        if isinstance(text, Problem):
            self.problems.append(text)
            return None
        root, problems = parse(file, text)
        if root is None:
            self.problems += problems
            return None
        faults = grammar.check(root)
        source = _Source(file, root, {fault.place[:2] for fault in faults})
        # One mistake, one problem: a value that YAML complained about has a stand-in, which the
        # schema must not blame; a word of the wrong shape need not be called unknown as well.
        for found in ([fault.problem for fault in faults], self._misused_words(source)):
            spots = {(problem.line, problem.column) for problem in problems}
            problems += [each for each in found if (each.line, each.column) not in spots]
        self.problems += [*problems, *meaning.check_ids(source.items("rules"))]
        for rule in source.sound_rules():
            self.problems += meaning.check_range(rule)
        self.sources.append(source)
        self.complete = self.complete and source.knows_its_rules()
        return source

    def _misused_words(self, source: _Source) -> list[Problem]:
        items = [*source.items("rules"), *source.items("examples")]
        return [problem for item in items for problem in meaning.check_words(item, self._known)]

    def _follow_includes(self, source: _Source, trail: tuple[Path, ...]) -> None:
        for index, name in enumerate(source.items("include")):
            included = None
            if ("include", index) not in source.faulty:
                included = self.open(source.file.parent / name.data, name.position, trail)
            if included is None:
                self.complete = False
            else:
                source.includes.append(included)


def _text_of(file: Path, mentioned_at: Position) -> str | Problem:
    """The text of a file, or what keeps it from being read."""
    try:
        if file.exists() and not file.is_file():  # a pipe would be waited for
            return mentioned_at.problem(f"cannot read {file}: not a file")
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return mentioned_at.problem(f"cannot read {file}: {reason}")
    if len(content) > MAX_BYTES:
        return mentioned_at.problem(f"{file} is larger than {MAX_BYTES} bytes")
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        at = Position(file, before.count(b"\n") + 1, column)
        return at.problem("the file is not UTF-8 text")


def _evaluation_order(top: _Source) -> tuple[list[Node], list[Problem]]:
    """All rules, without those that an including file replaces by one of the same id."""
    sources = top.with_included()
    defined: dict[str, dict[_Source, Node]] = {}
    for source in sources:
        for rule_id, rule in source.rules_by_id():
            defined.setdefault(rule_id, {}).setdefault(source, rule)
    kept: set[Node] = set()
    problems: list[Problem] = []
    for rule_id, rules in defined.items():
        # Whoever includes all the others meant to replace theirs.
        winner = next((s for s in rules if set(rules) <= set(s.with_included())), None)
        if winner is None:
            problems.append(_clash(rule_id, rules.values()))
        else:
            kept.add(rules[winner])
    every_rule = (rule for source in sources for rule in source.items("rules"))
    return [rule for rule in dict.fromkeys(every_rule) if rule in kept], problems


def _clash(rule_id: str, rules: Iterable[Node]) -> Problem:
    first, second, *_ = rules
    message = f"{first.position.file} has a rule {quoted(rule_id)} too, and neither includes the"
    return second.nearest("id").position.problem(f"{message} other: it is unclear which counts")


def _missing_rules(sources: Iterable[_Source]) -> Iterator[Problem]:
    """Examples that name a rule which is neither in their file nor included."""
    for source in sources:
        ids = {rule_id for each in source.with_included() for rule_id, _ in each.rules_by_id()}
        for example in source.items("examples"):
            node = example.find("expect", "rule")
            if node is not None and isinstance(node.data, str) and node.data not in ids:
                instead = suggestion(node.data, ids)
                yield node.position.problem(f"no rule is called {quoted(node.data)}; {instead}")
