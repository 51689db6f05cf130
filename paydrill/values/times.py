"""Tell the time, the one source of it, and write times.

Inside the engine a moment is an integer: milliseconds since 1970-01-01T00:00:00Z. A sandbox's clock
is the system's, the system's plus an offset, or frozen.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache

from paydrill.errors import FieldError, InvalidClock

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

# RFC 3339 and HTTP dates write four-digit years; the last one is room for clocks that run on and
# for what expires later.
EARLIEST_MS = 0
LATEST_MS = 253_370_764_799_999

_UNITS = {"ms": 1, "s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_DURATION = re.compile(r"([0-9]{1,9})(ms|s|m|h|d)")

Milliseconds = int
SystemClock = Callable[[], Milliseconds]


def system_now_ms() -> Milliseconds:
    """Return the machine's time."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class ClockSetting:
    """The difference between a sandbox's clock and the machine's."""

    offset_ms: int = 0
    frozen_ms: int | None = None

    def now_ms(self, system_ms: Milliseconds) -> Milliseconds:
        """Return the sandbox's time when the machine's is `system_ms`."""
        return system_ms + self.offset_ms if self.frozen_ms is None else self.frozen_ms

    def system_ms(self, at_ms: Milliseconds) -> Milliseconds | None:
        """Return the machine's time when this clock shows `at_ms`; `None` if it is frozen."""
        return at_ms - self.offset_ms if self.frozen_ms is None else None

    def at(
        self, now_ms: Milliseconds, system_ms: Milliseconds, pointer: str = "/now"
    ) -> "ClockSetting":
        """Return the same kind of clock, showing `now_ms`.

        Raises `InvalidClock` naming `pointer` outside 1970–9998.
        """
        if not EARLIEST_MS <= now_ms <= LATEST_MS:
            message = "the clock runs from 1970-01-01 to 9998-12-31."
            raise InvalidClock(f"{pointer}: {message}", (FieldError(pointer, message),))
        if self.frozen_ms is None:
            return ClockSetting(offset_ms=now_ms - system_ms)
        return ClockSetting(frozen_ms=now_ms)

    def with_frozen(self, *, frozen: bool, system_ms: Milliseconds) -> "ClockSetting":
        """Return a clock of the same time, frozen or running."""
        now_ms = self.now_ms(system_ms)
        return ClockSetting(frozen_ms=now_ms) if frozen else ClockSetting(now_ms - system_ms)


def duration_ms(text: str, pointer: str = "/by") -> Milliseconds:
    """Convert `90s`, `15m`, `24h`, `2d` or `250ms` to milliseconds. Raises `InvalidClock`."""
    match = _DURATION.fullmatch(text)
    if match is None:
        message = f"{text!r} is not a duration; write 90s, 15m, 24h or 2d."
        raise InvalidClock(f"{pointer}: {message}", (FieldError(pointer, message),))
    return int(match[1]) * _UNITS[match[2]]


_FRACTIONS = tuple(f".{millisecond:03d}Z" for millisecond in range(SECOND))


@lru_cache(maxsize=256)
def _rfc3339_second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


def rfc3339(moment_ms: Milliseconds) -> str:
    """Write `2026-01-27T12:00:00.000Z` (RFC 3339, UTC, always with milliseconds)."""
    second, millisecond = divmod(moment_ms, SECOND)
    return _rfc3339_second(second) + _FRACTIONS[millisecond]


def from_rfc3339(text: str, pointer: str) -> Milliseconds:
    """Read an RFC 3339 date-time. Raises `InvalidClock` naming `pointer`."""
    try:
        moment = datetime.fromisoformat(text.upper())
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        since_epoch = aware - datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        message = f"{text!r} is not a date and time; write 2026-01-27T12:00:00Z."
        raise InvalidClock(f"{pointer}: {message}", (FieldError(pointer, message),)) from None
    return round(since_epoch.total_seconds() * 1000)


def http_date(moment_ms: Milliseconds) -> str:
    """Write `Tue, 08 Apr 2025 15:45:25 GMT` (RFC 9110 §5.6.7)."""
    return format_datetime(datetime.fromtimestamp(moment_ms // SECOND, UTC), usegmt=True)


def compact_second(moment_ms: Milliseconds) -> str:
    """Write `20260127120000`, the time part of a transaction id."""
    return _compact_second(moment_ms // SECOND)


@lru_cache(maxsize=256)
def _compact_second(second: int) -> str:
    return time.strftime("%Y%m%d%H%M%S", time.gmtime(second))
