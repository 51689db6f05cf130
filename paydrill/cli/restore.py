"""Run `paydrill restore`: put the records of a file that `paydrill export` wrote into a store."""

from pathlib import Path

import click

from paydrill.cli import project
from paydrill.cli.json_output import json_option, print_json
from paydrill.cli.progress import progress
from paydrill.cli.project_options import settings_here
from paydrill.cli.usage import WrongUsage
from paydrill.domain import TABLES
from paydrill.stores import copies, shown
from paydrill.values.causes import cause_of
from paydrill.values.counts import counted


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--store",
    show_default=f"that of paydrill.toml, or {project.RECORDS}",
    help="Where to put them: tinydb:PATH, sqlite:///PATH or postgresql://USER@HOST/NAME.",
)
@click.option("--replace", is_flag=True, help="Delete what the store has.")
@json_option
def restore(file: Path, store: str | None, *, replace: bool, as_json: bool) -> None:
    """Put the records of FILE, which paydrill export wrote, into a store.

    It may be of another kind than the one that they come from. Stop its servers first.
    """
    store = settings_here().store if store is None else store
    path = click.get_current_context().command_path
    try:
        with progress(f"Restoring {shown(store)}"):
            copy = copies.read(file, TABLES)
            copies.restore(copy, store, replace=replace)
    except copies.HasRecords as error:
        line = f"{error}, which --replace deletes; or name another store"
        raise WrongUsage(path, [line]) from None
    except (OSError, ValueError) as error:
        raise WrongUsage(path, [cause_of(error)]) from None
    if as_json:
        print_json({"store": shown(store), "records": copy.records})
    else:
        click.echo(f"{shown(store)}: {counted(copy.records, 'record')}")
