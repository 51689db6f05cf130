"""Keep the state of a sandbox between requests."""

from functools import lru_cache
from typing import NamedTuple

from paydrill.sandbox.ports import Table
from paydrill.values.times import ClockSetting

# Every request needs a clock setting, and most sandboxes have the same.
_clock = lru_cache(maxsize=1024)(ClockSetting)


class SandboxState(NamedTuple):
    """The state of a sandbox between requests: its settings, then its progress."""

    id: str
    position: int
    fingerprint_key: str
    offset_ms: int = 0
    frozen_ms: int | None = None
    seed: int | None = None
    """Seed of ids and chance; `None` for the scenario's, or else the server's."""
    scenario: str | None = None
    """Name of the scenario that decides; `None` for the server's default."""
    one_shots: int = 0
    """How many one-shot outcomes have not applied yet."""
    endpoints: int = 0
    """How many webhook endpoints there are."""
    next_post_ms: int | None = None
    """When the next webhook can be sent, by the machine's clock; `None` when there is none."""
    last_number: int = 0
    last_event: int = 0
    next_due_ms: int | None = None
    """The first due time, by the sandbox's clock."""
    changed_ms: int = 0
    """When it was last changed, by the machine's clock."""

    @property
    def clock(self) -> ClockSetting:
        """The difference between its clock and the machine's."""
        return _clock(self.offset_ms, self.frozen_ms)

    @property
    def due_system_ms(self) -> int | None:
        """The first due time by the machine's clock; `None` also while the clock is frozen."""
        if self.next_due_ms is None:
            return None
        return self.clock.system_ms(self.next_due_ms)

    def after(self, *progress: int | None) -> "SandboxState":
        """Return the same settings with new progress: the last fields, in order."""
        return STATES.record_of((*self[: -len(progress)], *progress))


STATES = Table("sandbox", SandboxState)
