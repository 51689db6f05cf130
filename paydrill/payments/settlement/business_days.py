"""Business dates: which one a moment belongs to, when it ends, and when its money is paid out.

A business date ends at the cut-off, a local time in an IANA zone; that moment itself belongs to the
next date. So a date is the half-open time between two cut-offs, 23 or 25 hours of it where clocks
change. A cut-off that the clocks skip comes when they have skipped it, and of one that they show
twice the first counts. Midnight ends the day it follows.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from paydrill.values.times import SECOND, Milliseconds

_DAY = timedelta(days=1)
_MIDNIGHT = time(0)
_SATURDAY = 5


class BusinessDays(NamedTuple):
    """A cut-off and its zone, and when money is paid out: so many working days later."""

    cutoff: time = _MIDNIGHT
    zone: str = "UTC"
    t_plus: int = 1
    holidays: frozenset[date] = frozenset()

    def end_ms(self, day: date) -> Milliseconds:
        """The moment just after the business date."""
        calendar_day = day + _DAY if self.cutoff == _MIDNIGHT else day
        end = datetime.combine(calendar_day, self.cutoff, ZoneInfo(self.zone))
        return int(end.timestamp()) * SECOND

    def date_of(self, moment_ms: Milliseconds) -> date:
        """The business date that the moment belongs to."""
        moment = datetime.fromtimestamp(moment_ms // SECOND, UTC)
        day = moment.astimezone(ZoneInfo(self.zone)).date()
        while self.end_ms(day) <= moment_ms:
            day += _DAY
        return day

    def value_date(self, day: date) -> date:
        """When the money of a business date is paid out: T+N working days."""
        for _ in range(self.t_plus):
            day = self._working_day(day + _DAY)
        return self._working_day(day)

    def _working_day(self, day: date) -> date:
        """The day, or the first one after it that is neither at a weekend nor a holiday."""
        while day.weekday() >= _SATURDAY or day in self.holidays:
            day += _DAY
        return day


def day_after(day: date) -> date:
    """The next business date: there is one for every day of the calendar."""
    return day + _DAY


def day_before(day: date) -> date:
    """The business date before this one."""
    return day - _DAY
