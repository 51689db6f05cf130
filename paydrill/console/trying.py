"""Try a scenario that is not in use: run its examples, each in a sandbox of its own."""

from dataclasses import replace
from typing import NamedTuple

from paydrill.console.scenario_examples import failed_examples
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.world import World
from paydrill.scenarios.files import Problem, ScenarioFile
from paydrill.scenarios.one_scenario import OneScenario
from paydrill.scenarios.scenario import Scenario
from paydrill.stores.memory import MemoryStore


class Trial(NamedTuple):
    """How many examples were run, and those that do not hold."""

    run: int
    failed: tuple[Problem, ...] = ()


def tried(world: World, file: ScenarioFile | None) -> Trial:
    """Run the examples of a scenario; none of a file that cannot be used."""
    if file is None:
        return Trial(0)

    def new_engine(scenario: Scenario) -> Engine:
        return Engine(MemoryStore(), replace(world, scenarios=OneScenario(scenario)))

    return Trial(len(file.examples), tuple(failed_examples(file, new_engine)))
