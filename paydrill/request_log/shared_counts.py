"""Add up the counts of servers that share their records, in the database (docs/decisions/0034).

Requests pay nothing for it: they are counted in memory, and what has come is written together with
the request log, before responses leave. Requests that are not logged are written within a second.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress

from paydrill.request_log.counts import Counts, Met
from paydrill.request_log.journal_writer import JournalWriter
from paydrill.request_log.tallies import Account, Key, Meter, Total
from paydrill.sandbox.ports import Journal, Tally

PAUSE_S = 1.0
"""Seconds between two writes of what was counted and not logged."""

_ANSWER = "answer"
_RULE = "rule"
_NO_STATUS = 0


class SharedCounts(Counts):
    """The counts of all processes of a journal, and of this one what is not yet written there."""

    def __init__(self, journal: Journal, most: int) -> None:
        """Count in a journal that keeps `most` exchanges of each sandbox."""
        super().__init__()
        self._journal = journal
        self._unwritten: dict[str, Account] = {}
        self.writer = JournalWriter(journal, most, self)

    def met(self, sandbox: str | None) -> Met:
        """See `Counts.met`. Raises `StoreUnavailable`."""
        self.writer.flush().result()
        found = self._journal.totals() if sandbox is None else self._journal.tallies(sandbox)
        answers = {_key(t): t.times - t.forgotten for t in found if t.kind == _ANSWER}
        rules = {t.name: t.times - t.forgotten for t in found if t.kind == _RULE}
        return Met(answers, {rule: times for rule, times in rules.items() if times})

    def totals(self) -> dict[Key, tuple[int, int]]:
        """See `Counts.totals`. Raises `StoreUnavailable`."""
        self.writer.flush().result()
        answers = (each for each in self._journal.totals() if each.kind == _ANSWER)
        return {_key(each): (each.times, each.took_us) for each in answers}

    def sandboxes(self) -> int:
        """See `Counts.sandboxes`; those that were forgotten since are no more counted."""
        return self._journal.counted()

    def forget(self, sandbox: str | None) -> None:
        """See `Counts.forget`. Raises `StoreUnavailable`."""
        self.writer.flush().result()
        self._journal.forget_tallies(sandbox)

    def take(self) -> dict[str, list[Tally]]:
        """See `Counting.take`."""
        with self._lock:
            accounts, self._unwritten = self._unwritten, {}
            self._current = ""  # so that the next request of any sandbox turns to it
            taken = {sandbox: list(_tallies(each)) for sandbox, each in accounts.items()}
            for each in accounts.values():
                each.meters, each.rules = {}, {}
        return taken

    def give_back(self, sandbox: str, tallies: list[Tally]) -> None:
        """See `Counting.give_back`."""
        with self._lock:
            self._turn_to(sandbox)
            account = self._account
            for each in tallies:
                if each.kind == _RULE:
                    account.rules[each.name] = account.rules.get(each.name, 0) + each.times
                else:
                    key = _key(each)
                    meter = account.meters.get(key) or self._meter(account, key)
                    meter.count += each.times
                    meter.total.duration_us += each.took_us

    def _turn_to(self, sandbox: str) -> None:
        super()._turn_to(sandbox)
        self._unwritten[sandbox] = self._account

    def _meter(self, account: Account, key: Key) -> Meter:
        # The total is that of this sandbox: the database adds up those of all.
        return account.meters.setdefault(key, Meter(Total()))


@asynccontextmanager
async def writing(counts: SharedCounts, pause_s: float = PAUSE_S) -> AsyncIterator[None]:
    """Write what was counted and not logged while the context is open, and at its end."""
    task = asyncio.create_task(_write(counts, pause_s))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await asyncio.wrap_future(counts.writer.flush())


async def _write(counts: SharedCounts, pause_s: float) -> None:
    while True:
        await asyncio.sleep(pause_s)
        await asyncio.wrap_future(counts.writer.flush())


def _tallies(account: Account) -> Iterator[Tally]:
    for (operation, status), meter in account.meters.items():
        yield Tally(_ANSWER, operation or "", status, meter.count, meter.total.duration_us)
    for rule, times in account.rules.items():
        yield Tally(_RULE, rule, _NO_STATUS, times, 0)


def _key(tally: Tally) -> Key:
    return tally.name or None, tally.status
