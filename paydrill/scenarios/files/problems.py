"""Describe the problems of scenario files, with file, line and column, for their author."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from unicodedata import combining, east_asian_width

from paydrill.errors import FieldError, InvalidScenario
from paydrill.scenarios.files.fingerprints import Stamps
from paydrill.values.masking import hide_numbers

MOST_PROBLEMS = 1000
SHOWN_BEFORE = 60
SHOWN_AFTER = 40

# Breaks as YAML's reader counts them.
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file. Lines and columns count from 1, columns in characters."""

    file: Path
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def problem(self, message: str) -> Problem:
        """Return a problem at this position."""
        return Problem(self.file, self.line, self.column, message)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. Its text is `file:line:column: message`, as compilers write it.

    `source` is the line as it stands in the file, with card numbers hidden; empty when the file
    could not be read.
    """

    file: Path
    line: int
    column: int
    message: str
    source: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"

    def pointed(self) -> str:
        """Return the problem's text, then the source line with a caret under the column."""
        if not self.source:
            return str(self)
        start = max(0, self.column - 1 - SHOWN_BEFORE)
        before = _printable(self.source[start : self.column - 1])
        after = _printable(self.source[self.column - 1 : self.column - 1 + SHOWN_AFTER])
        number = f"{self.line:>5} | "
        caret = " " * (len(number) - 2) + "| " + " " * _width(before) + "^"
        return f"{self}\n{number}{before}{after}\n{caret}"


class ScenarioFileError(Exception):
    """A scenario cannot be used. `problems` holds every mistake found, file by file, top down.

    Beyond `MOST_PROBLEMS`, the rest is only counted. `stamps` has all files that were read, and
    those that could not be.
    """

    def __init__(self, problems: Iterable[Problem], stamps: Stamps) -> None:
        # Content that an alias repeats is reported once.
        unique = list(dict.fromkeys(problems))
        rank = {file: index for index, file in enumerate(dict.fromkeys(p.file for p in unique))}
        found = sorted(unique, key=lambda p: (rank[p.file], p.line, p.column))
        self.problems = tuple(found[:MOST_PROBLEMS])
        self.stamps = stamps
        rest = len(found) - len(self.problems)
        self._more = [f"and {rest} more"] if rest else []
        super().__init__("\n".join([*map(str, self.problems), *self._more]))

    def pointed(self) -> str:
        """Return every problem with its line and a caret, as `paydrill check` prints them."""
        return "\n".join([*(problem.pointed() for problem in self.problems), *self._more])


def refusal(problems: Iterable[Problem], pointer_of: Callable[[Problem], str]) -> InvalidScenario:
    """Make one refusal of all problems; `pointer_of` returns the place of each."""
    return InvalidScenario.of(
        *(FieldError(pointer_of(problem), problem.message) for problem in problems)
    )


def in_source(problem: Problem) -> str:
    """Return the place of a problem in a text that was sent, as `/source/5:21`."""
    return f"/{problem.file}/{problem.line}:{problem.column}"


def with_sources(problems: Iterable[Problem], texts: Mapping[Path, str]) -> list[Problem]:
    """Return the problems with their source lines, as far as the text of the file is known."""
    lines = {file: lines_of(text) for file, text in texts.items()}

    @cache
    def line_of(file: Path, number: int) -> str:
        known = lines.get(file, [])
        return hide_numbers(known[number - 1]) if number <= len(known) else ""

    return [replace(each, source=line_of(each.file, each.line)) for each in problems]


def lines_of(text: str) -> list[str]:
    """Split a text into lines as YAML's reader counts them."""
    return _LINE_BREAK.split(text)


def _printable(text: str) -> str:
    """Replace characters that would move the caret or upset a terminal by a space or a dot."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "·" for c in text)


def _width(text: str) -> int:
    """Return the width of the text in columns of a terminal."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
