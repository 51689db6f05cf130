"""Report what `paydrill check` has found: as lines, or as JSON."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from paydrill.cli.findings import PlacedFinding
from paydrill.cli.json_output import print_json
from paydrill.openapi.contract import Contract
from paydrill.scenarios.files import Problem
from paydrill.values.counts import counted


class Report(NamedTuple):
    """The files that were checked, each with the mistakes in it, and lines about other files."""

    contracts: Sequence[tuple[Contract, list[PlacedFinding]]]
    scenarios: Sequence[tuple[Path, list[Problem]]]
    warnings: Sequence[str]
    """Lines about handlers that answer nothing."""
    passed_over: Sequence[str]
    """Lines about files beside the contracts that are none."""

    @property
    def findings(self) -> int:
        """How much is wrong with contracts, and beside them."""
        return sum(len(found) for _, found in self.contracts) + len(self.passed_over)

    @property
    def problems(self) -> int:
        """How much is wrong with scenarios and handlers."""
        return sum(len(found) for _, found in self.scenarios) + len(self.warnings)

    def print(self) -> None:
        """Print a line for each thing, and what that makes."""
        for _, problems in self.scenarios:
            for problem in problems:
                click.echo(problem.pointed())
        for _, found in self.contracts:
            for finding in found:
                click.echo(finding)
        for line in (*self.passed_over, *self.warnings):
            click.echo(line)
        click.echo(self._summary())
        told = sum(len(each.findings) for each, _ in self.contracts) + len(self.passed_over)
        if told != self.findings:
            click.echo(f"A start tells of {told}: it leaves out examples and the official schema.")

    def _summary(self) -> str:
        checked = ((self.contracts, "contract"), (self.scenarios, "scenario"))
        wrong = ((self.problems, "problem"), (self.findings, "finding"))
        files = [counted(len(each), name) for each, name in checked if each]
        numbers = [counted(number, name) for number, name in wrong if number]
        return f"{', '.join(files)} checked: {', '.join(numbers) or 'all is well'}"

    def print_json(self) -> None:
        """Print the same as JSON."""
        print_json(
            {
                "contracts": [
                    {"name": each.name, "findings": [finding._asdict() for finding in found]}
                    for each, found in self.contracts
                ],
                "scenarios": [
                    {"file": str(file), "problems": [_as_json(each) for each in problems]}
                    for file, problems in self.scenarios
                ],
                "handlers": list(self.warnings),
                "passed_over": list(self.passed_over),
            }
        )


def _as_json(problem: Problem) -> dict[str, Any]:
    return {
        "file": str(problem.file),
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
    }
