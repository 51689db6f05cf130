"""The engine: opens a sandbox for a request, does what is due, and commits it as one."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from paydrill.engine import channels
from paydrill.engine.clock import SystemClock, system_now_ms
from paydrill.engine.clockwork import catch_up
from paydrill.engine.money import Currencies
from paydrill.engine.pix import charges
from paydrill.engine.ports import Standards, Store, Transaction
from paydrill.engine.sandbox import Sandbox, World
from paydrill.engine.scenarios.shelf import Scenarios

ASKING = channels.ASKING | charges.ASKING
"""The operations that ask the scenario themselves; for all others somebody else has to."""

P = ParamSpec("P")
T = TypeVar("T")


class Engine:
    """All sandboxes of one store under the scenarios of a server. Safe to call from any thread."""

    def __init__(
        self,
        store: Store,
        scenarios: Scenarios,
        standards: Standards,
        *,
        seed: int = 0,
        system_clock: SystemClock = system_now_ms,
    ) -> None:
        """`seed` decides ids and chance where neither scenario nor sandbox says otherwise."""
        self._store = store
        self._system_clock = system_clock
        self.world = World(scenarios, Currencies(standards.currency_exponents), standards, seed)

    def run(
        self,
        name: str,
        work: Callable[Concatenate[Sandbox, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do `work` in the sandbox of that name: all of it is kept, or on any exception none.

        `work` gets the sandbox, then the other arguments; it may be called more than once.
        """

        def in_transaction(tx: Transaction) -> T:
            sandbox = Sandbox(name, tx, self.world, self._system_clock())
            if sandbox.next_due_ms is not None:
                catch_up(sandbox)
            result = work(sandbox, *args, **kwargs)
            sandbox.keep_state()
            return result

        return self._store.transact(name, in_transaction)
