"""A scenario as its files are now, or as they last were right."""

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
    """The last version without mistakes, if there was one, and what is wrong with the latest."""

    read: Read
    file: Path | None
    """The file that it comes from; `None` for a text that was sent."""
    stamps: Stamps
    content: ScenarioFile | None = None
    scenario: Scenario | None = None
    problems: tuple[Problem, ...] = ()
    read_ms: int = 0
    """When `content` was read, by the machine's clock."""

    @property
    def is_stale(self) -> bool:
        """Whether a file has changed that was read for it, or ought to have been."""
        return are_stale(self.stamps)

    @property
    def is_gone(self) -> bool:
        """Whether its file was not there when it was to be read: deleted, or renamed."""
        return self.file is not None and self.stamps.get(self.file) is None

    def renewed(self) -> Kept:
        """What is kept after reading again: of a bad version, the problems only."""
        now_ms = system_now_ms()
        try:
            content = self.read()
        except ScenarioFileError as error:
            problems = tuple(self._explained(each, error.stamps) for each in error.problems)
            return self._replace(stamps=error.stamps, problems=problems)
        parts = content.rules, content.seed, content.settlement, content.webhooks
        scenario = Scenario(content.name, *parts)
        return Kept(self.read, self.file, content.stamps, content, scenario, read_ms=now_ms)

    def _explained(self, problem: Problem, stamps: Stamps) -> Problem:
        """The problem; where it is that a file cannot be read any more, what that means."""
        were_there = () if self.content is None else self.content.files
        for file in were_there:
            if stamps.get(file, file) is None and str(file) in problem.message:
                since = rfc3339(self.read_ms)
                message = f"{file} is gone; still using what was read at {since}"
                return replace(problem, message=message)
        return problem


def keep(read: Read, file: Path | None = None) -> Kept:
    """What is read for the first time, from a `file` if it is in one."""
    return Kept(read, file, {}).renewed()
