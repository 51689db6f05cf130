"""A circuit opens for an endpoint that fails again and again, is probed, and closes."""

import pytest

from paydrill.delivery.webhooks import changing, circuits, deliveries, endpoints, outbox, posting
from paydrill.delivery.webhooks.circuits import CIRCUITS
from paydrill.delivery.webhooks.deliveries import DELIVERIES
from paydrill.delivery.webhooks.posting import Result
from paydrill.scenarios.webhook_faults import BAD_SIGNATURE
from paydrill.values.times import MINUTE, SECOND
from tests.factories import NOON_MS

WANTED = {
    "url": "http://localhost:9000/hooks?key=secret",
    "types": ["payment.*"],
    "format": "standard",
    "circuit_opens_after": 3,
}
FINE = Result(NOON_MS, 3, 204)
BROKEN = Result(NOON_MS, 3, 500, "no")


@pytest.fixture
def endpoint(merchant):
    merchant.set_clock("2026-01-27T12:00:00Z", frozen=True)
    return merchant.do(endpoints.add, WANTED)


def circuit(merchant, endpoint):
    return merchant.look(lambda sandbox: circuits.of(sandbox, endpoint.id))


def attempt(merchant, result):
    """One attempt; the time it was due, and the news of the circuit."""
    [claimed] = merchant.do(posting.claim)
    return claimed.delivery.next_ms, merchant.do(posting.settle, claimed, result)


def open_it(merchant):
    """Five payments, of which three have failed."""
    for _ in range(5):
        merchant.pay()
    return [attempt(merchant, BROKEN)[1] for _ in range(3)]


def waiting(merchant):
    return [each.position for each in merchant.records(DELIVERIES) if each.attempts == 0]


def test_it_opens_after_so_many_failures_and_then_nothing_is_sent(merchant, endpoint):
    first, second, news = open_it(merchant)
    assert first is second is None
    assert news == (
        f"sandbox shop: webhook endpoint {endpoint.id} (http://localhost:9000) is sent nothing but"
        " probes until one succeeds, the first at 2026-01-27T12:01:00.000Z of the sandbox's clock:"
        " 3 attempts have failed in a row, the last with status 500"
    )
    now = circuit(merchant, endpoint)
    assert (now.state, now.failures, now.since_ms) == ("open", 3, NOON_MS)
    assert now.next_probe_ms == NOON_MS + MINUTE
    assert merchant.do(posting.claim) == []
    merchant.advance("30s")  # the retries that fall due wait as well
    assert merchant.do(posting.claim) == []
    assert merchant.look(lambda sandbox: sandbox.next_post_ms) is None
    assert waiting(merchant) == [4, 5]


def test_a_probe_that_succeeds_closes_it_and_all_that_waited_is_sent(merchant, endpoint):
    open_it(merchant)
    merchant.advance("1m")
    assert circuit(merchant, endpoint).state == "half_open"
    due_ms, news = attempt(merchant, FINE)
    assert due_ms == NOON_MS + MINUTE
    assert news == (
        f"sandbox shop: webhook endpoint {endpoint.id} (http://localhost:9000) answers again:"
        " what has waited is sent"
    )
    now = circuit(merchant, endpoint)
    assert (now.state, now.failures, now.since_ms) == ("closed", 0, NOON_MS + MINUTE)
    assert {attempt(merchant, FINE)[0] for _ in range(4)} == {NOON_MS + MINUTE}
    assert {each.status for each in merchant.records(DELIVERIES)} == {"delivered"}


