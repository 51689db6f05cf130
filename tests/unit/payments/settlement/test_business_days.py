"""Business dates: half-open between two cut-offs, on days of 23, 24 and 25 hours."""

from datetime import date, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from paydrill.payments.settlement.business_days import BusinessDays, day_after, day_before
from paydrill.values.times import HOUR, LATEST_MS, MINUTE, from_rfc3339

SAO_PAULO = BusinessDays(time(22), "America/Sao_Paulo")
NEW_YORK = BusinessDays(time(17), "America/New_York")


def at(text):
    return from_rfc3339(text, "")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-01-27T21:59:59.999-03:00", "2026-01-27"),
        ("2026-01-27T22:00:00.000-03:00", "2026-01-28"),
        ("2026-01-28T00:30:00.000Z", "2026-01-27"),
        ("2026-01-31T22:00:00.000-03:00", "2026-02-01"),
        ("2025-12-31T22:00:00.000-03:00", "2026-01-01"),
        ("2028-02-28T22:00:00.000-03:00", "2028-02-29"),
    ],
)
def test_the_moment_of_the_cutoff_belongs_to_the_next_date(moment, expected):
    assert SAO_PAULO.date_of(at(moment)) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-01-27T00:00:00.000Z", "2026-01-27"),
        ("2026-01-27T23:59:59.999Z", "2026-01-27"),
        ("2026-01-28T00:00:00.000Z", "2026-01-28"),
    ],
)
def test_midnight_ends_the_day_before_it(moment, expected):
    assert BusinessDays().date_of(at(moment)) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("days", "day", "hours"),
    [
        (NEW_YORK, date(2026, 3, 7), 24),
        (NEW_YORK, date(2026, 3, 8), 23),
        (NEW_YORK, date(2026, 11, 1), 25),
        (NEW_YORK, date(2026, 11, 2), 24),
        # Its clocks changed at midnight, so one day had none.
        (BusinessDays(zone="America/Sao_Paulo"), date(2018, 11, 4), 23),
        (BusinessDays(zone="America/Sao_Paulo"), date(2018, 2, 17), 25),
        (BusinessDays(zone="Australia/Lord_Howe"), date(2026, 4, 5), 24.5),
        (SAO_PAULO, date(2026, 3, 8), 24),
    ],
)
def test_a_day_has_23_24_or_25_hours(days, day, hours):
    assert days.end_ms(day) - days.end_ms(day_before(day)) == hours * HOUR


@pytest.mark.parametrize(
    ("cutoff", "day", "end"),
    [
        # 02:30 is skipped: clocks go from 02:00 EST to 03:00 EDT.
        (time(2, 30), date(2026, 3, 8), "2026-03-08T03:30:00-04:00"),
        # 01:30 is shown twice: the first time it is summer still.
        (time(1, 30), date(2026, 11, 1), "2026-11-01T01:30:00-04:00"),
    ],
)
def test_a_cutoff_that_is_skipped_or_shown_twice_comes_once(cutoff, day, end):
    days = BusinessDays(cutoff, "America/New_York")
    assert days.end_ms(day) == at(end)
    assert days.date_of(at(end) - 1) == day
    assert days.date_of(at(end)) == day_after(day)


ZONES = st.sampled_from(
    [
        "UTC",
        "America/Havana",
        "America/New_York",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "Asia/Tokyo",
        "Australia/Lord_Howe",
        "Europe/Lisbon",
        "Pacific/Auckland",
    ]
)


@settings(deadline=None)
@given(
    moment_ms=st.integers(0, LATEST_MS),
    cutoff=st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    zone=ZONES,
)
@example(moment_ms=0, cutoff=time(0), zone="UTC")
@example(moment_ms=LATEST_MS, cutoff=time(0), zone="Pacific/Auckland")
def test_every_moment_belongs_to_the_one_date_it_lies_in(moment_ms, cutoff, zone):
    days = BusinessDays(cutoff, zone)
    day = days.date_of(moment_ms)
    assert days.end_ms(day_before(day)) <= moment_ms < days.end_ms(day)


@settings(deadline=None)
@given(day=st.dates(date(1970, 1, 2), date(9998, 12, 30)), zone=ZONES)
def test_each_date_ends_where_the_next_begins(day, zone):
    days = BusinessDays(time(2, 30), zone)
    assert days.end_ms(day) - days.end_ms(day_before(day)) in range(22 * HOUR, 26 * HOUR + MINUTE)


@pytest.mark.parametrize(
    ("day", "t_plus", "expected"),
    [
        ("2026-01-27", 1, "2026-01-28"),
        ("2026-01-30", 1, "2026-02-02"),  # a Friday at the end of a month
        ("2026-01-31", 1, "2026-02-02"),  # a Saturday
        ("2026-01-31", 0, "2026-02-02"),
        ("2026-01-27", 0, "2026-01-27"),
        ("2026-02-13", 1, "2026-02-18"),  # carnival
        ("2026-02-16", 0, "2026-02-18"),
        ("2026-02-12", 2, "2026-02-18"),
        ("2028-02-28", 1, "2028-02-29"),
        ("2026-12-31", 2, "2027-01-05"),
    ],
)
def test_the_value_date_counts_working_days(day, t_plus, expected):
    holidays = frozenset({date(2026, 2, 16), date(2026, 2, 17), date(2027, 1, 1)})
    days = BusinessDays(t_plus=t_plus, holidays=holidays)
    assert days.value_date(date.fromisoformat(day)) == date.fromisoformat(expected)


@settings(deadline=None)
@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), t_plus=st.integers(0, 30))
def test_the_value_date_is_never_at_a_weekend_or_before(day, t_plus):
    value_date = BusinessDays(t_plus=t_plus).value_date(day)
    assert value_date.weekday() < 5
    assert timedelta(t_plus) <= value_date - day <= timedelta(t_plus * 7 / 5 + 4)
