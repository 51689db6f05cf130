"""Run `paydrill describe`: list a contract's operations, and what answers each."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from paydrill.app import HANDLERS
from paydrill.cli.fetching import local
from paydrill.cli.usage import WrongUsage
from paydrill.cli.workbench import overlay_option
from paydrill.openapi import cache
from paydrill.openapi.documents import Contract, ContractError, ContractFile, load_contracts
from paydrill.openapi.sources import Source, SourceError
from paydrill.responders.handlers import HandlerError, answered_by, find_responder


@click.command()
@click.argument("contracts", nargs=-1, required=True, metavar="[[NAME=]FILE]...")
@overlay_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def describe(contracts: Sequence[str], overlays: Sequence[Path], *, as_json: bool) -> None:
    """List the operations of contracts, and what answers each of them.

    That is a handler in Python, an example of the contract, a sample made from its schema, or
    nothing, where the contract is broken.
    """
    try:
        sources = [local(Source.of(each), cache.folder()) for each in contracts]
        found = load_contracts(None, map(ContractFile.of, sources), overlays=overlays)
    except SourceError as error:
        raise WrongUsage(click.get_current_context().command_path, [str(error)]) from None
    except ContractError as error:
        raise WrongUsage(click.get_current_context().command_path, error.problems) from None
    try:
        rows = _rows(found)
    except HandlerError as error:
        raise WrongUsage(click.get_current_context().command_path, [str(error)]) from None
    click.echo(json.dumps(rows, indent=2) if as_json else _table(rows))


def _rows(contracts: Iterable[Contract]) -> list[dict[str, str]]:
    return [
        {
            "contract": contract.name,
            "operation_id": operation.id,
            "method": operation.method.upper(),
            "path": operation.path,
            "answered_by": answered_by(find_responder(operation, HANDLERS)),
        }
        for contract in contracts
        for operation in contract.operations
    ]


def _table(rows: Sequence[dict[str, str]]) -> str:
    columns = ("method", "path", "operation_id", "answered_by")
    widths = {name: max((len(row[name]) for row in rows), default=0) for name in columns}
    lines = ["  ".join(row[name].ljust(widths[name]) for name in columns) for row in rows]
    return "\n".join(line.rstrip() for line in lines)