def test_a_probe_that_fails_opens_it_for_twice_the_time_at_most_an_hour(merchant, endpoint):
    open_it(merchant)
    since_ms, waits = NOON_MS, []
    for _ in range(9):
        probe_ms = circuit(merchant, endpoint).next_probe_ms
        waits.append((probe_ms - since_ms) // MINUTE)
        merchant.advance(f"{probe_ms - since_ms}ms")
        assert attempt(merchant, BROKEN) == (probe_ms, None)
        assert merchant.do(posting.claim) == []
        since_ms = probe_ms
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert circuit(merchant, endpoint).since_ms == NOON_MS


def test_a_clock_that_is_moved_far_makes_every_probe_on_the_way(merchant, endpoint):
    open_it(merchant)
    merchant.advance("10m")
    due = [attempt(merchant, BROKEN)[0] for _ in range(3)]
    assert due == [NOON_MS + minutes * MINUTE for minutes in (1, 3, 7)]
    assert merchant.do(posting.claim) == []
    assert circuit(merchant, endpoint).next_probe_ms == NOON_MS + 15 * MINUTE


def test_a_success_in_between_begins_the_count_again(merchant, endpoint):
    for result in (BROKEN, BROKEN, FINE, BROKEN, BROKEN):
        merchant.pay()
        attempt(merchant, result)
    assert (circuit(merchant, endpoint).state, circuit(merchant, endpoint).failures) == (
        "closed",
        2,
    )


@pytest.mark.parametrize(
    "wanted", [{"circuit": "closed"}, {"url": "http://localhost:9001"}, {"enabled": True}]
)
def test_it_can_be_closed_by_hand(merchant, endpoint, wanted):
    open_it(merchant)
    merchant.advance("1s")
    merchant.do(changing.change_endpoint, endpoint.id, wanted)
    now = circuit(merchant, endpoint)
    assert (now.state, now.failures, now.since_ms) == ("closed", 0, NOON_MS + SECOND)
    assert [attempt(merchant, FINE)[0] for _ in range(2)] == [NOON_MS + SECOND] * 2
    assert waiting(merchant) == []


def test_another_setting_leaves_it_open(merchant, endpoint):
    open_it(merchant)
    merchant.do(changing.change_endpoint, endpoint.id, {"jitter_percent": 5})
    assert circuit(merchant, endpoint).state == "open"


def test_a_delivery_that_is_sent_again_by_hand_is_a_probe(merchant, endpoint):
    open_it(merchant)
    merchant.do(deliveries.redeliver, merchant.records(DELIVERIES)[0].id)
    assert circuit(merchant, endpoint).state == "half_open"
    attempt(merchant, FINE)
    assert circuit(merchant, endpoint).state == "closed"


def test_what_fails_by_a_scripted_fault_does_not_count(merchant, endpoint):
    merchant.pay()
    [claimed] = merchant.do(posting.claim)
    merchant.do(posting.settle, claimed._replace(faults=(BAD_SIGNATURE,)), BROKEN)
    assert circuit(merchant, endpoint).failures == 0


def test_an_endpoint_whose_circuit_never_opens_is_retried_by_the_schedule(merchant, endpoint):
    merchant.do(changing.change_endpoint, endpoint.id, {"circuit_opens_after": None})
    open_it(merchant)
    assert merchant.records(CIRCUITS) == []
    attempt(merchant, BROKEN)


@pytest.mark.parametrize("by_hand", [True, False])
def test_an_endpoint_that_goes_takes_its_circuit_along(merchant, endpoint, by_hand):
    open_it(merchant)
    if by_hand:
        merchant.do(changing.remove_endpoint, endpoint.id)
    else:
        merchant.do(deliveries.redeliver, merchant.records(DELIVERIES)[0].id)
        attempt(merchant, Result(NOON_MS, 3, 410))
    assert merchant.records(CIRCUITS) == merchant.records(outbox.OUTBOX) == []
    assert merchant.records(outbox.LANES) == []
    merchant.advance("80h")


def test_of_two_senders_of_a_probe_the_faster_decides(merchant, clock, endpoint):
    open_it(merchant)
    merchant.advance("1m")
    [slow] = merchant.do(posting.claim)
    clock.now_ms += 2 * outbox.TIMEOUT_MS
    [fast] = merchant.do(posting.claim)
    merchant.do(posting.settle, fast, BROKEN)
    merchant.do(posting.settle, slow, FINE)
    assert circuit(merchant, endpoint).state == "open"
    assert merchant.do(posting.claim) == []
