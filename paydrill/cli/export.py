"""Run `paydrill export`: write the records of a store as plain TinyDB JSON."""

from pathlib import Path
from typing import BinaryIO

import click

from paydrill.cli import project
from paydrill.cli.json_output import json_option, print_json
from paydrill.cli.progress import progress
from paydrill.cli.project_options import settings_here
from paydrill.cli.usage import WrongUsage
from paydrill.domain import TABLES
from paydrill.sandbox.ports import StoreUnavailable
from paydrill.stores import StoreUrlError, canonical, open_store, shown
from paydrill.stores.tinydb.export import export as export_log
from paydrill.stores.tinydb.export import export_store
from paydrill.values.causes import cause_of
from paydrill.values.near_paths import did_you_mean

_LOG = "tinydb:"
_FILE = "sqlite:///"
_NOTHING_KEPT = "memory:"


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
    """Write all records as plain TinyDB JSON, which any TinyDB opens.

    A server may go on using the store meanwhile.
    """
    store = settings_here().store if store is None else store
    unfinished = file.with_name(f"{file.name}.part")
    try:
        with unfinished.open("wb") as to, progress(f"Exporting {shown(store)}"):
            records = _export(canonical(store), to)
        unfinished.replace(file)
    except (OSError, ValueError, StoreUnavailable) as error:
        unfinished.unlink(missing_ok=True)
        path = click.get_current_context().command_path
        raise WrongUsage(path, [cause_of(error)]) from None
    if as_json:
        print_json({"file": str(file), "records": records})
    else:
        click.echo(f"{file}: {records:,} record{'' if records == 1 else 's'}")


def _export(url: str, to: BinaryIO) -> int:
    file = _file_of(url)
    if file is not None and not file.exists():  # opening it would create it
        raise StoreUrlError(f"{file} is not there{did_you_mean(file)}")
    if file is not None and url.startswith(_LOG):
        return export_log(file, to)  # works while a server holds the lock
    if url.startswith(_NOTHING_KEPT):
        raise StoreUrlError("memory: keeps nothing outside the server's process")
    store = open_store(url)
    try:
        return export_store(store, TABLES, to)
    finally:
        store.close()


def _file_of(url: str) -> Path | None:
    """Return the file of a store; `None` for a store that is none."""
    if url.startswith(_LOG):
        return Path(url.removeprefix(_LOG))
    return Path(url.removeprefix(_FILE).partition("?")[0]) if url.startswith(_FILE) else None
