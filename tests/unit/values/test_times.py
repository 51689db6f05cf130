"""How moments are written and read, and how a sandbox's clock differs from the machine's."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from paydrill.errors import InvalidClock
from paydrill.values.times import (
    DAY,
    EARLIEST_MS,
    HOUR,
    LATEST_MS,
    MINUTE,
    SECOND,
    ClockSetting,
    compact_second,
    duration_ms,
    from_rfc3339,
    http_date,
    rfc3339,
    system_now_ms,
)
from tests.factories import NOON_MS

moments = st.integers(EARLIEST_MS, LATEST_MS)


@settings(max_examples=200, deadline=None)
@given(moments)
@example(EARLIEST_MS)
@example(LATEST_MS)
@example(951_827_696_001)
def test_a_moment_reads_back_as_it_was_written(moment):
    text = rfc3339(moment)
    assert len(text) == len("2026-01-27T12:00:00.000Z")
    assert from_rfc3339(text, "/now") == moment
    assert datetime.fromisoformat(text) == datetime.fromtimestamp(moment // 1000, UTC).replace(
        microsecond=moment % 1000 * 1000
    )


def test_moments_are_written_in_the_forms_of_their_standards():
    assert rfc3339(NOON_MS + 7) == "2026-01-27T12:00:00.007Z"
    assert http_date(NOON_MS) == "Tue, 27 Jan 2026 12:00:00 GMT"
    assert compact_second(NOON_MS) == "20260127120000"


@settings(max_examples=100, deadline=None)
@given(moments)
def test_an_http_date_names_the_second(moment):
    assert parsedate_to_datetime(http_date(moment)).timestamp() == moment // 1000


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-27T12:00:00Z",
        "2026-01-27t12:00:00z",
        "2026-01-27T12:00:00.0Z",
        "2026-01-27T09:00:00-03:00",
        "2026-01-27T17:30:00+05:30",
        "2026-01-28T02:00:00.000+14:00",
    ],
)
def test_every_offset_of_the_same_moment_is_the_same(text):
    assert from_rfc3339(text, "/now") == NOON_MS


@pytest.mark.parametrize(
    "text", ["", "noon", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-01-27T25:00:00Z"]
)
def test_what_names_no_moment_is_refused_with_its_place(text):
    with pytest.raises(InvalidClock) as caught:
        from_rfc3339(text, "/query/created_from")
    assert [error.pointer for error in caught.value.errors] == ["/query/created_from"]


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("250ms", 250),
        ("90s", 90 * SECOND),
        ("15m", 15 * MINUTE),
        ("24h", DAY),
        ("2d", 48 * HOUR),
        ("0s", 0),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text, milliseconds):
    assert duration_ms(text) == milliseconds


@pytest.mark.parametrize("text", ["", "5", "-1s", "1.5h", "1w", "1 h", "1H", "1s\n", "٣s", "1h30m"])
def test_other_durations_are_refused_with_their_place(text):
    with pytest.raises(InvalidClock) as caught:
        duration_ms(text)
    assert [error.pointer for error in caught.value.errors] == ["/by"]


def test_an_offset_clock_runs_and_a_frozen_one_stands_still():
    running = ClockSetting().at(NOON_MS + DAY, NOON_MS)
    frozen = running.with_frozen(frozen=True, system_ms=NOON_MS)
    later = NOON_MS + HOUR
    assert running.now_ms(later) == NOON_MS + DAY + HOUR
    assert frozen.now_ms(later) == NOON_MS + DAY
    assert frozen.at(NOON_MS, later).now_ms(later + HOUR) == NOON_MS


def test_a_frozen_clock_goes_on_from_where_it_stood():
    frozen = ClockSetting(frozen_ms=NOON_MS)
    running = frozen.with_frozen(frozen=False, system_ms=NOON_MS + 5 * DAY)
    assert running.now_ms(NOON_MS + 5 * DAY + SECOND) == NOON_MS + SECOND


@pytest.mark.parametrize("moment", [EARLIEST_MS - 1, LATEST_MS + 1])
def test_the_clock_stays_between_1970_and_9998(moment):
    with pytest.raises(InvalidClock):
        ClockSetting().at(moment, NOON_MS)


def test_the_default_clock_is_the_machines():
    before = datetime.now(UTC).timestamp()
    now = ClockSetting().now_ms(system_now_ms()) / 1000
    assert before - 0.001 <= now <= datetime.now(UTC).timestamp()
