"""Provide contracts, scenario files and trial engines to commands that need no server."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

import click

from paydrill.cli import project
from paydrill.cli.fetching import local
from paydrill.cli.progress import progress
from paydrill.cli.usage import WrongUsage
from paydrill.domain import PAYMENTS, with_resources
from paydrill.openapi import cache
from paydrill.openapi.documents import ContractError, ContractFile, load_contracts
from paydrill.openapi.sources import Source, SourceError
from paydrill.responders.choosing import catalogs_of, without_handlers
from paydrill.responders.pushes.sending import pushes_by_contract
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.sandbox import World
from paydrill.scenarios.files import ScenarioFile, load_scenario
from paydrill.scenarios.one_scenario import OneScenario
from paydrill.scenarios.scenario import Scenario
from paydrill.standards import standards
from paydrill.stores.memory import MemoryStore
from paydrill.vocabulary import known_words

Function = TypeVar("Function", bound=Callable[..., Any])


class Workbench:
    """The contracts of some folders, with which to read and try scenarios."""

    def __init__(
        self,
        contracts: Sequence[Path],
        named: Iterable[ContractFile] = (),
        overlays: Iterable[Path] = (),
    ) -> None:
        """Read the contracts in folders, and those named beside them. Raises `ContractError`."""
        self.contracts = load_contracts(contracts, named, overlays=overlays)
        catalogs = catalogs_of(self.contracts)
        pushes = pushes_by_contract(self.contracts, catalogs)
        domain = with_resources(PAYMENTS, catalogs.values(), pushes.values(), {})
        stands_in = without_handlers(self.contracts)
        self._known = known_words(self.contracts, domain, catalogs, pushes, stands_in)

    @classmethod
    def opened(
        cls,
        contracts: Sequence[Path],
        named: Iterable[ContractFile] = (),
        overlays: Iterable[Path] = (),
    ) -> Self:
        """Make a workbench, or end the command with a line for each unreadable contract."""
        try:
            with progress(f"Reading {', '.join(map(str, contracts))}"):
                return cls(contracts, named, overlays)
        except ContractError as error:
            path = click.get_current_context().command_path
            raise WrongUsage(path, error.problems) from None

    @property
    def operations(self) -> list[str]:
        """The ids of all operations of all contracts."""
        return sorted(o.id for contract in self.contracts for o in contract.operations)

    def read(self, file: Path) -> ScenarioFile:
        """Read the scenario in a file. Raises `ScenarioFileError`."""
        return load_scenario(file, known=self._known)

    @staticmethod
    def engine(scenario: Scenario) -> Engine:
        """Make an engine with an empty store."""
        return Engine(MemoryStore(), World(OneScenario(scenario), standards(), PAYMENTS))


def named_contracts(names: Sequence[str]) -> list[ContractFile]:
    """Find the contracts that an argument names, or end the command with a line that says why."""
    try:
        return [ContractFile.of(local(Source.of(each), cache.folder())) for each in names]
    except SourceError as error:
        raise WrongUsage(click.get_current_context().command_path, [str(error)]) from None


def _folders(
    name: str, _: click.Context, __: click.Parameter, given: Path | None
) -> tuple[Path, ...]:
    """Return the folder given, or else those of a name."""
    return project.folders(name) if given is None else (given,)


def contracts_option(function: Function) -> Function:
    """Add the option `--contracts`."""
    return click.option(
        "--contracts",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        callback=partial(_folders, "openapi"),
        help="Folder of the OpenAPI contracts.",
        show_default="openapi/ here, over those shipped",
    )(function)


def overlay_option(function: Function) -> Function:
    """Add the option `--overlay`."""
    return click.option(
        "--overlay",
        "overlays",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Overlay that puts a contract right, besides those in overlays/; again for more.",
    )(function)


def handlers_option(function: Function) -> Function:
    """Add the option `--handlers`."""
    return click.option(
        "--handlers",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Folder of functions that answer operations, in modules called as the contracts.",
    )(function)


def scenarios_option(function: Function) -> Function:
    """Add the option `--scenarios`."""
    return click.option(
        "--scenarios",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        callback=partial(_folders, "scenarios"),
        help="Folder of the scenario files.",
        show_default="scenarios/ here, over those shipped",
    )(function)
