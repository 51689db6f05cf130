"""What is wrong in a scenario file, where, and in words for the person who wrote it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

LONGEST_QUOTE = 60
LONGEST_LIST = 12


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file. Lines and columns count from 1, columns in characters."""

    file: Path
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def problem(self, message: str) -> Problem:
        """A problem at this place."""
        return Problem(self.file, self.line, self.column, message)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. Its text is `file:line:column: message`, as compilers write it."""

    file: Path
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class ScenarioFileError(Exception):
    """A scenario cannot be used. `problems` holds every mistake found, file by file, top down."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        # Content that is used twice, by an alias, is wrong once.
        unique = list(dict.fromkeys(problems))
        rank = {file: index for index, file in enumerate(dict.fromkeys(p.file for p in unique))}
        self.problems = tuple(sorted(unique, key=lambda p: (rank[p.file], p.line, p.column)))
        super().__init__("\n".join(map(str, self.problems)))


def quoted(text: str) -> str:
    """The text in quotes, on one line, and cut if it is very long."""
    return repr(text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…")


def closest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word that was probably meant, if any comes near. Case does not count."""
    by_lowercase = {candidate.lower(): candidate for candidate in sorted(allowed)}
    found = get_close_matches(word[:LONGEST_QUOTE].lower(), by_lowercase, n=1)
    return by_lowercase[found[0]] if found else None


def suggestion(word: str, allowed: Collection[str]) -> str:
    """What to write instead of `word`: the closest allowed word, or else the allowed words."""
    near = closest(word, allowed)
    if near is not None:
        return f"did you mean {quoted(near)}?"
    shown = sorted(allowed)[:LONGEST_LIST]
    rest = len(allowed) - len(shown)
    return f"allowed: {', '.join(shown) or 'none'}" + (f" and {rest} more" if rest else "")
