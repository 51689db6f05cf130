"""What a payment costs on each store when it has many already, and what more processes bring.

Without HTTP, so that it is the stores which are compared, on a PostgreSQL of its own. Costs are
the fastest tenth of many payments, which a busy machine disturbs least.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import click
import psycopg

from bench.paying import THREADS, engine_on, fill, pay
from bench.servers import ROOT
from paydrill.stores import open_store
from tests.postgresql import Server, database

_FEW = 1_000
_PROCESSES = (1, 2, 4)
# The wait for the disk is the same for all, and would hide what grows.
_UNSYNCED = "&options=-c%20synchronous_commit%3Doff"


def main() -> None:
    """Measure, then print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--payments", type=int, default=100_000, help="that are many")
    options.add_argument("--only", choices=_DISK, help="measure this store and no other")
    options.add_argument("--rounds", type=int, default=1_000, help="payments measured on each")
    options.add_argument("--seconds", type=int, default=5, help="of each run of processes")
    given = options.parse_args()
    server = Server.made(durable=True)
    try:
        with TemporaryDirectory() as folder, ExitStack() as stack:
            pairs = {
                "memory": ("memory:", "memory:"),
                "tinydb": (f"tinydb:{folder}/few.tinydb", f"tinydb:{folder}/many.tinydb"),
                "sqlite": (f"sqlite:///{folder}/few.db", f"sqlite:///{folder}/many.db"),
                "postgresql": (
                    stack.enter_context(database(server.url)) + _UNSYNCED,
                    stack.enter_context(database(server.url)) + _UNSYNCED,
                ),
            }
            for name, urls in pairs.items():
                if given.only in {None, name}:
                    _growth(name, urls, given.payments, given.rounds)
            if given.only in {None, "postgresql"}:
                _processes(pairs["postgresql"][0].removesuffix(_UNSYNCED), given.seconds)
    finally:
        server.remove()


def _growth(name: str, urls: tuple[str, str], many: int, rounds: int) -> None:
    """Pay on a store that has few payments and on one that has many, in turn."""
    numbers = (_FEW, many)
    with ExitStack() as stack:
        engines = [engine_on(stack.enter_context(closing(open_store(url)))) for url in urls]
        for engine, number in zip(engines, numbers, strict=True):
            with click.progressbar(length=number, label=f"{name}, {number:,} payments") as bar:
                for made in fill(engine, number):
                    bar.update(made)
        spent_us: list[list[float]] = [[] for _ in engines]
        for _ in range(rounds):
            for engine, spent in zip(engines, spent_us, strict=True):
                before = time.perf_counter()
                engine.run("default", pay)
                spent.append((time.perf_counter() - before) * 1e6)
    few_us, many_us = (quantiles(spent, n=10)[0] for spent in spent_us)
    before = time.perf_counter()
    with closing(open_store(urls[1])) as store:
        engine_on(store).run("default", lambda sandbox: sandbox.now_ms)
    open_ms = (time.perf_counter() - before) * 1e3
    size = _DISK[name](urls[1]) / many
    print(
        f"{name:<12}{few_us:>8.0f} us at {_FEW:,}{many_us:>8.0f} us at {many:,}"
        f"{many_us / few_us:>8.2f} x   opened in {open_ms:,.0f} ms, {size:,.0f} bytes a payment",
        flush=True,
    )


def _postgresql_bytes(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None  # noqa: S101 - it always has one
    return int(row[0])


_DISK: dict[str, Callable[[str], int]] = {
    "memory": lambda _: 0,
    "tinydb": lambda url: Path(url.removeprefix("tinydb:")).stat().st_size,
    "sqlite": lambda url: Path(url.removeprefix("sqlite:///")).stat().st_size,
    "postgresql": _postgresql_bytes,
}
"""What a store takes of the disk."""


def _processes(url: str, seconds: int) -> None:
    """Pay from one process and from several, each thread in a sandbox of its own, or all in one."""
    print(f"postgresql, {THREADS} threads a process")
    for where, sandbox in (
        ("in sandboxes of their own", "shop-{}"),
        ("all in one sandbox", "shop"),
    ):
        alone = 0.0
        for number in _PROCESSES:
            rate = _paid([url, sandbox, str(seconds)], number) / seconds
            alone = alone or rate
            print(
                f"  {where:<26}{number} processes{rate:>8,.0f}/s{rate / alone:>8.2f} x", flush=True
            )


def _paid(arguments: list[str], number: int) -> int:
    """How often so many processes paid, which set off together."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.paying", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(number)
    ]
    for each in processes:
        assert each.stdout is not None  # noqa: S101 - it is a pipe
        each.stdout.readline()
    for each in processes:
        assert each.stdin is not None  # noqa: S101 - likewise
        each.stdin.write("go\n")
        each.stdin.flush()
    return sum(int(each.communicate()[0]) for each in processes)


if __name__ == "__main__":
    main()
