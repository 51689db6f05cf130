"""Print the findings of a contract: what is wrong, where, and what the server does about it."""

import os
from pathlib import Path

import click

from paydrill.openapi.contract import Contract
from paydrill.openapi.examination import examine
from paydrill.openapi.findings import place


def print_findings(contract: Contract) -> int:
    """Print a line for each finding, in the order of the files; return how many there are."""
    found = place(examine(contract))
    for finding, at in found:
        file = contract.address_of(finding.file) or _shown(Path(finding.file))
        what = f"{finding.sentence}; {finding.remedy} ({finding.code})"
        click.echo(f"{file}:{at.line}:{at.column}: {what}")
    return len(found)


def _shown(file: Path) -> str:
    """Write a path from the folder that the command is called in, where that is shorter."""
    near = os.path.relpath(file)
    return near if len(near) < len(str(file)) else str(file)
