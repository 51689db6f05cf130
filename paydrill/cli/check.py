"""Run `paydrill check`: say what is wrong with contracts and scenarios, and run the examples."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from paydrill.cli.completion import files_named
from paydrill.cli.fetching import local
from paydrill.cli.findings import PlacedFinding, findings_of
from paydrill.cli.json_output import json_option, print_json
from paydrill.cli.progress import Advance, progress
from paydrill.cli.scenario_examples import failed_examples
from paydrill.cli.usage import WrongUsage
from paydrill.cli.workbench import (
    Workbench,
    contracts_option,
    overlay_option,
    scenarios_option,
)
from paydrill.openapi import cache
from paydrill.openapi.contract_files import overlaid
from paydrill.openapi.documents import Contract, ContractError, ContractFile, load_contracts
from paydrill.openapi.reading import read_bytes
from paydrill.openapi.sources import Source, SourceError
from paydrill.scenarios.files import Problem, ScenarioFileError
from paydrill.values.counts import counted
from paydrill.values.folders import YAML, files_in

PROBLEMS_FOUND = 1

Checked = TypeVar("Checked")

_SCENARIO = re.compile(r"^[\"']?(scenario|rules)[\"']?[ \t]*:", re.MULTILINE)
_OVERLAY = re.compile(rb"^(?:\{\s*)?[\"']?overlay[\"']?[ \t]*:", re.MULTILINE)
_CONTRACT = re.compile(r"^[ \t{]*[\"']?(openapi|swagger)[\"']?[ \t]*:", re.MULTILINE)


@click.command()
@click.argument("files", nargs=-1, shell_complete=files_named)
@contracts_option
@scenarios_option
@overlay_option
@click.option("--strict", is_flag=True, help="End with 1 if a contract has any finding.")
@json_option
def check(
    files: Sequence[str],
    contracts: Sequence[Path],
    scenarios: Sequence[Path],
    overlays: Sequence[Path],
    *,
    strict: bool,
    as_json: bool,
) -> None:
    """Check contracts and scenarios, and run the scenarios' examples.

    FILES are contracts or scenarios, or addresses of contracts; without any, those of both folders
    are checked. Scenarios may name operations of the contracts given. Ends with 1 when something is
    wrong with a scenario, and with 2 when a file cannot be read at all. What else is wrong with a
    contract is listed with what the server does about it.
    """
    found = _files(files)
    named = [each for each in found if _is_contract(each.file)]
    others = [each.file for each in found if each not in named]
    if named:
        named, overlays = _overlaid(named, overlays), ()
    checked = _read(named)
    if others or overlays or not files:
        workbench = Workbench.opened(contracts, named, overlays)
        checked += [] if files else list(workbench.contracts)
        others = others or files_in(scenarios, YAML)
    with progress("Checking", len(checked) + len(others), "files") as advance:
        found_in = [(each, _done(advance, findings_of(each))) for each in checked]
        wrong = [(file, _done(advance, list(_problems(workbench, file)))) for file in others]
    _print(found_in, wrong, as_json=as_json)
    findings = sum(len(found) for _, found in found_in)
    if any(problems for _, problems in wrong) or (strict and findings):
        raise click.exceptions.Exit(PROBLEMS_FOUND)


def _done(advance: Advance, checked: Checked) -> Checked:
    """Count a file that was checked, and return what was found in it."""
    advance(1)
    return checked


def _print(
    contracts: Sequence[tuple[Contract, list[PlacedFinding]]],
    scenarios: Sequence[tuple[Path, list[Problem]]],
    *,
    as_json: bool,
) -> None:
    if as_json:
        print_json(
            {
                "contracts": [
                    {"name": each.name, "findings": [finding._asdict() for finding in found]}
                    for each, found in contracts
                ],
                "scenarios": [
                    {"file": str(file), "problems": [_as_json(each) for each in problems]}
                    for file, problems in scenarios
                ],
            }
        )
        return
    for _, problems in scenarios:
        for problem in problems:
            click.echo(problem.pointed())
    for _, found in contracts:
        for finding in found:
            click.echo(finding)
    numbers = [sum(len(found) for _, found in each) for each in (scenarios, contracts)]
    click.echo(_summary(len(contracts), len(scenarios), *numbers))
    told = sum(len(each.findings) for each, _ in contracts)
    if told != numbers[1]:
        click.echo(f"A start tells of {told}: it leaves out examples and the official schema.")


def _as_json(problem: Problem) -> dict[str, Any]:
    return {
        "file": str(problem.file),
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
    }


def _files(names: Sequence[str]) -> list[ContractFile]:
    """Find contracts and scenarios, or end the command with a line for each unreadable file."""
    found: list[ContractFile] = []
    problems: list[str] = []
    for name in names:
        try:
            file = ContractFile.of(local(Source(name), cache.folder()))
            if _OVERLAY.search(read_bytes(file.file)):
                problems.append(
                    f"{name}: is an overlay; it goes after its contract, --overlay {name}"
                )
            found.append(file)
        except SourceError as error:
            problems.append(str(error))
        except ValueError as error:
            problems.append(f"{name}: {error}")
    if problems:
        raise WrongUsage(click.get_current_context().command_path, problems)
    return found


def _is_contract(file: Path) -> bool:
    """Tell a contract from a scenario by its content; what is neither is taken for a scenario."""
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    if file.suffix.lower() == ".json":
        return True
    return _CONTRACT.search(text) is not None and _SCENARIO.search(text) is None


def _overlaid(files: Sequence[ContractFile], overlays: Iterable[Path]) -> list[ContractFile]:
    """Give overlays to their contracts, or end the command with a line for each that has none."""
    named, _, problems = overlaid(files, (), overlays)
    if problems:
        raise WrongUsage(click.get_current_context().command_path, problems)
    return named


def _read(files: Sequence[ContractFile]) -> list[Contract]:
    """Read contracts, each by itself, or end the command with a line for each unreadable one."""
    found: list[Contract] = []
    problems: list[str] = []
    with progress("Reading", len(files), "contracts") as advance:
        for file in files:
            try:
                found += load_contracts((), [file])
            except ContractError as error:
                problems += error.problems
            advance(1)
    if problems:
        raise WrongUsage(click.get_current_context().command_path, problems)
    return found


def _problems(workbench: Workbench, file: Path) -> Iterator[Problem]:
    try:
        scenario = workbench.read(file)
    except ScenarioFileError as error:
        yield from error.problems
    else:
        yield from failed_examples(scenario, workbench.engine)


def _summary(contracts: int, scenarios: int, problems: int, findings: int) -> str:
    checked = [
        counted(number, name)
        for number, name in ((contracts, "contract"), (scenarios, "scenario"))
        if number
    ]
    wrong = [
        counted(number, name)
        for number, name in ((problems, "problem"), (findings, "finding"))
        if number
    ]
    return f"{', '.join(checked)} checked: {', '.join(wrong) or 'all is well'}"
