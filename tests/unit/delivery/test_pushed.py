"""The endpoints that are sent what contracts push, and how long a push is kept."""

import pytest

from paydrill.delivery.webhooks import endpoints, posting, pushed, signing
from paydrill.delivery.webhooks.deliveries import DELIVERIES
from paydrill.delivery.webhooks.endpoints import MOST_ENDPOINTS
from paydrill.delivery.webhooks.making import MOST_DELIVERIES
from paydrill.delivery.webhooks.posting import Result
from paydrill.delivery.webhooks.pushed import MOST_MADE
from paydrill.domain import PAYMENTS, with_resources
from paydrill.payments import payments
from paydrill.responders.pushes.records import PUSHED, Pushed, keep
from tests.factories import NOON_MS, order

WANTED = {"url": "http://localhost:9000", "types": ["payment.*"], "format": "standard"}
FINE = Result(NOON_MS, 3, 204)


@pytest.fixture
def endpoint(merchant):
    return merchant.do(endpoints.add, WANTED)


def kept(merchant, table):
    return merchant.look(lambda sandbox: list(sandbox.tx.find(table)))


def push(merchant, url=""):
    """Push one thing, as the contract of another does."""

    def write(sandbox):
        event = sandbox.note("payment.pushed", "pay_1", "")
        keep(sandbox, Pushed(str(event), event, "PUT", "text/plain", "hello", url))
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
