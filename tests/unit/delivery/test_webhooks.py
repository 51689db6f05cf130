"""What is put out, who may send it, and what follows from the answer."""

import pytest

from paydrill.delivery.webhooks import deliveries, endpoints, outbox, posting, pushed, signing
from paydrill.delivery.webhooks.deliveries import (
    ATTEMPTS,
    DELIVERIES,
    MOST_ATTEMPTS,
    MOST_DELIVERIES,
)
from paydrill.delivery.webhooks.endpoints import MOST_ENDPOINTS
from paydrill.delivery.webhooks.outbox import OUTBOX
from paydrill.delivery.webhooks.posting import BACKOFF_MS, Result
from paydrill.delivery.webhooks.pushed import MOST_MADE
from paydrill.domain import PAYMENTS, with_resources
from paydrill.payments import payments
from paydrill.responders.pushes.records import PUSHED, Pushed, keep
from tests.factories import NOON_MS, order

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
    merchant.do(deliveries.remove_endpoint, endpoint.id)
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


def push(merchant, url=""):
    """Push one thing, as the contract of another does."""

    def write(sandbox):
        event = sandbox.note("payment.pushed", "pay_1", "")
        keep(sandbox, Pushed(str(event), event, "PUT", "text/plain", "hello", url))
        pushed.tell(sandbox)
        return event

    return merchant.do(write)


@pytest.mark.usefixtures("endpoint")
def test_what_is_pushed_is_sent_as_it_is_kept(merchant):
    push(merchant)
    [outgoing] = merchant.do(signing.claimed)
    signed = signing.sealed(outgoing, NOON_MS)
    sent = (outgoing.method, signed.headers["content-type"], signed.body)
    assert sent == ("PUT", "text/plain", b"hello")


def test_what_is_pushed_to_no_one_is_not_kept(merchant):
    push(merchant)
    assert kept(merchant, PUSHED) == kept(merchant, DELIVERIES) == []


@pytest.mark.usefixtures("endpoint")
def test_what_was_pushed_is_kept_as_long_as_its_deliveries(merchant):
    for _ in range(MOST_ENDPOINTS - 1):
        merchant.do(endpoints.add, WANTED)
    first, second = push(merchant), push(merchant)
    for _ in range(MOST_DELIVERIES // MOST_ENDPOINTS - 1):
        merchant.pay()
    assert [each.position for each in kept(merchant, PUSHED)] == [second]
    assert first < kept(merchant, DELIVERIES)[0].event == second


def test_a_callback_goes_to_its_url_alone(merchant, endpoint):
    push(merchant, "http://localhost:9001")
    push(merchant, endpoint.url)
    push(merchant, "http://localhost:9001")
    made = [each for each in kept(merchant, endpoints.ENDPOINTS) if each.is_made]
    assert [each.url for each in made] == ["http://localhost:9001"]
    told = [each.endpoint for each in kept(merchant, DELIVERIES)]
    assert told == [made[0].id, endpoint.id, made[0].id]


def callback_endpoints(merchant):
    return [each for each in kept(merchant, endpoints.ENDPOINTS) if each.is_made]


@pytest.mark.parametrize(
    "url",
    [
        "http://LOCALHOST:80/a",
        "HTTP://localhost",
        "http://localhost:/b?c=d",
        "http://localhost:080",
    ],
)
def test_callbacks_to_one_origin_have_one_endpoint_and_urls_of_their_own(merchant, url):
    push(merchant, "http://localhost/first")
    push(merchant, url)
    [made] = callback_endpoints(merchant)
    first = merchant.do(signing.claimed)
    merchant.do(posting.settle, first[0].posting, FINE)
    second = merchant.do(signing.claimed)
    assert [each.url for each in first + second] == ["http://localhost/first", url]
    assert made.url == "http://localhost"


@pytest.mark.parametrize("url", ["https://localhost", "http://localhost:81", "http://[::1]:81"])
def test_another_scheme_host_or_port_is_another_origin(merchant, url):
    push(merchant, "http://localhost/first")
    push(merchant, f"{url}/first")
    assert [each.url for each in callback_endpoints(merchant)] == ["http://localhost", url]


def test_the_oldest_origin_that_waits_for_nothing_makes_room(merchant):
    for port in range(1, MOST_MADE + 1):
        push(merchant, f"http://localhost:{port}/hook")
    second = merchant.do(posting.claim)[1]
    merchant.do(posting.settle, second, FINE)
    push(merchant, "http://localhost:9000/hook")
    ports = [int(each.url.rpartition(":")[2]) for each in callback_endpoints(merchant)]
    assert ports == [1, *range(3, MOST_MADE + 1), 9000]


def test_the_oldest_makes_room_where_all_are_busy_and_the_log_says_so(merchant, caplog):
    for port in range(1, MOST_MADE + 2):
        push(merchant, f"http://localhost:{port}/hook")
    assert callback_endpoints(merchant)[0].url == "http://localhost:2"
    assert kept(merchant, DELIVERIES)[0].status == "failed"
    assert "callbacks to http://localhost:1 have failed" in caplog.text


def test_counting_receivers_makes_none(merchant):
    def write(sandbox):
        event = sandbox.note("payment.pushed", "pay_1", "")
        url = "http://localhost/hook"
        keep(sandbox, Pushed(str(event), event, "PUT", "text/plain", "hello", url))
        found = pushed.count_of(sandbox, event)
        return found, list(endpoints.listed(sandbox))

    assert merchant.do(write) == (1, [])


class Watched:
    """A transaction that notes the tables that are read."""

    def __init__(self, tx, tables):
        self._tx, self._tables = tx, tables

    def __getattr__(self, name):
        done = getattr(self._tx, name)
        if name not in {"get", "find"}:
            return done

        def read(table, *args, **named):
            self._tables.append(table.name)
            return done(table, *args, **named)

        return read


@pytest.mark.usefixtures("endpoint")
def test_payments_read_nothing_that_was_pushed(merchant):
    tables = []

    def watched(sandbox, work, *args):
        sandbox.tx = Watched(sandbox.tx, tables)
        work(sandbox, *args)
        pushed.tell(sandbox)

    for _ in range(MOST_ENDPOINTS - 1):
        merchant.do(endpoints.add, WANTED)
    for _ in range(MOST_DELIVERIES // MOST_ENDPOINTS):
        merchant.pay()
    token = merchant.tokenize()
    merchant.do(watched, payments.charge_token, token.id, order())
    merchant.do(watched, signing.claimed)
    assert DELIVERIES.name in tables
    assert PUSHED.name not in tables


def test_a_server_of_no_payments_looks_for_no_payments_to_tell():
    assert with_resources(PAYMENTS, [], [], {}).before_commit == ()
