"""Contracts of others under the command line of Schemathesis: bounded, and without configuration.

A contract is met twice, as the server publishes it and as its file has it. Of each up to
`MOST_PATHS` paths are tried, drawn by seed. What fails for a reason that the contract gives
(`explained`) is counted; everything else is a failure.
"""

import json
import os
import random
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from paydrill.openapi.kinds import methods_of
from paydrill.values.own_contracts import OWN_CONTRACTS
from tests.contract.explained import Facts, failures_of
from tests.server_process import IN_MEMORY, running

MOST_PATHS = 4
LONGEST_S = 240
"""A run that lasts longer is cut; what it has found until then counts."""

WAYS = ("published", "original")
_BY_TOKEN = {"oauth2", "openIdConnect"}
"""Kinds of security schemes for which Schemathesis makes up no credentials."""


@dataclass
class Met:
    """What a run found: `explained` are counts by reason, `failures` texts for people."""

    operations: int = 0
    cases: int = 0
    is_whole: bool = True
    explained: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Its figures on one line."""
        cut = "" if self.is_whole else ", cut"
        known = self.explained.total()
        figures = f"{self.operations} operations, {self.cases} cases{cut}, {known} explained"
        return f"{figures}, {len(self.failures)} failed"


def meet(
    program: Path,
    file: Path,
    way: str,
    options: list[str],
    report: Path,
    most_paths: int = MOST_PATHS,
) -> Met:
    """Run Schemathesis against a server of this contract alone."""
    with running(str(file), *IN_MEMORY) as server, TemporaryDirectory() as folder:
        served = httpx.get(f"{server.url}/_control/contracts").json()["contracts"]
        name = next(each["name"] for each in served if each["name"] not in OWN_CONTRACTS)
        about = httpx.get(f"{server.url}/_control/contracts/{name}").json()
        address = f"{server.url}/_control/openapi/{name}.json"
        document = httpx.get(address).json()
        paths = _drawn(document, way, options[options.index("--seed") + 1], most_paths)
        place = [address] if way == "published" else [str(file.resolve()), "--origin", server.url]
        command = [str(program), "run", *place, *options]
        command += [option for path in paths for option in ("--include-path", path)]
        if _BY_TOKEN & {each.get("type") for each in _schemes(document).values()}:
            command += ["--header", "Authorization: Bearer example"]
        command += ["--continue-on-failure", "--no-shrink", "--output-sanitize", "false"]
        command += ["--report-ndjson-path", str(report)]
        is_whole = _run(command, folder)
    found = Met(sum(len(methods_of(document["paths"][path])) for path in paths), is_whole=is_whole)
    facts = Facts(document, frozenset(each["code"] for each in about["findings"]))
    return _read(report, facts, found)


def _drawn(document: Mapping[str, Any], way: str, seed: str, most: int) -> list[str]:
    """Draw paths by seed; of a file that is served elsewhere, those without servers of their own.

    Schemathesis has all paths of such a file at one base path.
    """
    found = []
    for path, item in document["paths"].items():
        parts = [item, *(item[method] for method in methods_of(item))]
        is_apart = any("servers" in part for part in parts)
        if len(parts) > 1 and (way == "published" or not is_apart):
            found.append(path)
    return random.Random(seed).sample(found, min(most, len(found)))


def _schemes(document: Mapping[str, Any]) -> dict[str, Any]:
    components = document.get("components", {}).get("securitySchemes", {})
    return {**components, **document.get("securityDefinitions", {})}


def _run(command: list[str], folder: str) -> bool:
    """Run a command in an empty folder; return whether it came to its end in time."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith("SCHEMATHESIS_")}
    try:
        subprocess.run(
            command,
            cwd=folder,
            env=variables,
            stdout=subprocess.DEVNULL,
            timeout=LONGEST_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return True


def _read(report: Path, facts: Facts, found: Met) -> Met:
    """Read the NDJSON report of a run, whose last line may be cut."""
    has_ended = not found.is_whole
    for line in report.read_text("utf-8").splitlines():
        try:
            ((kind, event),) = json.loads(line).items()
        except ValueError:
            break
        has_ended |= kind == "EngineFinished"
        if kind == "ScenarioFinished":
            found.cases += len(event["recorder"].get("interactions", ()))
        for reason, text in failures_of(kind, event, facts):
            if reason:
                found.explained[reason] += 1
            else:
                found.failures.append(text)
    if not has_ended or not found.cases:
        found.failures.append("the run did not come to its end")
    return found
