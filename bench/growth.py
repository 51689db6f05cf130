"""What a payment costs when there are many rules, or many payments, already."""

import json
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.load import Load, payment, run
from bench.servers import PAYDRILL, Server, running

SERVERS = 3

_RULES = 1_000
_PAYMENTS = 100_000
_CONNECTIONS = 32
_EMPTY = "empty"
_MANY_RULES = f"{_RULES:,} rules"
_MANY_PAYMENTS = f"{_PAYMENTS:,} payments"


def report(rounds: int, seconds: int) -> None:
    """Measure the three in turn, and print what they cost relative to the empty server."""
    with TemporaryDirectory() as folder, ExitStack() as started:
        scenario = Path(folder) / "many-rules.yaml"
        scenario.write_text(many_rules())
        servers = {
            _EMPTY: started.enter_context(running(*PAYDRILL)),
            _MANY_RULES: started.enter_context(running(*PAYDRILL, "--scenario", str(scenario))),
            _MANY_PAYMENTS: started.enter_context(running(*PAYDRILL)),
        }
        fill(servers[_MANY_PAYMENTS])
        loads: dict[str, list[Load]] = {name: [] for name in servers}
        for _ in range(rounds):
            for name, server in servers.items():
                loads[name].append(_measured(server, seconds, empty=name != _MANY_PAYMENTS))
    print(f"\nPOST payment, {_CONNECTIONS} connections, with a lot there already")
    empty = median(load.cpu_us for load in loads[_EMPTY])
    for name, own in loads.items():
        cpu = median(load.cpu_us for load in own)
        per_second = median(load.per_second for load in own)
        print(f"  {name:<20}{per_second:>9,.0f} req/s{cpu:>9.0f} us CPU{cpu / empty:>9.2f} x empty")


def many_rules() -> str:
    """Write a scenario of a thousand exact amounts, none of which is the one that is paid."""
    rules = [
        {
            "id": f"exactly-{number}",
            "when": {"operation": "cards.create_payment", "amount": 1000 + number},
            "then": {"declined": "card_declined"},
        }
        for number in range(_RULES)
    ]
    return json.dumps({"scenario": 1, "name": "many-rules", "rules": rules})


def fill(server: Server) -> None:
    """Pay until there are a hundred thousand payments."""
    request, made = payment(server), 0
    while made < _PAYMENTS:
        made += run(server, request, _CONNECTIONS, seconds=1).requests


def _measured(server: Server, seconds: int, *, empty: bool) -> Load:
    if empty:
        server.ask("POST", "/_control/reset")
    return run(server, payment(server), _CONNECTIONS, seconds)
