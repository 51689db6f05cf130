"""Run `paydrill scenarios`: list the scenario files of a folder."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from paydrill.cli.json_output import json_option, print_json
from paydrill.cli.progress import progress
from paydrill.cli.project_options import project_options
from paydrill.cli.usage import PROGRAM
from paydrill.cli.workbench import Workbench
from paydrill.scenarios.files import ScenarioFileError
from paydrill.settings import Settings
from paydrill.values.counts import counted


@click.command()
@project_options("contracts", "scenarios")
@json_option
def scenarios(settings: Settings, *, as_json: bool) -> None:
    """List the scenarios, what they are for, and which cannot be used."""
    workbench = Workbench.opened(settings)
    files = workbench.scenario_files
    with progress("Reading scenarios", len(files), "files") as advance:
        rows = []
        for file in files:
            rows.append(_facts(workbench, file))
            advance(1)
    if as_json:
        print_json(rows)
    else:
        _print(rows)


def _facts(workbench: Workbench, file: Path) -> dict[str, Any]:
    try:
        found = workbench.read(file)
    except ScenarioFileError as error:
        facts = {"name": file.stem, "rules": None, "examples": None, "description": None}
        return {**facts, "file": str(file), "problems": len(error.problems)}
    return {
        "name": found.name,
        "rules": len(found.rules),
        "examples": len(found.examples),
        "description": found.description,
        "file": str(file),
        "problems": 0,
    }


def _print(rows: Iterable[Mapping[str, Any]]) -> None:
    table = Table("scenario", "rules", "examples", "for", box=None, pad_edge=False)
    for row in rows:
        if row["problems"]:
            command = f"{PROGRAM} check {Path(row['file']).name}"
            found = f"{counted(row['problems'], 'problem')}: {command}"
            table.add_row(row["name"], "", "", Text(found, "red"))
        else:
            numbers = str(row["rules"]), str(row["examples"])
            table.add_row(row["name"], *numbers, row["description"])
    # Brackets and colons in a description are not markup.
    Console(markup=False, emoji=False).print(table)
