"""`make bench`: three servers under the same load; what growth, disk, events and start cost.

It prints and judges nothing: the numbers of a shared machine are for comparing within one run.
"""

import argparse
import platform
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from itertools import product
from statistics import median
from typing import NamedTuple

from bench import (
    console,
    contracts,
    durability,
    growth,
    intents,
    listeners,
    sandboxes,
    settlement,
    startup,
)
from bench.load import Load, Request, need_wrk, payment, run, transaction
from bench.servers import (
    BARE,
    PAYDRILL,
    PINNED,
    ROOT,
    STOCK_CONNEXION,
    Server,
    running,
)

_SERVERS = {
    "bare uvicorn": BARE,
    "stock Connexion": STOCK_CONNEXION,
    "Paydrill": PAYDRILL,
}
_CONNECTIONS = (1, 32)
_QUIET = 1.2
"""On a quiet machine bare uvicorn's fastest run is at most this many times its slowest."""


class Case(NamedTuple):
    """What a server was asked, over how many connections."""

    request: str
    connections: int


Measured = dict[str, dict[Case, list[Load]]]


def main() -> None:
    """Measure, then print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=4, help="of each run")
    options.add_argument("--rounds", type=int, default=3, help="of all servers")
    given = options.parse_args()
    need_wrk()
    runs = len(_SERVERS) * len(_CONNECTIONS) * 2 + 4 + growth.SERVERS + 2 * durability.SERVERS
    print(
        f"{_machine()}; about {runs * given.rounds * given.seconds // 60 + 1} minutes", flush=True
    )
    with ExitStack() as started:
        servers = {name: started.enter_context(running(*each)) for name, each in _SERVERS.items()}
        at_first = {name: server.rss_mib() for name, server in servers.items()}
        measured = measure(servers, given.rounds, given.seconds)
        in_the_end = {name: server.rss_mib() for name, server in servers.items()}
    for case in product(("POST payment", "GET transaction"), _CONNECTIONS):
        _print_case(Case(*case), measured)
    _print_memory(at_first, in_the_end, measured)
    intents.report(given.rounds, given.seconds)
    console.report(given.rounds, given.seconds)
    growth.report(given.rounds, given.seconds)
    sandboxes.report()
    durability.report(given.rounds, given.seconds)
    listeners.report()
    settlement.report()
    startup.report()
    contracts.report(given.rounds, given.seconds)


def measure(servers: Mapping[str, Server], rounds: int, seconds: int) -> Measured:
    """Round after round, each server in turn, so that what disturbs one disturbs all."""
    requests: dict[str, Callable[[Server], Request]] = {
        "POST payment": payment,
        "GET transaction": transaction,
    }
    measured: Measured = {name: {} for name in servers}
    for _, (request, make), connections in product(range(rounds), requests.items(), _CONNECTIONS):
        for name, server in servers.items():
            load = run(server, make(server), connections, seconds)
            measured[name].setdefault(Case(request, connections), []).append(load)
    return measured


def _print_case(case: Case, measured: Measured) -> None:
    rounds = {name: cases[case] for name, cases in measured.items()}
    bare = [load.per_second for load in rounds["bare uvicorn"]]
    connexion = [load.per_second for load in rounds["stock Connexion"]]
    print(f"\n{case.request}, {case.connections} connection{'s' * (case.connections > 1)}")
    print(
        f"  {'':<20}{'req/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU us':>9}"
        f"{'x bare':>9}{'by CPU':>9}{'x stock Connexion':>19}"
    )
    bare_cpu = [load.cpu_us for load in rounds["bare uvicorn"]]
    for name, loads in rounds.items():
        own = [load.per_second for load in loads]
        print(
            f"  {name:<20}{median(own):>9,.0f}"
            f"{median(load.p50_us for load in loads) / 1000:>9.2f}"
            f"{median(load.p99_us for load in loads) / 1000:>9.2f}"
            f"{median(load.cpu_us for load in loads):>9.0f}"
            f"{_ratio(own, bare):>9.2f}"
            f"{_ratio(bare_cpu, [load.cpu_us for load in loads]):>9.2f}"
            f"{_ratio(own, connexion):>19.1f}"
        )
    if max(bare) > min(bare) * _QUIET:
        print(f"  Disturbed: bare uvicorn did {min(bare):,.0f} to {max(bare):,.0f}; run it again.")


def _ratio(own: Sequence[float], other: Sequence[float]) -> float:
    """Take the median of the rounds' own ratios."""
    return median(a / b for a, b in zip(own, other, strict=True))


def _print_memory(
    at_first: Mapping[str, float], in_the_end: Mapping[str, float], measured: Measured
) -> None:
    print("\nMemory (RSS, MiB)")
    for name, cases in measured.items():
        posted = sum(
            load.requests
            for case, loads in cases.items()
            for load in loads
            if case.request == "POST payment"
        )
        kept = f" with {posted:,} payments kept" if name.startswith("Paydrill") else ""
        print(f"  {name:<20}{at_first[name]:>9.0f} at first{in_the_end[name]:>9.0f} after{kept}")


def _machine() -> str:
    git = ("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD")
    commit = subprocess.run(git, capture_output=True, check=False, text=True).stdout.strip()
    pinned = "server on one CPU, wrk on another" if PINNED else "not pinned to CPUs"
    return (
        f"{time.strftime('%Y-%m-%d')}, {commit or 'no commit'}, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}, {pinned}"
    )


if __name__ == "__main__":
    main()
