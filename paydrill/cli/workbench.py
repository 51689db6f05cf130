"""Provide a project's contracts, scenario files and trial engines to commands without a server."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import click

from paydrill.app import read_contracts, with_scenarios_served
from paydrill.cli.fetching import local
from paydrill.cli.progress import progress
from paydrill.cli.usage import WrongUsage
from paydrill.domain import PAYMENTS, with_resources
from paydrill.openapi import cache
from paydrill.openapi.contract_files import overlaid
from paydrill.openapi.documents import Contract, ContractError, ContractFile
from paydrill.openapi.sources import Source, SourceError
from paydrill.responders.choosing import (
    catalogs_of,
    find_handlers,
    shared_by_contract,
    stand_ins,
    without_handlers,
)
from paydrill.responders.handler_folder import HandlerFolder
from paydrill.responders.handlers import HandlerError
from paydrill.responders.pushes.sending import pushes_by_contract
from paydrill.responders.stand_in import Shared
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.world import World
from paydrill.scenarios.files import ScenarioFile, load_scenario
from paydrill.scenarios.files.choosing import NoSuchScenario, require_scenario
from paydrill.scenarios.one_scenario import OneScenario
from paydrill.scenarios.scenario import Scenario
from paydrill.settings import Settings
from paydrill.shipped import CONTRACTS
from paydrill.standards import standards
from paydrill.stores.memory import MemoryStore
from paydrill.values.folders import YAML, files_in
from paydrill.vocabulary import known_words


class Workbench:
    """The contracts and handlers that `serve` would serve, with which to read and try scenarios."""

    def __init__(self, settings: Settings) -> None:
        """Read contracts and handlers. Raises `ContractError` and `HandlerError`."""
        self.contracts = read_contracts(settings)
        self.team = HandlerFolder.of(settings.handlers, self.contracts)
        catalogs = catalogs_of(self.contracts)
        pushes = pushes_by_contract(self.contracts, catalogs)
        domain = with_resources(PAYMENTS, catalogs.values(), pushes.values(), {})
        stands_in = _stand_ins(self.contracts, shared_by_contract(catalogs, pushes), self.team)
        self._known = known_words(self.contracts, domain, catalogs, pushes, stands_in)
        self.settings = with_scenarios_served(settings, self._known)

    @classmethod
    def opened(cls, settings: Settings) -> Self:
        """Make a workbench, or end the command with a line for each thing that cannot be read."""
        path = click.get_current_context().command_path
        settings = replace(settings, sources=fetched(settings.sources, refresh=settings.refresh))
        try:
            with progress(f"Reading {', '.join(map(str, settings.contracts))}"):
                return cls(settings)
        except ContractError as error:
            raise WrongUsage(path, error.problems) from None
        except HandlerError as error:
            raise WrongUsage(path, str(error).splitlines()) from None

    @property
    def served(self) -> list[Contract]:
        """The contracts that the settings name: not those that every server has besides."""
        folders = self.settings.contracts
        return [
            each for each in self.contracts if each.file.parent != CONTRACTS or CONTRACTS in folders
        ]

    @property
    def operations(self) -> list[str]:
        """The ids of all operations of all contracts."""
        return sorted(o.id for contract in self.contracts for o in contract.operations)

    @property
    def scenario_files(self) -> list[Path]:
        """The files to choose scenarios from, with the one that is chosen, wherever it is."""
        files, chosen = files_in(self.settings.scenarios, YAML), self.settings.scenario_file
        is_elsewhere = chosen.is_file() and not any(chosen.samefile(each) for each in files)
        return [chosen, *files] if is_elsewhere else files

    def read(self, file: Path) -> ScenarioFile:
        """Read the scenario in a file. Raises `ScenarioFileError`."""
        return load_scenario(file, known=self._known)

    @staticmethod
    def engine(scenario: Scenario) -> Engine:
        """Make an engine with an empty store."""
        return Engine(MemoryStore(), World(OneScenario(scenario), standards(), PAYMENTS))


def _stand_ins(
    contracts: Iterable[Contract], shared: Mapping[str, Shared], team: HandlerFolder
) -> Callable[[str], bool]:
    """Return a test for operations, by their ids: whether a stand-in is asked.

    Raises `HandlerError` for a function of the team that cannot be called.
    """
    if not team.functions:
        return without_handlers(contracts)  # finding them all takes longer
    return stand_ins(find_handlers(contracts, shared, team=team)).__contains__


def fetched(sources: Iterable[Source], *, refresh: bool = False) -> tuple[Source, ...]:
    """Read contracts that have an address into files, or end the command with a line."""
    try:
        return tuple(local(each, cache.folder(), refresh=refresh) for each in sources)
    except SourceError as error:
        raise WrongUsage(click.get_current_context().command_path, [str(error)]) from None


def chosen_scenario(bench: Workbench, settings: Settings) -> Path:
    """Return the file of the scenario that is chosen, or end the command if it is not there.

    A folder need not have a default.
    """
    if settings.scenario != Settings.scenario:
        try:
            require_scenario(settings.scenario, settings.scenario_file, settings.scenarios)
        except NoSuchScenario as error:
            raise WrongUsage(click.get_current_context().command_path, [str(error)]) from None
    return bench.settings.scenario_file


def with_overlays(named: Sequence[ContractFile], settings: Settings) -> list[ContractFile]:
    """Give overlays to contracts that are named, or end the command with a line for each problem.

    Overlays for other contracts of the project are left to these.
    """
    known = {each.file.resolve() for each in named}
    own = [each for each in settings.contracts if each != CONTRACTS]
    others = [Path(each.place) for each in settings.sources] + files_in(own, {*YAML, ".json"})
    found = [ContractFile(each) for each in others if each.resolve() not in known]
    given, _, problems = overlaid(named, found, map(Path, settings.overlay))
    if problems:
        raise WrongUsage(click.get_current_context().command_path, problems)
    return given


def named_contracts(names: Sequence[str]) -> list[ContractFile]:
    """Find the contracts that an argument names, or end the command with a line that says why."""
    try:
        return [ContractFile.of(each) for each in fetched(map(Source.of, names))]
    except SourceError as error:
        raise WrongUsage(click.get_current_context().command_path, [str(error)]) from None
