"""How often things have happened in a sandbox: calls that matched, chances drawn, rates used."""

from typing import NamedTuple

from paydrill.sandbox.ports import Table, Transaction
from paydrill.values.ids import Ids

_MILLION = 1_000_000


class Counter(NamedTuple):
    """`id` says what is counted."""

    id: str
    position: int
    reached: int


class Bucket(NamedTuple):
    """How full a token bucket is, in millionths of a call, at the time it was last looked at."""

    id: str
    position: int
    level: int
    at_ms: int


COUNTERS = Table("counters", Counter)
BUCKETS = Table("buckets", Bucket)


class Counters:
    """The counters of one sandbox inside one transaction (see `scenarios.counting.Counting`)."""

    __slots__ = ("_ids", "_keeps", "_now_ms", "_tx")

    def __init__(self, tx: Transaction, ids: Ids, now_ms: int, *, keeps: bool = True) -> None:
        """With `keeps` false nothing is counted: it only tells what would be."""
        self._tx = tx
        self._ids = ids
        self._now_ms = now_ms
        self._keeps = keeps

    def count(self, key: str) -> int:
        """See `Counting.count`."""
        counter = self._tx.get(COUNTERS, key) or Counter(key, 0, 0)
        counter = counter._replace(reached=counter.reached + 1)
        if self._keeps:
            self._tx.put(COUNTERS, counter)
        return counter.reached

    def chance(self, key: str) -> float:
        """See `Counting.chance`."""
        return self._ids.chance(key, self.count(key) - 1)

    def wait_ms(self, key: str, per_s: int, burst: int) -> int:
        """See `Counting.wait_ms`; a token bucket on the sandbox's clock."""
        full = burst * _MILLION
        bucket = self._tx.get(BUCKETS, key) or Bucket(key, 0, full, self._now_ms)
        gained = max(0, self._now_ms - bucket.at_ms) * per_s * 1000
        level = min(full, bucket.level + gained)
        wait_ms = max(0, -(-(_MILLION - level) // (per_s * 1000)))
        if wait_ms == 0:
            level -= _MILLION
        if self._keeps:
            self._tx.put(BUCKETS, Bucket(key, 0, level, self._now_ms))
        return wait_ms
