"""Run `paydrill export`: write the records of a store as plain TinyDB JSON."""

from pathlib import Path

import click

from paydrill.cli import project
from paydrill.cli.json_output import json_option, print_json
from paydrill.cli.progress import progress
from paydrill.cli.project_options import settings_here
from paydrill.cli.usage import WrongUsage
from paydrill.stores import copies, shown
from paydrill.values.causes import cause_of
from paydrill.values.counts import counted


@click.command()
@click.option(
    "--store",
    show_default=f"that of paydrill.toml, or {project.RECORDS}",
    help="Where the records are: tinydb:PATH, sqlite:///PATH or postgresql://USER@HOST/NAME.",
)
@click.option(
    "--out",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write.",
)
@json_option
def export(store: str | None, file: Path, *, as_json: bool) -> None:
    """Write all records as plain TinyDB JSON, which any TinyDB opens, and paydrill restore.

    A server may go on using the store meanwhile: the file has the records of one moment.
    """
    store = settings_here().store if store is None else store
    unfinished = file.with_name(f"{file.name}.part")
    try:
        with unfinished.open("wb") as to, progress(f"Exporting {shown(store)}"):
            records = copies.export(store, to)
        unfinished.replace(file)
    except (OSError, ValueError) as error:
        unfinished.unlink(missing_ok=True)
        path = click.get_current_context().command_path
        raise WrongUsage(path, [cause_of(error)]) from None
    if as_json:
        print_json({"file": str(file), "records": records})
    else:
        click.echo(f"{file}: {counted(records, 'record')}")
