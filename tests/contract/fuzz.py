"""`make fuzz`: the command line of Schemathesis against servers of its own, contract by contract.

    python -m tests.contract.fuzz [--seed N] [--examples N] [--only MODE] [contract …]
    python -m tests.contract.fuzz [--seed N] [--examples N] --files FILE …

Each contract is met in three modes:

- `ours`: with the repository's configuration, which names the packaged hooks and is strict.
- `hooks`: from an empty folder, without configuration, with the packaged hooks.
- `bare`: from an empty folder with nothing, as Schemathesis is first tried. Valid requests are
  refused there for reasons that no contract can tell of: `untold` names them, and they are counted.

Files are contracts of others, each on a server of its own (`foreign`).
Reports go to build/fuzz/. The exit code is the number of runs that failed.
"""

import argparse
import os
import subprocess
import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.contract import foreign
from tests.contract.exploring import CONTRACTS
from tests.contract.untold import Findings, of_run
from tests.server_process import IN_MEMORY, ROOT, Server, running

REPORTS = ROOT / "build" / "fuzz"
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
HOOKS = "paydrill.testing.schemathesis"
HEADERS = {"stripe": ["--header", "Authorization: Bearer sk_test_fuzz"]}
"""What is to be given with a contract that asks for a key."""
MODES = ("ours", "hooks", "bare")


def main() -> int:
    """Fuzz the contracts that were asked for, or all."""
    options = _options()
    if options.files:
        return _foreign(options.files, options.seed, options.examples or 3)
    modes = [options.only] if options.only else MODES
    lines = []
    for mode in modes:
        for name in options.contracts or CONTRACTS:
            sys.stdout.write(f"--- {mode} {name}\n")
            sys.stdout.flush()
            failed, notes = run(mode, name, options.seed, options.examples or 100)
            lines.append((f"{mode:<6}{name:<10}{'failed' if failed else 'passed'}", failed, notes))
    for line, _, notes in lines:
        sys.stdout.write("\n".join([line, *(f"      {note}" for note in notes)]) + "\n")
    sys.stdout.write(f"Reports are in {REPORTS}\n")
    return sum(failed for _, failed, _ in lines)


def run(mode: str, name: str, seed: int, examples: int) -> tuple[bool, list[str]]:
    """Fuzz one contract on a server of its own. Answer whether it failed, and what to say of it."""
    if mode == "bare":
        found = refusals(name, seed, examples, REPORTS / f"{name}.bare.ndjson")
        counted = [f"{number:>6} {kind}" for kind, number in sorted(found.untold.items())]
        return bool(found.failures), counted + found.failures
    with running(*IN_MEMORY) as server, TemporaryDirectory() as folder:
        command = _command(server, name, seed, examples)
        if mode == "ours":
            command += ["--report-junit-path", REPORTS / f"{name}.xml"]
            command += ["--report-har-path", REPORTS / f"{name}.har"]
            return subprocess.call(command, cwd=ROOT) != 0, []
        variables = os.environ | {"SCHEMATHESIS_HOOKS": HOOKS, "PYTHONPATH": str(ROOT)}
        return subprocess.call(command, cwd=folder, env=variables) != 0, []


def refusals(name: str, seed: int, examples: int, report: Path) -> Findings:
    """Run from an empty folder without hooks, and look at every refusal, not one an operation."""
    with running(*IN_MEMORY) as server, TemporaryDirectory() as folder:
        command = _command(server, name, seed, examples)
        command += ["--continue-on-failure", "--report-ndjson-path", report]
        command += HEADERS.get(name, [])
        subprocess.call(command, cwd=folder, stdout=subprocess.DEVNULL)
    return of_run(report)


def _foreign(files: list[Path], seed: int, examples: int) -> int:
    """Fuzz servers of contracts of others; answer how many runs had a failure of ours."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    options = ["--seed", str(seed), "--max-examples", str(examples)]
    failed = 0
    for file, way in product(files, foreign.WAYS):
        report = REPORTS / f"{file.stem}.{way}.ndjson"
        met = foreign.meet(SCHEMATHESIS, file, way, options, report)
        failed += bool(met.failures)
        counted = [f"{number:>6} {kind}" for kind, number in sorted(met.explained.items())]
        lines = [f"{file.stem} {way}: {met}", *counted, *met.failures]
        sys.stdout.write("\n      ".join(lines) + "\n")
        sys.stdout.flush()
    return failed


def _command(server: Server, name: str, seed: int, examples: int) -> list[str | Path]:
    command: list[str | Path] = [SCHEMATHESIS, "run", f"{server.url}/openapi/{name}.json"]
    return [*command, "--seed", str(seed), "--max-examples", str(examples)]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="fuzz", description="Fuzz servers of its own.")
    parser.add_argument("contracts", nargs="*", help="names of contracts; all, if none is given")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, help="generated cases, per operation: 100, or 3")
    parser.add_argument("--files", nargs="+", type=Path, default=[], help="contracts of others")
    parser.add_argument("--only", choices=MODES, help="one of the three modes")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
