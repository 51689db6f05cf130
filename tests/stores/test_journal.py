"""What processes that share a database were asked: in order, to a bound, and for all of them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from paydrill.request_log.exchange import LONGEST_BODY
from paydrill.request_log.following import Follower
from paydrill.request_log.recorder import Recorder
from paydrill.request_log.shared_counts import SharedCounts
from paydrill.request_log.shared_log import SharedLog
from paydrill.scenarios.transport import RESET, TransportFault
from paydrill.stores import open_store
from tests.stores.proxy import Proxy
from tests.unit.request_log.wire import request, tell

MOST = 5


@pytest.fixture
def url(empty_store):
    return empty_store("postgresql")


@pytest.fixture
def stores(url):
    opened = [open_store(url), open_store(url)]
    yield opened
    for store in opened:
        store.close()


@pytest.fixture
def servers(stores):
    """Two servers' traffic, logged together."""
    return [recorder_of(store) for store in stores]


def recorder_of(store):
    counts = SharedCounts(store.journal, MOST)
    return Recorder(SharedLog(counts.writer), counts=counts)


def log_of(store):
    return SharedLog(SharedCounts(store.journal, MOST).writer)


def paths(recorder, sandbox="shop"):
    return [each.path for each in recorder.kept(sandbox).exchanges]


def logged(recorder, path, sandbox="shop"):
    tell(recorder, request(path=path, sandbox=sandbox)).result()


def test_servers_log_as_one_and_keep_the_last(servers):
    here, there = servers
    for number in range(7):
        logged(servers[number % 2], f"/{number}")
    logged(here, "/elsewhere", sandbox="other")
    assert paths(here) == paths(there) == ["/2", "/3", "/4", "/5", "/6"]
    kept = there.kept("shop")
    assert [each.number for each in kept.exchanges] == [3, 4, 5, 6, 7]
    assert kept.forgotten == 2
    there.forget("shop")
    assert here.kept("shop") == ([], 0)
    assert paths(here, "other") == ["/elsewhere"]
    logged(here, "/again")
    assert there.kept("shop").exchanges[0].number == 1


def test_an_exchange_comes_back_as_it_was(servers):
    here, there = servers
    body = bytes(range(256)) * 2 + b"\0"
    asked = request(body, query=b"a=\xff", headers={b"x-case": b"\xe9"}, path="/é\0")
    told = tell(here, asked, rules="default/a", wire=TransportFault(250, RESET, 9), body=b"\0\xff")
    told.result()
    (found,) = there.kept("shop").exchanges
    assert (found.path, found.query, found.body) == ("/é\0", b"a=\xff", body[:LONGEST_BODY])
    assert (found.answer, found.wire, found.rules) == (
        b"\0\xff",
        TransportFault(250, RESET, 9),
        ["default/a"],
    )
    assert (found.header("X-Case"), found.request_id) == ("é", asked.id.decode())
    assert found == here.kept("shop").exchanges[0]


def test_no_number_is_given_twice_or_left_out(servers):
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda number: tell(servers[number % 2]), range(200)))
    for each in told:
        each.result()
    kept = servers[0].kept("shop")
    assert [each.number for each in kept.exchanges] == [196, 197, 198, 199, 200]


def test_an_answer_does_not_wait_for_a_database_that_is_away(url, caplog):
    proxy = Proxy(url)
    store = open_store(proxy.url)
    recorder = recorder_of(store)
    logged(recorder, "/before")
    proxy.close()
    logged(recorder, "/meanwhile")
    store.close()
    assert "1 requests are missing in the log: The database cannot be reached" in caplog.text


def test_what_any_server_logs_is_followed_from_each(servers, stores):
    here, there = servers
    followers = [Follower(log_of(stores[0]), sandbox, None) for sandbox in ("shop", None)]
    logged(here, "/a")
    logged(there, "/b")
    logged(there, "/elsewhere", sandbox="other")
    assert [seen(follower) for follower in followers] == [
        ["shop1/a", "shop2/b"],
        ["other1/elsewhere", "shop1/a", "shop2/b"],
    ]
    for number in range(7):
        logged(here, f"/{number}")
    [told] = followers[0].read()
    assert told["missed"] == 2
    there.forget("shop")
    logged(here, "/again")
    assert seen(followers[0]) == ["-shop", "shop1/again"]
    assert seen(followers[0]) == []


def seen(follower):
    """What one look at the log brings, sorted."""
    said = []
    for message in follower.read():
        lines = message.get("requests", [])
        said += [f"{each['sandbox']}{each['number']}{each['path']}" for each in lines]
        said += [] if lines else [f"-{message['sandbox']}"]
    return sorted(said)
