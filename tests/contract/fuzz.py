"""`make fuzz`: the command line of Schemathesis against a server of its own, contract by contract.

    python -m tests.contract.fuzz [--seed N] [--examples N] [contract …]

JUnit and HAR reports go to build/fuzz/. Each contract gets a sandbox, so none sees what another
did. The exit code is the number of contracts that failed.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import httpx

from tests.server_process import IN_MEMORY, ROOT, running

REPORTS = ROOT / "build" / "fuzz"
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")


def main() -> int:
    """Fuzz the contracts that were asked for, or all that the server publishes."""
    options = _options()
    with running(*IN_MEMORY) as server:
        served = httpx.get(f"{server.url}/", headers={"Accept": "application/json"}).json()
        base_paths = {each["contract"]: each["base_path"] for each in served["endpoints"]}
        wanted = options.contracts or sorted(base_paths)
        commands = {name: _command(server.url, name, base_paths[name], options) for name in wanted}
        results = {name: subprocess.call(command, cwd=ROOT) for name, command in commands.items()}
    for name, result in results.items():
        sys.stdout.write(f"{name:<10}{'failed' if result else 'passed'}  {REPORTS}/{name}.*\n")
    return sum(result != 0 for result in results.values())


def _command(url: str, name: str, base_path: str, options: argparse.Namespace) -> list[str | Path]:
    sandbox = f"{url}/~fuzz-{name}"
    return [
        *(SCHEMATHESIS, "run", f"{url}/openapi/{name}.json"),
        *("--url", f"{sandbox}{base_path.rstrip('/')}"),
        *("--seed", str(options.seed)),
        *("--max-examples", str(options.examples)),
        *("--report-junit-path", str(REPORTS / f"{name}.xml")),
        *("--report-har-path", str(REPORTS / f"{name}.har")),
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="fuzz", description="Fuzz a server of its own.")
    parser.add_argument("contracts", nargs="*", help="names of contracts; all, if none is given")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=100, help="generated cases, per operation")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
