"""Run `paydrill coverage`: report how much of contracts and scenario the traffic has met."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from paydrill.cli.client import NotAnswered, ServerClient, sandbox_option, token_option, url_option
from paydrill.cli.json_output import json_option, print_json
from paydrill.request_log.coverage_report import Row, junit, rows, shortfalls

BELOW = 1

_STATES = ("met", "not met", "fault")
_TIMES = {0: "never", 1: "once"}


@click.command()
@url_option
@sandbox_option("Count what this sandbox has met; without it, what any has.")
@click.option(
    "--contract",
    "contracts",
    multiple=True,
    metavar="NAME",
    help="Count the answers of this contract only; several may be given, also as NAME,NAME."
    " Without it, those of all services, but not of the server's own control and service.",
)
@click.option(
    "--junit",
    "junit_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write JUnit XML here as well: what was not met is a failure.",
)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="End with 1 when fewer answers, or fewer rules, than that were met.",
)
@click.option(
    "--with-faults",
    is_flag=True,
    help="Have --fail-under count answers that only a fault brings about, too.",
)
@json_option
@token_option
def coverage(
    url: str,
    sandbox: str | None,
    contracts: Sequence[str],
    control_token: str | None,
    **report: Any,
) -> None:
    """Say which documented answers, and which rules, the traffic so far has met.

    Ends with 1 when that is too little, and with 2 when no server says.
    """
    server = ServerClient(url, sandbox, control_token)
    server.require_sandbox()
    scope = "sandbox" if server.named else "server"
    names = [name.strip() for each in contracts for name in each.split(",") if name.strip()]
    met = server.get("/_control/coverage", scope=scope, contract=names or None)
    if report["as_json"]:
        print_json(met)
    else:
        _print(met)
    if report["junit_file"] is not None:
        _write(report["junit_file"], junit(met))
    if report["fail_under"] is not None:
        lacking = shortfalls(met, report["fail_under"], with_faults=report["with_faults"])
        for sentence in lacking:
            click.echo(sentence, err=True)
        if lacking:
            raise click.exceptions.Exit(BELOW)


def _print(met: Mapping[str, Any]) -> None:
    table = Table("", "met", "not met", "only by a fault", box=None, pad_edge=False)
    for name, found in groupby(rows(met), key=_line):
        members = list(found)
        told = (" ".join(_told(row) for row in members if row.state == each) for each in _STATES)
        table.add_row(name, *told)
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(table)
    for name, share in met["totals"].items():
        console.print(
            f"{name.replace('_', ' ')}: {share['met']} of {share['documented']},"
            f" {share['percent']} %"
        )
    if met["left_out"]:
        left_out = f"left out: {', '.join(met['left_out'])} (--contract counts what it names)"
        console.print(left_out, soft_wrap=True)


def _line(row: Row) -> str:
    """Return the name that groups rows: a line for each operation, and one for each rule."""
    return row.name


def _told(row: Row) -> str:
    return row.status or _TIMES.get(row.times, f"{row.times} times")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise NotAnswered(f"{file} cannot be written: {error.strerror}") from None
