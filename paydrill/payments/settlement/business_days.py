"""Work out business dates: the date of a moment, the end of a date, and its payout.

A business date ends at the cut-off, a local time in an IANA zone; that moment itself belongs to the
next date. So a date is the half-open time between two cut-offs, 23 or 25 hours long where clocks
change. A cut-off that the clocks skip falls after the gap; of a cut-off that they show twice, the
first counts. A cut-off at midnight ends the day before it.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from paydrill.values.times import SECOND, Milliseconds

_DAY = timedelta(days=1)
_MIDNIGHT = time(0)
_SATURDAY = 5


class BusinessDays(NamedTuple):
    """A cut-off and its zone, the working days until the payout (T+N), and the holidays."""

    cutoff: time = _MIDNIGHT
    zone: str = "UTC"
    t_plus: int = 1
    holidays: frozenset[date] = frozenset()

    def end_ms(self, day: date) -> Milliseconds:
        """Return the moment at which a business date ends, the first of the next date."""
        calendar_day = day + _DAY if self.cutoff == _MIDNIGHT else day
        end = datetime.combine(calendar_day, self.cutoff, ZoneInfo(self.zone))
        return int(end.timestamp()) * SECOND

    def begin_ms(self, day: date) -> Milliseconds:
        """Return the moment at which a calendar date begins in the zone of the cut-off.

        Value dates are calendar dates, unlike business dates.
        """
        begin = datetime.combine(day, _MIDNIGHT, ZoneInfo(self.zone))
        return int(begin.timestamp()) * SECOND

    def date_of(self, moment_ms: Milliseconds) -> date:
        """Return the business date of a moment."""
        moment = datetime.fromtimestamp(moment_ms // SECOND, UTC)
        day = moment.astimezone(ZoneInfo(self.zone)).date()
        while self.end_ms(day) <= moment_ms:
            day += _DAY
        return day

    def value_date(self, day: date) -> date:
        """Return the payout date of a business date: T+N working days."""
        for _ in range(self.t_plus):
            day = self._working_day(day + _DAY)
        return self._working_day(day)

    def _working_day(self, day: date) -> date:
        """Return the first day from `day` on that is neither at a weekend nor a holiday."""
        while day.weekday() >= _SATURDAY or day in self.holidays:
            day += _DAY
        return day


def day_after(day: date) -> date:
    """Return the next business date; every calendar day is a business date."""
    return day + _DAY


def day_before(day: date) -> date:
    """Return the previous business date."""
    return day - _DAY
