"""Read the files of a scenario: each once, with its includes, and checked by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from paydrill.scenarios.files import grammar
from paydrill.scenarios.files.checks import (
    answers,
    changes,
    faults,
    ranges,
    requests,
    settlement,
    times,
    vocabulary_checks,
    webhooks,
)
from paydrill.scenarios.files.fingerprints import Stamp, stamp, stamp_of
from paydrill.scenarios.files.problems import Position, Problem
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.files.yaml_tree import Node, Parsed, parse
from paydrill.shipped import SCENARIOS

MAX_BYTES = 1024 * 1024
MAX_FILES = 32
LONGEST_WAY = 6

_parsed = lru_cache(maxsize=2 * MAX_FILES)(parse)
"""Parses a file whose text is new: several scenarios include the same ones."""


@dataclass(eq=False)
class Source:
    """A file that was read, and the files it includes."""

    file: Path
    root: Node
    faulty: set[grammar.Place]  # the schema's faults: the first two steps of each path
    includes: list[Source] = field(default_factory=list)

    def items(self, key: str) -> list[Node]:
        """Return the entries of the list at a top-level key."""
        node = self.root.find(key)
        return [] if node is None else node.entries

    def sound(self, key: str) -> list[Node]:
        """Return the entries at a top-level key that the schema accepts."""
        if (key,) in self.faulty:
            return []
        return [
            item for index, item in enumerate(self.items(key)) if (key, index) not in self.faulty
        ]

    def sound_section(self, key: str) -> Node | None:
        """Return the mapping at a top-level key, if the schema accepts it."""
        misshapen = any(place[:1] == (key,) for place in self.faulty)
        return None if misshapen else self.root.find(key)

    def rules_by_id(self) -> Iterator[tuple[str, Node]]:
        """Yield the rules of this file alone that have an id, each with its id."""
        for rule in self.items("rules"):
            node = rule.find("id")
            if node is not None and isinstance(node.data, str):
                yield node.data, rule

    @cached_property
    def with_included(self) -> list[Source]:
        """This file and all its includes, each once, depth first. Use it when all are read."""
        found: dict[Source, None] = {}
        waiting = [self]
        while waiting:
            source = waiting.pop()
            if source not in found:
                found[source] = None
                waiting += reversed(source.includes)
        return list(found)

    def knows_its_rules(self) -> bool:
        """Return whether all rules are known: none is hidden by a mistake above it or in its id."""
        whole = not self.faulty & {(), ("rules",), ("include",)}
        return whole and len(self.items("rules")) == len(list(self.rules_by_id()))


class Reading:
    """The files read so far, each once, and the problems of each file by itself."""

    def __init__(self, known: Vocabulary) -> None:
        self.problems: list[Problem] = []
        self.complete = True  # every rule that an example can name is known
        self.sources: list[Source] = []
        self.texts: dict[Path, str] = {}
        self.stamps: dict[Path, Stamp | None] = {}  # also of files that could not be read
        self._known = known
        self._by_identity: dict[str, Source | None] = {}

    def open(self, file: Path) -> Source | None:
        """Read a file and those it includes; None, and a problem, if it cannot be understood."""
        return self._open(file, mentioned_at=Position(file, 1, 1), trail=())

    def take(self, text: str, label: Path, folder: Path) -> Source | None:
        """Read a text without a file, which may include files of `folder`; `None` as in `open`."""
        if len(text.encode(errors="replace")) > MAX_BYTES:
            self.problems.append(_too_large(label, Position(label, 1, 1)))
            return None
        source = self._understand(label, text, parse(label, text))
        if source is not None:
            self._follow_includes(source, folder, trail=())
        return source

    def _open(self, file: Path, mentioned_at: Position, trail: tuple[Path, ...]) -> Source | None:
        identity = os.path.realpath(file)
        if identity in map(os.path.realpath, trail):
            self.problems.append(
                mentioned_at.problem(f"a file includes itself: {_way(trail, file)}")
            )
            return None
        if identity in self._by_identity:
            return self._by_identity[identity]
        if len(self._by_identity) == MAX_FILES:
            self.problems.append(mentioned_at.problem(f"more than {MAX_FILES} files"))
            return None
        source = self._by_identity[identity] = self._read(file, mentioned_at)
        if source is not None:
            self._follow_includes(source, file.parent, (*trail, file))
        return source

    def _read(self, file: Path, mentioned_at: Position) -> Source | None:
        content, self.stamps[file] = _content_of(file, mentioned_at)
        if isinstance(content, Problem):
            self.problems.append(content)
            return None
        try:
            text = content.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            self.texts[file] = content.decode("utf-8", "replace").removeprefix("\ufeff")
            self.problems.append(_not_utf8(file, content, error.start))
            return None
        return self._understand(file, text, _parsed(file, text))

    def _understand(self, file: Path, text: str, parsed: Parsed) -> Source | None:
        self.texts[file] = text
        root, problems = parsed.root, list(parsed.problems)
        if root is None:
            self.problems += problems
            return None
        misshapen = grammar.check(root)
        source = Source(file, root, {fault.place[:2] for fault in misshapen})
        # A mistake makes one problem: where YAML refused a value, the schema must not refuse the
        # value that replaces it; where the schema refused a word, it is not reported as unknown.
        for found in ([fault.problem for fault in misshapen], self._misused_words(source)):
            spots = {(problem.line, problem.column) for problem in problems}
            problems += [each for each in found if (each.line, each.column) not in spots]
        self.problems += problems
        for rule in source.sound("rules"):
            self.problems += ranges.check_ranges(rule)
            self.problems += times.check_times(rule)
            self.problems += faults.check_faults(rule, self._known)
            self.problems += requests.check_requests(rule, self._known)
            self.problems += answers.check_answers(rule, self._known)
            self.problems += changes.check_changes(rule, self._known)
        for example in source.sound("examples"):
            self.problems += times.check_moment(example)
        self.problems += webhooks.check_webhooks(source.sound("webhooks"), self._known)
        section = source.sound_section("settlement")
        if section is not None:
            self.problems += settlement.check_settlement(section, self._known)
        section = source.sound_section("resources")
        if section is not None:
            self.problems += changes.check_resources(section, self._known)
        self.sources.append(source)
        self.complete = self.complete and source.knows_its_rules()
        return source

    def _misused_words(self, source: Source) -> list[Problem]:
        items = [*source.items("rules"), *source.items("examples")]
        unknown = [
            each for item in items for each in vocabulary_checks.check_words(item, self._known)
        ]
        return [*unknown, *vocabulary_checks.check_ids(source.items("rules"))]

    def _follow_includes(self, source: Source, folder: Path, trail: tuple[Path, ...]) -> None:
        for index, name in enumerate(source.items("include")):
            included = None
            if source.faulty.isdisjoint({("include",), ("include", index)}):
                file = _included(name.data, folder, source.file)
                included = self._open(file, name.position, trail)
            if included is None:
                self.complete = False
            else:
                source.includes.append(included)


def _included(name: str, folder: Path, by: Path) -> Path:
    """Find a file that another includes: in a folder, or else among the shipped scenarios.

    So may a team's `default.yaml` include `default.yaml`, the one that it hides.
    """
    file, shipped = folder / name, SCENARIOS / name
    is_missing = not file.exists() or (file == by and shipped.resolve() != by.resolve())
    return shipped if is_missing and shipped.is_file() else file


def _way(trail: tuple[Path, ...], file: Path) -> str:
    """Show the way from the first file to the file that is included again."""
    steps = [str(step) for step in (*trail, file)]
    return " → ".join(steps if len(steps) <= LONGEST_WAY else [*steps[:2], "…", *steps[-2:]])


def _content_of(file: Path, mentioned_at: Position) -> tuple[bytes | Problem, Stamp | None]:
    """Read a file: its bytes, or the problem that prevents it; and the file's stamp."""
    try:
        if file.exists() and not file.is_file():  # reading a pipe would block
            return mentioned_at.problem(f"cannot read {file}: not a file"), stamp_of(file)
        with file.open("rb") as stream:
            read = stamp(os.fstat(stream.fileno()))  # first, so that a write meanwhile is noticed
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return mentioned_at.problem(f"cannot read {file}: {reason}"), stamp_of(file)
    return content if len(content) <= MAX_BYTES else _too_large(file, mentioned_at), read


def _too_large(file: Path, mentioned_at: Position) -> Problem:
    return mentioned_at.problem(f"{file} is larger than {MAX_BYTES} bytes")


def _not_utf8(file: Path, content: bytes, start: int) -> Problem:
    before = content[:start].decode("utf-8").removeprefix("\ufeff")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Position(file, line, column).problem("the file is not UTF-8 text: save it as UTF-8")
