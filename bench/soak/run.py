"""`make soak MINUTES=60`: load a server for a long time, and see whether anything grows.

On a TinyDB log and on PostgreSQL in turn: as many payments as it takes, from wrk, in sandboxes that
are deleted after a second; beside them lives of sandboxes (see `bench.soak.lives`). It prints, and
draws build/soak-STORE.png.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import psycopg

from bench.load import Request, need_wrk, run
from bench.samples import CARD, ORDER
from bench.servers import BARE, ROOT, Server, running
from bench.soak.lives import Lives
from bench.soak.samples import HELD, Sample, draw, growth, sample
from tests import postgresql

_THREADS = 4
_CONNECTIONS = 8
_BULK_S = 1
_SCENARIO = "scenario: 1\nname: soak\nrules: []\n"
_PAYMENT = {"card_number": "4111111111111111", "amount": 10, "currency": "USD"}


def main() -> None:
    """Soak both stores, half of the time each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--only", choices=("tinydb", "postgresql"))
    given = options.parse_args()
    need_wrk()
    stores = [given.only] if given.only else ["tinydb", "postgresql"]
    for name in stores:
        with TemporaryDirectory() as folder, _STORES[name](Path(folder)) as (url, size):
            soak(name, url, size, Path(folder), given.minutes * 60 / len(stores))


def soak(name: str, store: str, size: Callable[[], int], folder: Path, seconds: float) -> None:
    """Load one server for so many seconds; print and draw what it held."""
    scenario = folder / "soak.yaml"
    scenario.write_text(_SCENARIO, encoding="utf-8")
    options = ("--store", store, "--scenario", str(scenario), "--log-level", "error")
    with running("server.py", *options) as server, running(*BARE) as receiver:
        lives = Lives(server.url, f"{receiver.url}/hooks", scenario)
        with _probe(server) as looks, ThreadPoolExecutor(_THREADS + 1) as pool:
            lives.begin(pool, _THREADS)
            try:
                samples = list(_loaded(server, lives, size, seconds))
            finally:
                lives.end()
    draw(samples, f"{name}, {seconds / 60:.0f} minutes", ROOT / f"build/soak-{name}.png")
    _print(name, samples, lives, looks)


def _loaded(
    server: Server, lives: Lives, size: Callable[[], int], seconds: float
) -> Iterator[Sample]:
    """Pay in one sandbox after another; a sample after each."""
    began, made = time.monotonic(), 0
    while time.monotonic() - began < seconds and not lives.failed():
        name = f"bulk-{made}"
        token = server.ask("POST", f"/~{name}/api/v1/tokenize", CARD)["token"]
        order = orjson.dumps({"token": token, **ORDER}).decode()
        request = Request("POST", f"/~{name}/api/v1/payments", order)
        made += run(server, request, _CONNECTIONS, _BULK_S).requests
        server.ask("DELETE", f"/_control/sandboxes/{name}")
        yield sample(server.pid, began, made + lives.requests(), size())


@contextmanager
def _probe(server: Server) -> Iterator[dict[str, float]]:
    """Look at a payment meanwhile; afterwards, how long that took is in the mapping."""
    found: dict[str, float] = {}
    paid = server.ask("POST", "/payment", {**_PAYMENT, "customer_name": "Ada Lovelace"})
    url = f"{server.url}/status/{paid['payment_id']}"
    command = [sys.executable, "-m", "bench.soak.probe", url]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield found
        told, _ = process.communicate(b"enough\n")
        found.update(orjson.loads(told))


@contextmanager
def _tinydb(folder: Path) -> Iterator[tuple[str, Callable[[], int]]]:
    log = folder / "records.tinydb"
    yield f"tinydb:{log}", lambda: log.stat().st_size


@contextmanager
def _postgresql(_folder: Path) -> Iterator[tuple[str, Callable[[], int]]]:
    server = postgresql.Server.made(durable=True)
    try:
        with postgresql.database(server.url) as url:
            yield url, lambda: _database_size(url)
    finally:
        server.remove()


def _database_size(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None  # noqa: S101 - it always has one
    return int(row[0])


_STORES = {"tinydb": _tinydb, "postgresql": _postgresql}


def _print(name: str, samples: list[Sample], lives: Lives, looks: dict[str, float]) -> None:
    last = samples[-1]
    print(f"\n{name}: {last.requests:,} requests in {last.seconds / 60:.1f} minutes")
    print("  " + ", ".join(f"{number:,} {what}" for what, number in sorted(lives.done.items())))
    print(f"  {'':<10}{'second tenth':>14}{'last tenth':>14}{'in 10^7 requests':>18}")
    for field in HELD:
        early, late, slope = growth(samples, field)
        print(f"  {field:<10}{early:>14,.1f}{late:>14,.1f}{slope:>+18,.1f}")
    print("  looks, ms: " + ", ".join(f"{what} {value:,.1f}" for what, value in looks.items()))


if __name__ == "__main__":
    main()
