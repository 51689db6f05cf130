"""The observer: told of every answer, it counts and logs, and forgets in time.

Every request pays for what is done here, some two microseconds. All that takes longer is left to
those who read.
"""

from collections import OrderedDict, deque
from collections.abc import Sequence
from threading import Lock
from time import monotonic_ns
from typing import NamedTuple

from paydrill.contract.guard import CONTROL_PATH
from paydrill.contract.operations import Operation
from paydrill.contract.requests import Request
from paydrill.engine.clock import system_now_ms
from paydrill.engine.scenarios.wire import RESET, TIMEOUT, Wire
from paydrill.traffic.accounts import Account, Key, Meter, Total
from paydrill.traffic.exchanges import Line, Logged, Row, rules_in
from paydrill.traffic.redaction import redacted

LOST = 0
"""Counted as the status of an answer that nobody got: a scenario broke the connection."""

MOST_BYTES = 64 * 1024 * 1024
"""What the logs of all sandboxes take together."""
MOST_SANDBOXES = 10_000

_USUAL_HEADERS = 3
"""Id, type and length, which nearly every answer has and no more."""
_OVERHEAD = 2_000
"""About what an exchange takes besides its texts, in bytes."""
_LENGTH = Logged._fields.index("length") - 1
"""Where a row has it."""


class Kept(NamedTuple):
    """The exchanges that are still known of a sandbox, oldest first, and how many are not."""

    exchanges: list[Logged]
    forgotten: int


class Size(NamedTuple):
    """Of all that is remembered: sandboxes, exchanges, and about how many bytes these take."""

    sandboxes: int
    exchanges: int
    bytes: int


class Met(NamedTuple):
    """How many answers there were by operation and status, and how many by rule."""

    answers: dict[Key, int]
    rules: dict[str, int]


class Traffic:
    """The traffic of all sandboxes. Safe to use from any thread.

    Each sandbox's last exchanges are kept, and of all sandboxes a number of bytes: beyond it, the
    one that has been quiet for longest loses its own. Calls of the control API are counted but not
    kept: they are the test's, not the application's.
    """

    def __init__(self, exchanges_per_sandbox: int) -> None:
        """`exchanges_per_sandbox` may be 0, and then none is kept."""
        self._most = exchanges_per_sandbox
        self._accounts: OrderedDict[str, Account] = OrderedDict()
        self._with_log: OrderedDict[str, Account] = OrderedDict()
        self._current, self._account = "", Account()
        self._totals: dict[Key, Total] = {}
        self._rules: dict[str, int] = {}
        self._counted_out: dict[Key, int] = {}
        self._bytes = 0
        self._lock = Lock()

    def answered(
        self,
        request: Request,
        operation: Operation | None,
        status: int,
        headers: Sequence[Line],
        body: bytes,
        wire: Wire | None,
    ) -> None:
        """See `Observer.answered`."""
        now_ns = monotonic_ns()
        duration_us = (now_ns - request.started_ns) // 1_000
        name = None if operation is None else operation.id
        is_lost = wire is not None and wire.fault in {RESET, TIMEOUT}
        key = (name, LOST if is_lost else status)
        is_kept = self._most and not request.path.startswith(CONTROL_PATH)
        kept = redacted(request, headers, body) if is_kept else None
        with self._lock:
            if request.sandbox != self._current:
                self._turn_to(request.sandbox)
            account = self._account
            meter = account.meters.get(key) or self._meter(account, key)
            total = meter.total
            meter.count += 1
            total.count += 1
            total.duration_us += duration_us
            if len(headers) > _USUAL_HEADERS:
                self._count_rules(account, headers)
            sandbox = request.opened
            if sandbox is not None:
                account.clock = sandbox.clock
            if kept is not None:
                at_ms = sandbox.now_ms if sandbox else account.clock.now_ms(system_now_ms())
                facts = (at_ms, duration_us, name, status, wire, request.method)
                self._keep(account, (*facts, len(request.body), len(body), *kept))

    def kept(self, sandbox: str) -> Kept:
        """The log of a sandbox."""
        with self._lock:
            account = self._accounts.get(sandbox)
            if account is None:
                return Kept([], 0)
            rows, numbered = tuple(account.log), account.numbered
        forgotten = numbered - len(rows)
        exchanges = [Logged(number, *row) for number, row in enumerate(rows, forgotten + 1)]
        return Kept(exchanges, forgotten)

    def met(self, sandbox: str | None) -> Met:
        """What a sandbox has met; for `None`, what all have met since the server began to count."""
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
        """Answers, and the microseconds they took, since the server was started."""
        with self._lock:
            return {key: (t.count, t.duration_us) for key, t in self._totals.items()}

    def size(self) -> Size:
        """How much is remembered."""
        with self._lock:
            exchanges = sum(len(each.log) for each in self._with_log.values())
            return Size(len(self._accounts), exchanges, self._bytes)

    def forget(self, sandbox: str) -> None:
        """Begin again with a sandbox, as if nothing had been asked of it."""
        self.forget_log(sandbox)
        self.forget_met(sandbox)

    def forget_log(self, sandbox: str) -> None:
        """Empty the log of a sandbox."""
        with self._lock:
            account = self._accounts.get(sandbox)
            if account is not None:
                self._empty(sandbox, account)
                account.numbered = 0

    def forget_met(self, sandbox: str | None) -> None:
        """Begin again with what a sandbox has met; for `None`, with what all have met."""
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
            self._empty(*self._accounts.popitem(last=False))
        self._accounts.move_to_end(sandbox)
        if account.log:
            self._with_log.move_to_end(sandbox)
        self._current, self._account = sandbox, account

    def _meter(self, account: Account, key: Key) -> Meter:
        total = self._totals.setdefault(key, Total())
        return account.meters.setdefault(key, Meter(total))

    def _count_rules(self, account: Account, headers: Sequence[Line]) -> None:
        for rule in rules_in(headers):
            account.rules[rule] = account.rules.get(rule, 0) + 1
            self._rules[rule] = self._rules.get(rule, 0) + 1

    def _keep(self, account: Account, row: Row) -> None:
        log = account.log
        if not log:
            self._with_log[self._current] = account
        account.numbered += 1
        log.append(row)
        self._bytes += _OVERHEAD + row[_LENGTH]
        if len(log) > self._most:
            self._drop_oldest(log)
        while self._bytes > MOST_BYTES:
            sandbox, quietest = next(iter(self._with_log.items()))
            self._drop_oldest(quietest.log)
            if not quietest.log:
                del self._with_log[sandbox]

    def _drop_oldest(self, log: deque[Row]) -> None:
        self._bytes -= _OVERHEAD + log.popleft()[_LENGTH]

    def _empty(self, sandbox: str, account: Account) -> None:
        self._with_log.pop(sandbox, None)
        while account.log:
            self._drop_oldest(account.log)
