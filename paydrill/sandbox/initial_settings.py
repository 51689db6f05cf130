"""Keep the settings that a sandbox was created with; a reset restores them."""

from typing import NamedTuple

from paydrill.sandbox.ports import Table
from paydrill.values.times import ClockSetting, Milliseconds


class Origin(NamedTuple):
    """The settings of a created sandbox. `id` is its name; `None` stands for the usual default."""

    id: str
    position: int
    seed: int | None = None
    scenario: str | None = None
    now_ms: Milliseconds | None = None
    frozen: bool = False

    def clock(self, system_ms: Milliseconds) -> ClockSetting:
        """Return the clock to start with at this machine time. Raises `InvalidClock`."""
        now_ms = system_ms if self.now_ms is None else self.now_ms
        return ClockSetting(frozen_ms=now_ms if self.frozen else None).at(now_ms, system_ms)


ORIGINS = Table("origin", Origin)
