"""What a sandbox that was made on purpose began with, and comes back to when it is reset."""

from typing import NamedTuple

from paydrill.sandbox.ports import Table
from paydrill.values.times import ClockSetting, Milliseconds


class Origin(NamedTuple):
    """`id` is the sandbox's name; what is `None` is as it is where nobody asked for it."""

    id: str
    position: int
    seed: int | None = None
    scenario: str | None = None
    now_ms: Milliseconds | None = None
    frozen: bool = False

    def clock(self, system_ms: Milliseconds) -> ClockSetting:
        """The clock it begins with when the machine's time is this. Raises `InvalidClock`."""
        now_ms = system_ms if self.now_ms is None else self.now_ms
        return ClockSetting(frozen_ms=now_ms if self.frozen else None).at(now_ms, system_ms)


ORIGINS = Table("origin", Origin)
