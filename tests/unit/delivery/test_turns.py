"""Deliveries about one object wait for each other where the endpoint wants that."""

import pytest

from paydrill.delivery.webhooks import changing, deliveries, endpoints, making, outbox, posting
from paydrill.delivery.webhooks.deliveries import DELIVERIES
from paydrill.delivery.webhooks.posting import Result
from paydrill.delivery.webhooks.turns import TURNS
from tests.factories import NOON_MS

WANTED = {
    "url": "http://localhost:9000",
    "types": ["payment.*"],
    "format": "standard",
    "ordering": "object",
}
FINE = Result(NOON_MS, 3, 204)
BROKEN = Result(NOON_MS, 3, 500, "no")


@pytest.fixture
def endpoint(merchant):
    merchant.set_clock("2026-01-27T12:00:00Z", frozen=True)
    return merchant.do(endpoints.add, WANTED)


@pytest.fixture
def captured(merchant, endpoint):
    """A payment of two events, and a second of one."""
    payment = merchant.authorize()
    merchant.capture(payment)
    merchant.pay()
    return endpoint


def attempt(merchant, result):
    """One attempt: which event it was about, and when it was due."""
    [claimed] = merchant.do(posting.claim)
    merchant.do(posting.settle, claimed, result)
    return claimed.event.position, claimed.delivery.next_ms


def all_sent(merchant):
    found = []
    while merchant.look(lambda sandbox: sandbox.next_post_ms is not None):
        found.append(attempt(merchant, FINE)[0])
    return found


@pytest.mark.usefixtures("captured")
def test_a_later_one_waits_until_the_one_before_has_arrived(merchant):
    assert attempt(merchant, BROKEN)[0] == 1
    assert attempt(merchant, FINE)[0] == 3  # of another payment
    assert merchant.do(posting.claim) == []
    merchant.advance("4s")
    assert merchant.do(posting.claim) == []
    merchant.advance("2s")
    assert attempt(merchant, FINE) == (1, NOON_MS + 5_000)
    assert attempt(merchant, FINE) == (2, NOON_MS + 5_000)
    assert merchant.records(TURNS) == []


@pytest.mark.usefixtures("captured")
def test_a_later_one_waits_until_the_one_before_is_given_up(merchant):
    attempt(merchant, BROKEN)
    attempt(merchant, FINE)
    for wait in ("5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h"):
        merchant.advance(wait)
        assert attempt(merchant, BROKEN)[0] == 1
    assert merchant.records(DELIVERIES)[0].status == "failed"
    assert attempt(merchant, FINE)[0] == 2


def test_without_that_a_retry_holds_up_nobody(merchant, endpoint):
    merchant.do(changing.change_endpoint, endpoint.id, {"ordering": "none"})
    merchant.capture(merchant.authorize())
    assert [attempt(merchant, BROKEN)[0] for _ in range(2)] == [1, 2]


def test_when_order_is_wanted_no_more_what_has_waited_is_sent(merchant, captured):
    attempt(merchant, BROKEN)
    attempt(merchant, FINE)
    merchant.do(changing.change_endpoint, captured.id, {"ordering": "none"})
    assert all_sent(merchant) == [2]
    assert merchant.records(TURNS) == []


@pytest.mark.usefixtures("captured")
def test_one_that_waits_can_be_sent_by_hand(merchant):
    attempt(merchant, BROKEN)
    second = merchant.records(DELIVERIES)[1]
    merchant.do(deliveries.redeliver, second.id)
    assert all_sent(merchant) == [3, 2]
    merchant.advance("5s")
    assert all_sent(merchant) == [1]
    assert merchant.records(TURNS) == merchant.records(outbox.OUTBOX) == []


@pytest.mark.usefixtures("captured")
def test_the_first_makes_room_for_the_second(merchant, monkeypatch):
    monkeypatch.setattr(making, "MOST_DELIVERIES", 3)
    attempt(merchant, BROKEN)
    merchant.pay()
    assert [each.event for each in merchant.records(DELIVERIES)] == [2, 3, 4]
    assert sorted(all_sent(merchant)) == [2, 3, 4]


@pytest.mark.parametrize("how", ["removed", "disabled"])
def test_an_endpoint_that_goes_leaves_nobody_waiting(merchant, captured, how):
    attempt(merchant, BROKEN)
    if how == "removed":
        merchant.do(changing.remove_endpoint, captured.id)
    else:
        merchant.do(changing.change_endpoint, captured.id, {"enabled": False})
    assert merchant.records(TURNS) == merchant.records(outbox.LANES) == []
    assert {each.status for each in merchant.records(DELIVERIES)} == {"failed"}
    merchant.advance("80h")
    assert merchant.do(posting.claim) == []


def test_one_about_no_object_waits_for_none(merchant, endpoint):
    def write(sandbox):
        for _ in range(2):
            sandbox.note("payment.swept", "", "done", 100, "USD")

    merchant.do(write)
    assert merchant.records(TURNS) == []
    assert endpoint.ordering == "object"
