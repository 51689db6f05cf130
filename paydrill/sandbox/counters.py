"""Count matched calls, drawn chances and used rates of a sandbox."""

from typing import NamedTuple

from paydrill.sandbox.ports import Table, Transaction
from paydrill.values.ids import Ids

_MILLION = 1_000_000


class Counter(NamedTuple):
    """One count; `id` names the thing counted."""

    id: str
    position: int
    reached: int


class Bucket(NamedTuple):
    """The level of a token bucket, in millionths of a call, when it was last used (`at_ms`)."""

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
        """Read the counters; with `keeps` false, compute the next values without writing them."""
        self._tx = tx
        self._ids = ids
        self._now_ms = now_ms
        self._keeps = keeps

    def count(self, key: str) -> int:
        """Count one call under `key`; see `Counting.count`."""
        counter = self._tx.get(COUNTERS, key) or Counter(key, 0, 0)
        counter = counter._replace(reached=counter.reached + 1)
        if self._keeps:
            self._tx.put(COUNTERS, counter)
        return counter.reached

    def chance(self, key: str) -> float:
        """Draw a number in [0, 1); see `Counting.chance`."""
        return self._ids.chance(key, self.count(key) - 1)

    def wait_ms(self, key: str, per_s: int, burst: int) -> int:
        """Take a call out of a token bucket on the sandbox's clock; see `Counting.wait_ms`."""
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
