"""Run `paydrill describe`: list a contract's operations and resources."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from paydrill.cli.completion import files_named
from paydrill.cli.json_output import json_option, print_json
from paydrill.cli.overlay_template import overlay_template
from paydrill.cli.progress import progress
from paydrill.cli.project_options import project_options
from paydrill.cli.usage import WrongUsage
from paydrill.cli.workbench import Workbench, named_contracts, with_overlays
from paydrill.openapi.arguments import identifier
from paydrill.openapi.documents import Contract, ContractError, load_contracts
from paydrill.responders.choosing import catalogs_of, find_handlers, shared_by_contract
from paydrill.responders.handler_folder import HandlerFolder
from paydrill.responders.handlers import HandlerError, described
from paydrill.settings import Settings


@click.command()
@click.argument("contracts", nargs=-1, shell_complete=files_named, metavar="[[NAME=]FILE]...")
@project_options("overlay", "handlers")
@json_option
@click.option(
    "--overlay-template", "as_overlay", is_flag=True, help="Print an overlay that says the same."
)
def describe(
    contracts: Sequence[str], settings: Settings, *, as_json: bool, as_overlay: bool
) -> None:
    """List the operations of contracts, what answers each of them, and the resources.

    Without any, those that serve would serve here are described. An operation is answered by a
    handler in Python, by a resource whose things are kept, by an example of the contract, by a
    sample made from its schema, or by nothing, where the contract is broken.
    """
    try:
        found, team = _named(contracts, settings) if contracts else _served(settings)
        rows = _rows(found, team)
    except HandlerError as error:
        raise WrongUsage(click.get_current_context().command_path, [str(error)]) from None
    for warning in team.warnings:
        click.echo(warning, err=True)
    if as_overlay:
        click.echo("\n".join(overlay_template(found, rows)))
    elif as_json:
        print_json(rows)
    else:
        click.echo(_tables(rows))


def _served(settings: Settings) -> tuple[Sequence[Contract], HandlerFolder]:
    """Read what is served here."""
    bench = Workbench.opened(settings)
    return bench.served, bench.team


def _named(names: Sequence[str], settings: Settings) -> tuple[Sequence[Contract], HandlerFolder]:
    """Read contracts, and the handlers for them, without warnings of those for others."""
    context = click.get_current_context()
    try:
        with progress(f"Reading {', '.join(names)}"):
            found = load_contracts((), with_overlays(named_contracts(names), settings))
    except ContractError as error:
        raise WrongUsage(context.command_path, error.problems) from None
    team = HandlerFolder.of(settings.handlers, found)
    is_given = context.params["handlers"] is not None
    modules = {form for each in found for form in (each.name, identifier(each.name))}
    own = [each for each in team.warnings if Path(each.partition(":")[0]).stem in modules]
    return found, team if is_given else team._replace(warnings=tuple(own))


def _rows(contracts: Iterable[Contract], team: HandlerFolder) -> list[dict[str, Any]]:
    return [
        {"contract": operation.contract, **described(operation, handler)}
        for operation, handler in find_handlers(
            contracts, shared_by_contract(catalogs_of(contracts)), team=team
        )
    ]


def _tables(rows: Sequence[dict[str, Any]]) -> str:
    """Write a table of all operations, and one of each resource with how its roles were found."""
    operations = [(row["method"], row["path"], row["operation_id"], _answers(row)) for row in rows]
    resources: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for row in rows:
        if about := row.get("resource"):
            line = (f"  {about['role']}", row["method"], row["path"], about["reason"])
            resources.setdefault((about["name"], about["path"]), []).append(line)
    tables = [_table(operations)]
    tables += [f"{name}  {path}\n{_table(lines)}" for (name, path), lines in resources.items()]
    return "\n\n".join(tables)


def _answers(row: dict[str, Any]) -> str:
    """Say what answers an operation, with the place of a team's own handler."""
    place = row.get("handler")
    return f"{row['answered_by']} {place}" if place else str(row["answered_by"])


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)
