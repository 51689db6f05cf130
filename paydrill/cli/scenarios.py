"""Run `paydrill scenarios`: list the scenario files of a folder."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from paydrill.cli.workbench import Workbench, contracts_option, scenarios_option
from paydrill.scenarios.files import ScenarioFileError
from paydrill.values.counts import counted
from paydrill.values.folders import YAML, files_in


@click.command()
@contracts_option
@scenarios_option
def scenarios(contracts: Sequence[Path], scenarios: Sequence[Path]) -> None:
    """List the scenarios, what they are for, and which cannot be used."""
    workbench = Workbench.opened(contracts)
    table = Table("scenario", "rules", "examples", "for", box=None, pad_edge=False)
    for file in files_in(scenarios, YAML):
        try:
            scenario = workbench.read(file)
        except ScenarioFileError as error:
            number = len(error.problems)
            found = f"{counted(number, 'problem')}: python -m paydrill check {file.name}"
            table.add_row(file.stem, "", "", Text(found, "red"))
        else:
            numbers = str(len(scenario.rules)), str(len(scenario.examples))
            table.add_row(scenario.name, *numbers, scenario.description)
    # Brackets and colons in a description are not markup.
    Console(markup=False, emoji=False).print(table)
