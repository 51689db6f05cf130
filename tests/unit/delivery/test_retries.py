"""When a delivery is tried again: by the schedule, by `Retry-After`, with jitter by the seed."""

import pytest

from paydrill.delivery.webhooks import endpoints, posting
from paydrill.delivery.webhooks.deliveries import DELIVERIES
from paydrill.delivery.webhooks.posting import Result
from paydrill.delivery.webhooks.retries import BACKOFF_MS, LONGEST_ASKED_MS, asked_ms
from tests.factories import NOON_MS, Merchant, make_engine

WANTED = {"url": "http://localhost:9000", "types": ["payment.*"], "format": "standard"}
NOON = b"Tue, 27 Jan 2026 12:00:00 GMT"


def asked(*headers: tuple[bytes, bytes]) -> int | None:
    return asked_ms(headers, NOON_MS)


@pytest.mark.parametrize(
    ("value", "wait_ms"),
    [
        (b"0", 0),
        (b"120", 120_000),
        (b" 7 ", 7_000),
        (b"86400", LONGEST_ASKED_MS),
        (b"86401", LONGEST_ASKED_MS),
        (b"99999999999999999999999999", LONGEST_ASKED_MS),
        (b"10000000000", LONGEST_ASKED_MS),
        (b"000000000000007", 7_000),
        (b"Tue, 27 Jan 2026 12:02:00 GMT", 120_000),
        (b"Tuesday, 27-Jan-26 12:02:00 GMT", 120_000),
        (b"Tue Jan 27 12:02:00 2026", 120_000),
        (b"Tue, 27 Jan 2026 11:00:00 GMT", 0),
        (b"Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_ASKED_MS),
    ],
)
def test_what_a_receiver_asks_for(value: bytes, wait_ms: int):
    assert asked((b"Retry-After", value)) == wait_ms


@pytest.mark.parametrize(
    "value", [b"", b"-5", b"1.5", b"soon", b"1e3", b"12 s", "١٢".encode(), b"\xff", b"Tue, 99 Jan"]
)
def test_what_is_neither_seconds_nor_a_date_is_not_asked_for(value: bytes):
    assert asked((b"retry-after", value)) is None
    assert asked() is None


def test_a_date_is_one_of_the_receivers_clock():
    ahead = (b"date", b"Wed, 28 Jan 2026 09:00:00 GMT")
    assert asked(ahead, (b"retry-after", b"Wed, 28 Jan 2026 09:00:30 GMT")) == 30_000
    assert asked((b"date", b"now"), (b"retry-after", NOON)) == 0


def times(seed: int, percent: int) -> list[int]:
    """The waits before all retries of a delivery."""
    merchant = Merchant(make_engine(seed=seed))
    merchant.do(endpoints.add, WANTED | {"jitter_percent": percent})
    merchant.set_clock("2026-01-27T12:00:00Z", frozen=True)
    merchant.pay()
    found = []
    for _ in BACKOFF_MS:
        [claimed] = merchant.do(posting.claim)
        merchant.do(posting.settle, claimed, Result(NOON_MS, 3, 500))
        [delivery] = merchant.records(DELIVERIES)
        found.append(delivery.next_ms - claimed.delivery.next_ms)
        merchant.advance(f"{found[-1]}ms")
    return found


def test_jitter_makes_waits_longer_by_the_seed_and_none_leaves_them_as_they_are():
    assert times(1, 0) == list(BACKOFF_MS)
    some, others = times(1, 20), times(2, 20)
    assert some == times(1, 20) != others
    for wait, plain in zip(some + others, BACKOFF_MS * 2, strict=True):
        assert plain <= wait < plain * 1.2
    assert len({round(wait / plain, 6) for wait, plain in zip(some, BACKOFF_MS, strict=True)}) > 5
