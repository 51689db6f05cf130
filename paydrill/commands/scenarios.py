"""`paydrill scenarios`: the scenario files of a folder."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from paydrill.commands.desk import Desk, contracts_option, scenarios_option
from paydrill.scenario_files import ScenarioFileError


@click.command()
@contracts_option
@scenarios_option
def scenarios(contracts: Path, scenarios: Path) -> None:
    """List the scenarios, what they are for, and which cannot be used."""
    desk = Desk.opened(contracts)
    table = Table("scenario", "rules", "examples", "for", box=None, pad_edge=False)
    for file in sorted(scenarios.glob("*.y*ml")):
        try:
            found = desk.read(file)
        except ScenarioFileError as error:
            number = len(error.problems)
            table.add_row(file.stem, "", "", f"[red]{number} problems: paydrill check {file.name}")
        else:
            numbers = str(len(found.rules)), str(len(found.examples))
            table.add_row(found.name, *numbers, found.description)
    Console().print(table)
