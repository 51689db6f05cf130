"""Decide when a delivery is tried again: by the schedule, or by the receiver's `Retry-After`."""

import re
from collections.abc import Iterable
from datetime import UTC
from email.utils import parsedate_to_datetime

from paydrill.values.ids import Ids
from paydrill.values.times import HOUR, MINUTE, SECOND

BACKOFF_MS = (
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
)
"""Time from one attempt to the next: the example of Standard Webhooks 1.0.0, "Deliverability and
reliability" (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md)."""

LONGEST_ASKED_MS = 24 * HOUR
"""Longest that a receiver may have the next attempt wait: as long as the schedule ever does."""

_SECONDS = re.compile("[0-9]{1,64}")
_MOST_DIGITS = 9
_PERCENT = 100


def wait_ms(tries: int, asked_ms: int | None) -> int | None:
    """Return the wait after so many failed tries; `None` after the last.

    `asked_ms` is what the receiver asks for, in place of the schedule's time.
    """
    if tries > len(BACKOFF_MS):
        return None
    return BACKOFF_MS[tries - 1] if asked_ms is None else asked_ms


def jitter_ms(ids: Ids, wait: int, percent: int, attempt: tuple[str, int]) -> int:
    """Return by how much a wait is made longer: less than `percent` of it.

    The seed decides, by the `attempt` that failed: its delivery and its number.
    """
    delivery, number = attempt
    return int(wait * percent / _PERCENT * ids.chance(f"webhook_jitter/{delivery}", number))


def asked_ms(headers: Iterable[tuple[bytes, bytes]], now_ms: int) -> int | None:
    """Return for how long an answer asks to be left alone; `None` where it does not, or wrongly.

    A date is one of the receiver's clock, which its `Date` tells: what counts is the time between
    them. Without `Date`, its clock is taken to be the machine's, `now_ms`.
    """
    said = {name.lower(): value.decode("latin-1").strip() for name, value in headers}
    text = said.get(b"retry-after", "")
    if _SECONDS.fullmatch(text):
        is_long = len(text.lstrip("0")) > _MOST_DIGITS
        return LONGEST_ASKED_MS if is_long else min(int(text) * SECOND, LONGEST_ASKED_MS)
    until_ms = _moment_ms(text)
    if until_ms is None:
        return None
    answered_ms = _moment_ms(said.get(b"date", ""))
    wait = until_ms - (now_ms if answered_ms is None else answered_ms)
    return min(max(0, wait), LONGEST_ASKED_MS)


def _moment_ms(text: str) -> int | None:
    """Return the moment of an HTTP date in any of its three forms; `None` for any other text."""
    try:
        moment = parsedate_to_datetime(text)
        return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()) * SECOND
    except (ValueError, OverflowError):
        return None
