"""Run `paydrill check`: check contracts and scenarios, and run the scenarios' examples."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from paydrill.cli.scenario_examples import failed_examples
from paydrill.cli.workbench import Workbench, contracts_option, scenarios_option
from paydrill.openapi.documents import ContractError
from paydrill.scenarios.files import Problem, ScenarioFileError

PROBLEMS_FOUND = 1


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@contracts_option
@scenarios_option
def check(files: Sequence[Path], contracts: Path, scenarios: Path) -> None:
    """Check contracts and scenarios, and run the scenarios' examples.

    FILES are scenario files; without any, all in the folder of scenarios are checked. Ends with 1
    when something is wrong.
    """
    try:
        workbench = Workbench(contracts)
    except ContractError as error:
        click.echo(error)
        raise click.exceptions.Exit(PROBLEMS_FOUND) from None
    wanted = files or sorted(scenarios.glob("*.y*ml"))
    problems = [problem for file in wanted for problem in _problems(workbench, file)]
    for problem in problems:
        click.echo(problem.pointed())
    click.echo(_summary(workbench, wanted, problems))
    if problems:
        raise click.exceptions.Exit(PROBLEMS_FOUND)


def _problems(workbench: Workbench, file: Path) -> Iterator[Problem]:
    try:
        scenario = workbench.read(file)
    except ScenarioFileError as error:
        yield from error.problems
    else:
        yield from failed_examples(scenario, workbench.engine)


def _summary(workbench: Workbench, files: Sequence[Path], problems: Sequence[Problem]) -> str:
    checked = f"{_count(workbench.contracts, 'contract')}, {_count(files, 'scenario')} checked"
    return f"{checked}: {_count(problems, 'problem') if problems else 'all is well'}"


def _count(things: Sequence[object], name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"
