"""Tell the findings of a contract: what is wrong, where, and what the server does about it."""

import os
from pathlib import Path
from typing import NamedTuple

from paydrill.openapi.contract import Contract
from paydrill.openapi.examination import examine
from paydrill.openapi.findings import place


class PlacedFinding(NamedTuple):
    """A finding with its place. Its text is a line, as compilers write it."""

    file: str
    line: int
    column: int
    code: str
    message: str
    remedy: str

    def __str__(self) -> str:
        what = f"{self.message}; {self.remedy} ({self.code})"
        return f"{self.file}:{self.line}:{self.column}: {what}"


def findings_of(contract: Contract) -> list[PlacedFinding]:
    """Examine a contract, and return what is wrong with it in the order of the files."""
    return [
        PlacedFinding(
            contract.address_of(finding.file) or _shown(Path(finding.file)),
            at.line,
            at.column,
            finding.code,
            finding.sentence,
            finding.remedy,
        )
        for finding, at in place(examine(contract))
    ]


def _shown(file: Path) -> str:
    """Write a path from the folder that the command is called in, where that is shorter."""
    near = os.path.relpath(file)
    return near if len(near) < len(str(file)) else str(file)
