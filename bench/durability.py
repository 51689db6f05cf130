"""What it costs to keep payments in a TinyDB log, by how soon the disk has them."""

from collections.abc import Mapping
from contextlib import ExitStack
from itertools import product
from statistics import median
from tempfile import TemporaryDirectory

from bench.load import Load, payment, run
from bench.servers import Server, running

SERVERS = 4

_CONNECTIONS = (1, 32)
_MEMORY = "memory"
_DURABILITIES = ("process", "interval", "always")


def report(rounds: int, seconds: int) -> None:
    """Measure each in turn, and print its rate relative to the memory store's."""
    with TemporaryDirectory() as folder, ExitStack() as started:
        servers = {_MEMORY: started.enter_context(running("server.py", "--store", "memory:"))}
        for each in _DURABILITIES:
            store = f"tinydb:{folder}/{each}.tinydb"
            command = ("server.py", "--store", store, "--durability", each)
            servers[f"tinydb, {each}"] = started.enter_context(running(*command))
        for connections in _CONNECTIONS:
            _report(servers, connections, rounds, seconds)


def _report(servers: Mapping[str, Server], connections: int, rounds: int, seconds: int) -> None:
    loads: dict[str, list[Load]] = {name: [] for name in servers}
    for _, (name, server) in product(range(rounds), servers.items()):
        loads[name].append(run(server, payment(server), connections, seconds))
    print(f"\nPOST payment, {connections} connection{'s' * (connections > 1)}, by durability")
    for name, own in loads.items():
        per_second = median(load.per_second for load in own)
        ratio = median(
            a.per_second / b.per_second for a, b in zip(own, loads[_MEMORY], strict=True)
        )
        p99_ms = median(load.p99_us for load in own) / 1000
        print(f"  {name:<20}{per_second:>9,.0f} req/s{p99_ms:>9.2f} ms p99{ratio:>9.2f} x memory")
