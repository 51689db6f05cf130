"""Keep the last version of a scenario file without mistakes, and read the file again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from paydrill.scenarios.files.fingerprints import Stamps, are_stale
from paydrill.scenarios.files.loader import ScenarioFile
from paydrill.scenarios.files.problems import Problem, ScenarioFileError
from paydrill.scenarios.scenario import Scenario
from paydrill.values.times import rfc3339, system_now_ms

Read = Callable[[], ScenarioFile]
"""Reads a scenario. Raises `ScenarioFileError`."""


class Kept(NamedTuple):
    """The last version without mistakes, if there was one, and the problems of the latest."""

    read: Read
    file: Path | None
    """The scenario's file; `None` for a text that was sent."""
    stamps: Stamps
    content: ScenarioFile | None = None
    scenario: Scenario | None = None
    problems: tuple[Problem, ...] = ()
    read_ms: int = 0
    """When `content` was read, by the machine's clock."""

    @property
    def is_stale(self) -> bool:
        """Whether a file of the scenario has changed, or one that was missing has appeared."""
        return are_stale(self.stamps)

    @property
    def is_gone(self) -> bool:
        """Whether the scenario's file was missing at the last reading: deleted, or renamed."""
        return self.file is not None and self.stamps.get(self.file) is None

    def renewed(self) -> Kept:
        """Read again and return the result; of a bad version, keep the problems only."""
        now_ms = system_now_ms()
        try:
            content = self.read()
        except ScenarioFileError as error:
            problems = tuple(self._explained(each, error.stamps) for each in error.problems)
            return self._replace(stamps=error.stamps, problems=problems)
        scenario = Scenario(content.name, content.rules, content.seed, content.sections)
        return Kept(self.read, self.file, content.stamps, content, scenario, read_ms=now_ms)

    def _explained(self, problem: Problem, stamps: Stamps) -> Problem:
        """Return the problem; if a file that was read before is gone, say what stays in use."""
        were_there = () if self.content is None else self.content.files
        for file in were_there:
            if stamps.get(file, file) is None and str(file) in problem.message:
                since = rfc3339(self.read_ms)
                message = f"{file} is gone; still using what was read at {since}"
                return replace(problem, message=message)
        return problem


def keep(read: Read, file: Path | None = None) -> Kept:
    """Read a scenario for the first time; `file` is its file, if it has one."""
    return Kept(read, file, {}).renewed()
