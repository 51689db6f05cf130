"""Run `paydrill check`: say what is wrong with contracts and scenarios, and run the examples."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import click

from paydrill.cli.check_report import Report
from paydrill.cli.completion import files_named
from paydrill.cli.fetching import local
from paydrill.cli.findings import findings_of
from paydrill.cli.json_output import json_option
from paydrill.cli.progress import Advance, progress
from paydrill.cli.project_options import project_options
from paydrill.cli.usage import WrongUsage
from paydrill.cli.workbench import Workbench, chosen_scenario, with_overlays
from paydrill.console.scenario_examples import failed_examples
from paydrill.openapi import cache
from paydrill.openapi.documents import (
    Contract,
    ContractError,
    ContractFile,
    load_contracts,
    passed_over,
)
from paydrill.openapi.reading import read_bytes
from paydrill.openapi.sources import Source, SourceError
from paydrill.scenarios.files import Problem, ScenarioFileError
from paydrill.settings import Settings
from paydrill.values.suggestions import quoted

PROBLEMS_FOUND = 1

Checked = TypeVar("Checked")

_SCENARIO = re.compile(r"^[\"']?(scenario|rules)[\"']?[ \t]*:", re.MULTILINE)
_COMMENT = re.compile(rb"^[ \t]*#.*$", re.MULTILINE)
_EMPTY = "is empty; a contract begins with openapi: 3.1.0, a scenario with scenario: 1, and a name"
_OVERLAY = re.compile(rb"^(?:\{\s*)?[\"']?overlay[\"']?[ \t]*:", re.MULTILINE)
_CONTRACT = re.compile(r"^[ \t{]*[\"']?(openapi|swagger)[\"']?[ \t]*:", re.MULTILINE)


@click.command()
@click.argument("files", nargs=-1, shell_complete=files_named)
@project_options("contracts", "scenarios", "overlay", "handlers")
@click.option("--strict", is_flag=True, help="End with 1 if a contract has any finding.")
@json_option
def check(files: Sequence[str], settings: Settings, *, strict: bool, as_json: bool) -> None:
    """Check contracts and scenarios, and run the scenarios' examples.

    FILES are contracts or scenarios, or addresses of contracts; without any, all that serve would
    serve here is checked, with the handlers. Scenarios may name operations of the contracts given.
    Ends with 1 when something is wrong with a scenario or a handler, and with 2 when a file cannot
    be read at all. What else is wrong with a contract is listed with what the server does about it.
    """
    report = _of_files(files, settings) if files else _of_project(settings)
    if as_json:
        report.print_json()
    else:
        report.print()
    if report.problems or (strict and report.findings):
        raise click.exceptions.Exit(PROBLEMS_FOUND)


def _of_files(names: Sequence[str], settings: Settings) -> Report:
    """Check files; scenarios with the contracts among them, and those of the project."""
    found = _files(names)
    named = [each for each in found if _is_contract(each.file)]
    others = [each.file for each in found if each not in named]
    contracts = _read(with_overlays(named, settings)) if named else []
    has_handlers = click.get_current_context().params["handlers"] is not None
    is_needed = others or has_handlers
    bench = Workbench.opened(_beside(named, settings)) if is_needed else None
    warnings = bench.team.warnings if bench and has_handlers else ()
    return _checked(contracts, others, bench)._replace(warnings=warnings)


def _of_project(settings: Settings) -> Report:
    """Check all that is served here."""
    bench = Workbench.opened(settings)
    chosen = chosen_scenario(bench, settings)
    # As in the library, the one that is chosen has its name before all others.
    files = sorted(bench.scenario_files, key=lambda each: each != chosen)
    report = _checked(bench.served, files, bench)
    over = passed_over(settings.contracts, bench.contracts)
    return report._replace(warnings=bench.team.warnings, passed_over=over)


def _checked(
    contracts: Sequence[Contract], files: Sequence[Path], bench: Workbench | None
) -> Report:
    with progress("Checking", len(contracts) + len(files), "files") as advance:
        found = [(each, _done(advance, findings_of(each))) for each in contracts]
        taken: dict[str, Path] = {}
        wrong = [
            (each, _done(advance, list(_problems(bench, each, taken))))
            for each in files
            if bench is not None
        ]
    return Report(found, wrong, (), ())


def _done(advance: Advance, checked: Checked) -> Checked:
    """Count a file that was checked, and return what was found in it."""
    advance(1)
    return checked


def _files(names: Sequence[str]) -> list[ContractFile]:
    """Find contracts and scenarios, or end the command with a line for each unreadable file."""
    found: list[ContractFile] = []
    problems: list[str] = []
    for name in names:
        try:
            file = ContractFile.of(local(Source(name), cache.folder()))
            text = read_bytes(file.file)
            if not _COMMENT.sub(b"", text).strip():
                problems.append(f"{name}: {_EMPTY}")
            if _OVERLAY.search(text):
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


def _beside(named: Sequence[ContractFile], settings: Settings) -> Settings:
    """Name contracts beside those of the project, unless they are among these."""
    given = [Source(str(each.file), each.name, each.mount, each.address) for each in named]
    places = {each.place for each in given}
    rest = [each for each in settings.sources if each.place not in places]
    return replace(settings, sources=(*given, *rest))


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


def _problems(bench: Workbench, file: Path, taken: dict[str, Path]) -> Iterator[Problem]:
    """Yield what is wrong with a scenario; `taken` has the files of names, which each adds to."""
    try:
        scenario = bench.read(file)
    except ScenarioFileError as error:
        yield from error.problems
        return
    owner = taken.setdefault(scenario.name, file)
    served = bench.scenario_files
    if owner != file and file in served and owner in served:
        yield scenario.name_at.problem(f"the name {quoted(scenario.name)} is taken by {owner}")
    yield from failed_examples(scenario, bench.engine)
