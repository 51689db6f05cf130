"""One of several processes that pay on one store: python -m bench.paying URL SANDBOX SECONDS.

It says that it is ready, waits for a line, pays from a few threads, and prints how often. `{}` in
the sandbox's name stands for the number of the thread.
"""

import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from decimal import Decimal

from paydrill.domain import PAYMENTS
from paydrill.payments import payments
from paydrill.payments.orders import Order
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.ports import Store
from paydrill.sandbox.sandbox import Sandbox
from paydrill.sandbox.world import World
from paydrill.scenarios.one_scenario import OneScenario
from paydrill.scenarios.scenario import Scenario
from paydrill.standards import standards
from paydrill.stores import open_store
from paydrill.values.cards import CardDetails

THREADS = 4

_AT_ONCE = 500
_CARD = CardDetails("4111111111111111", 12, 2030, "123", "/card")
_ORDER = Order(Decimal("99.99"), "USD", "Ada Lovelace")


def engine_on(store: Store) -> Engine:
    """Make an engine whose scenario has no rules."""
    return Engine(store, World(OneScenario(Scenario("bench", (), None)), standards(), PAYMENTS))


def pay(sandbox: Sandbox, times: int = 1) -> None:
    """Pay by card, all in one transaction."""
    for _ in range(times):
        payments.authorize_card(sandbox, _CARD, _ORDER)


def fill(engine: Engine, number: int) -> Iterator[int]:
    """Make so many payments; yields how many were made each time."""
    for first in range(0, number, _AT_ONCE):
        portion = min(_AT_ONCE, number - first)
        engine.run("default", pay, portion)
        yield portion


def main(url: str, sandbox: str, seconds: str) -> None:
    """Pay when told to."""
    with closing(open_store(url)) as store, ThreadPoolExecutor(THREADS) as pool:
        engine = engine_on(store)

        def pay_on(thread: int) -> int:
            name, paid = sandbox.format(f"{os.getpid()}-{thread}"), 0
            until = time.perf_counter() + float(seconds)
            while time.perf_counter() < until:
                engine.run(name, pay)
                paid += 1
            return paid

        print("ready", flush=True)
        sys.stdin.readline()
        print(sum(pool.map(pay_on, range(THREADS))))


if __name__ == "__main__":
    main(*sys.argv[1:])
