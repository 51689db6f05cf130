"""What is put out, who may send it, and what follows from the answer."""

import pytest

from paydrill.delivery.webhooks import changing, deliveries, endpoints, outbox, posting
from paydrill.delivery.webhooks.deliveries import (
    ATTEMPTS,
    DELIVERIES,
    MOST_ATTEMPTS,
)
from paydrill.delivery.webhooks.endpoints import MOST_ENDPOINTS
from paydrill.delivery.webhooks.making import MOST_DELIVERIES
from paydrill.delivery.webhooks.outbox import OUTBOX
from paydrill.delivery.webhooks.posting import Result
from paydrill.delivery.webhooks.retries import BACKOFF_MS
from tests.factories import NOON_MS

WANTED = {"url": "http://localhost:9000", "types": ["payment.*"], "format": "standard"}
FINE = Result(NOON_MS, 3, 204)
BROKEN = Result(NOON_MS, 3, 500, "no")


@pytest.fixture
def endpoint(merchant):
    return merchant.do(endpoints.add, WANTED)


def kept(merchant, table):
    return merchant.look(lambda sandbox: list(sandbox.tx.find(table)))


def claim(merchant):
    return merchant.do(posting.claim)


def settle(merchant, result):
    [claimed] = claim(merchant)
    merchant.do(posting.settle, claimed, result)
    [delivery] = kept(merchant, DELIVERIES)
    return delivery


def test_an_event_is_put_out_in_the_transaction_that_tells_it(merchant, endpoint):
    merchant.pay()
    [delivery] = kept(merchant, DELIVERIES)
    assert (delivery.endpoint, delivery.event, delivery.status) == (endpoint.id, 1, "pending")
    assert [parcel.id for parcel in kept(merchant, OUTBOX)] == [delivery.id]
    assert merchant.engine.posts.take(NOON_MS) == merchant.sandbox


def test_who_claims_first_sends(merchant, clock, endpoint):
    merchant.pay()
    [mine] = claim(merchant)
    assert mine.endpoint == endpoint
    assert claim(merchant) == []
    clock.now_ms += 2 * outbox.TIMEOUT_MS - 1
    assert claim(merchant) == []
    clock.now_ms += 1
    assert [each.delivery.id for each in claim(merchant)] == [mine.delivery.id]


@pytest.mark.usefixtures("endpoint")
def test_one_at_a_time_goes_to_an_endpoint_and_in_order(merchant):
    for _ in range(3):
        merchant.pay()
    for number in (1, 2, 3):
        [claimed] = claim(merchant)
        assert claimed.event.position == number
        assert claim(merchant) == []
        merchant.do(posting.settle, claimed, BROKEN)
    assert claim(merchant) == []


@pytest.mark.usefixtures("endpoint")
def test_every_failure_waits_as_long_as_the_schedule_says(merchant, clock):
    merchant.pay()
    at_ms = NOON_MS
    for wait_ms in BACKOFF_MS:
        at_ms += wait_ms
        assert settle(merchant, BROKEN).next_ms == at_ms
        clock.now_ms = at_ms - 1
        assert claim(merchant) == []
        clock.now_ms = at_ms
    delivery = settle(merchant, BROKEN)
    assert (delivery.status, delivery.next_ms) == ("failed", None)
    assert [each.due_ms for each in kept(merchant, ATTEMPTS)][-1] == at_ms


@pytest.mark.usefixtures("endpoint")
def test_of_two_that_send_the_faster_decides_and_both_are_in_the_log(merchant, clock):
    merchant.pay()
    [slow] = claim(merchant)
    clock.now_ms += 2 * outbox.TIMEOUT_MS
    [fast] = claim(merchant)
    merchant.do(posting.settle, fast, FINE)
    merchant.do(posting.settle, slow, BROKEN)
    [delivery] = kept(merchant, DELIVERIES)
    assert (delivery.status, delivery.attempts, delivery.next_ms) == ("delivered", 2, None)
    assert [each.status for each in kept(merchant, ATTEMPTS)] == [204, 500]


@pytest.mark.usefixtures("endpoint")
def test_what_is_asked_for_while_it_is_being_sent_is_sent_again(merchant):
    merchant.pay()
    [first] = claim(merchant)
    merchant.do(deliveries.redeliver, first.delivery.id)
    merchant.do(posting.settle, first, BROKEN)
    [second] = claim(merchant)
    merchant.do(posting.settle, second, FINE)
    [delivery] = kept(merchant, DELIVERIES)
    assert (delivery.status, delivery.attempts) == ("delivered", 2)


@pytest.mark.usefixtures("endpoint")
def test_what_is_being_sent_when_everything_is_forgotten_changes_nothing(merchant):
    merchant.pay()
    [claimed] = claim(merchant)
    merchant.do(lambda sandbox: sandbox.reset())
    merchant.do(posting.settle, claimed, FINE)
    assert kept(merchant, ATTEMPTS) == kept(merchant, DELIVERIES) == []


def test_what_waits_for_an_endpoint_that_goes_has_failed(merchant, endpoint):
    merchant.pay()
    settle(merchant, BROKEN)
    merchant.do(changing.remove_endpoint, endpoint.id)
    merchant.advance("76h")
    assert {each.status for each in kept(merchant, DELIVERIES)} == {"failed"}
    assert claim(merchant) == kept(merchant, OUTBOX) == []


@pytest.mark.usefixtures("endpoint")
def test_the_oldest_delivery_makes_room(merchant):
    for _ in range(MOST_ENDPOINTS - 1):
        merchant.do(endpoints.add, WANTED)
    for _ in range(MOST_DELIVERIES // MOST_ENDPOINTS + 1):
        merchant.pay()
    found = kept(merchant, DELIVERIES)
    assert (len(found), found[0].event) == (MOST_DELIVERIES, 2)
    assert {parcel.id for parcel in kept(merchant, OUTBOX)} == {each.id for each in found}


@pytest.mark.usefixtures("endpoint")
def test_the_oldest_attempt_makes_room(merchant):
    merchant.pay()
    delivery = settle(merchant, FINE)
    for _ in range(MOST_ATTEMPTS):
        merchant.do(deliveries.redeliver, delivery.id)
        delivery = settle(merchant, FINE)
    found = kept(merchant, ATTEMPTS)
    assert (len(found), found[0].position, delivery.attempts) == (50, 2, 51)


@pytest.mark.parametrize("is_taken_over", [True, False])
@pytest.mark.usefixtures("endpoint")
def test_an_outbox_that_an_earlier_version_wrote_is_sent(merchant, is_taken_over):
    """It had no lanes."""
    merchant.pay()
    [lane] = kept(merchant, outbox.LANES)
    merchant.do(lambda sandbox: sandbox.tx.delete(outbox.LANES, lane.id))
    if is_taken_over:
        merchant.do(outbox.void_claims)
    assert [each.event.position for each in claim(merchant)] == [1]


@pytest.mark.usefixtures("endpoint")
def test_claims_are_bounded_in_all_and_for_each_host(merchant):
    for port in (9000, 9001, 9001):
        merchant.do(endpoints.add, WANTED | {"url": f"http://localhost:{port}"})
    merchant.pay()
    few = merchant.do(posting.claim, 3, lambda host: 0 if host.endswith("9000") else 1)
    assert [each.host for each in few] == ["http://localhost:9001"]
    assert len(merchant.do(posting.claim, 2)) == 2
    assert len(claim(merchant)) == 1
