"""Count responses and rules: of each sandbox, and of all together."""

from collections import OrderedDict
from threading import Lock
from time import monotonic_ns
from typing import NamedTuple

from paydrill.pipeline.request import Request
from paydrill.pipeline.result import Result
from paydrill.request_log.tallies import Account, Key, Meter, Total
from paydrill.values.times import system_now_ms

LOST = 0
"""The status under which a lost response is counted: a scenario broke the connection."""

MOST_SANDBOXES = 10_000


class Met(NamedTuple):
    """Counts of responses by operation and status, and of the rules that applied."""

    answers: dict[Key, int]
    rules: dict[str, int]


class Counts:
    """The counts of this process, in memory. Safe to use from any thread.

    Where processes share a store, `SharedCounts` takes its place, and its methods may raise
    `StoreUnavailable`; only `count` never does.
    """

    def __init__(self) -> None:
        """Start at zero."""
        self._accounts: OrderedDict[str, Account] = OrderedDict()
        self._current, self._account = "", Account()
        self._totals: dict[Key, Total] = {}
        self._rules: dict[str, int] = {}
        self._counted_out: dict[Key, int] = {}
        self._lock = Lock()

    def count(self, request: Request, key: Key, result: Result) -> tuple[int, int]:
        """Count one response; return its time by the sandbox's clock (ms) and duration (µs)."""
        duration_us = (monotonic_ns() - request.started_ns) // 1_000
        with self._lock:
            if request.sandbox != self._current:
                self._turn_to(request.sandbox)
            account = self._account
            meter = account.meters.get(key) or self._meter(account, key)
            total = meter.total
            meter.count += 1
            total.count += 1
            total.duration_us += duration_us
            for rule in result.response.rules:
                account.rules[rule] = account.rules.get(rule, 0) + 1
                self._rules[rule] = self._rules.get(rule, 0) + 1
            if result.clock is None:
                return account.clock.now_ms(system_now_ms()), duration_us
            account.clock = result.clock
            return result.at_ms, duration_us

    def met(self, sandbox: str | None) -> Met:
        """Return what a sandbox has met; `None` = what all have met since counting began."""
        with self._lock:
            if sandbox is None:
                answers = {
                    key: total.count - self._counted_out.get(key, 0)
                    for key, total in self._totals.items()
                }
                return Met(answers, dict(self._rules))
            account = self._accounts.get(sandbox) or Account()
            return Met({key: m.count for key, m in account.meters.items()}, dict(account.rules))

    def totals(self) -> dict[Key, tuple[int, int]]:
        """Return the number of all responses and their microseconds; `forget` changes neither."""
        with self._lock:
            return {key: (t.count, t.duration_us) for key, t in self._totals.items()}

    def sandboxes(self) -> int:
        """Return how many sandboxes have had requests."""
        with self._lock:
            return len(self._accounts)

    def forget(self, sandbox: str | None) -> None:
        """Forget what a sandbox has met; `None` = what all have met together."""
        with self._lock:
            if sandbox is None:
                self._counted_out = {key: total.count for key, total in self._totals.items()}
                self._rules.clear()
            elif sandbox in self._accounts:
                self._accounts[sandbox].meters.clear()
                self._accounts[sandbox].rules.clear()

    def _turn_to(self, sandbox: str) -> None:
        account = self._accounts.get(sandbox)
        if account is None:
            account = self._accounts[sandbox] = Account()
        if len(self._accounts) > MOST_SANDBOXES:
            self._accounts.popitem(last=False)
        self._accounts.move_to_end(sandbox)
        self._current, self._account = sandbox, account

    def _meter(self, account: Account, key: Key) -> Meter:
        return account.meters.setdefault(key, Meter(self._totals.setdefault(key, Total())))
