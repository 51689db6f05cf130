"""A scenario as its files are now, or as they last were right."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from paydrill.engine.scenarios.scenario import Scenario
from paydrill.scenario_files.loader import ScenarioFile
from paydrill.scenario_files.problems import Problem, ScenarioFileError
from paydrill.scenario_files.stamps import Stamps, are_stale

Read = Callable[[], ScenarioFile]
"""Reads a scenario. Raises `ScenarioFileError`."""


class Kept(NamedTuple):
    """The last version without mistakes, if there was one, and what is wrong with the latest."""

    read: Read
    stamps: Stamps
    content: ScenarioFile | None = None
    scenario: Scenario | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_stale(self) -> bool:
        """Whether a file has changed that was read for it, or ought to have been."""
        return are_stale(self.stamps)

    def renewed(self) -> Kept:
        """What is kept after reading again: of a bad version, the problems only."""
        try:
            content = self.read()
        except ScenarioFileError as error:
            return self._replace(stamps=error.stamps, problems=error.problems)
        parts = content.rules, content.seed, content.settlement, content.webhooks
        scenario = Scenario(content.name, *parts)
        return Kept(self.read, content.stamps, content, scenario)


def keep(read: Read) -> Kept:
    """What is read for the first time."""
    return Kept(read, {}).renewed()
