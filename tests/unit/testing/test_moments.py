"""Times and durations, as tests write them and as the control API reads them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from paydrill.testing.errors import PaydrillError
from paydrill.testing.moments import duration, instant

LAST = datetime(2029, 12, 31, 22, tzinfo=timezone(-timedelta(hours=2)))


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        ("2030-01-01T12:00Z", "2030-01-01T12:00:00Z"),
        ("2030-01-01", "2030-01-01T00:00:00Z"),
        ("2030-01-01T12:00:00.5+02:00", "2030-01-01T10:00:00.500000Z"),
        (datetime(2030, 1, 1), "2030-01-01T00:00:00Z"),  # noqa: DTZ001 - taken for UTC
        (datetime(2030, 1, 1, tzinfo=UTC), "2030-01-01T00:00:00Z"),
        (LAST, "2030-01-01T00:00:00Z"),
    ],
)
def test_a_moment_is_written_in_utc(moment: datetime | str, written: str):
    assert instant(moment) == written


def test_what_is_no_moment():
    with pytest.raises(
        PaydrillError, match="'tomorrow' is no moment: write it as 2030-01-01T12:00Z"
    ):
        instant("tomorrow")


@pytest.mark.parametrize(
    ("by", "written"),
    [
        ("24h", "24h"),
        (timedelta(days=2), "2d"),
        (timedelta(hours=36), "36h"),
        (timedelta(minutes=90), "90m"),
        (timedelta(seconds=1.5), "1500ms"),
    ],
)
def test_a_duration_is_a_number_and_its_unit(by: timedelta | str, written: str):
    assert duration(by) == written


@pytest.mark.parametrize(
    ("by", "says"),
    [
        (timedelta(0), "by one at least"),
        (timedelta(seconds=-1), "by one at least"),
        (timedelta(microseconds=1), "whole milliseconds"),
        (timedelta(days=1, milliseconds=1), "round it to seconds"),
    ],
)
def test_what_no_clock_advances_by(by: timedelta, says: str):
    with pytest.raises(PaydrillError, match=says):
        duration(by)
