"""What processes that share a database have counted: it adds up, and nothing is counted twice."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest

from paydrill.request_log.counts import LOST
from paydrill.request_log.metrics import Metrics
from paydrill.request_log.recorder import Recorder
from paydrill.request_log.shared_counts import SharedCounts, writing
from paydrill.request_log.shared_log import SharedLog
from paydrill.sandbox.initial_settings import ORIGINS
from paydrill.sandbox.ports import StoreUnavailable
from paydrill.scenarios.transport import RESET, TransportFault
from paydrill.stores import open_store
from paydrill.stores.sql.postgresql import CONNECTIONS
from tests.stores.proxy import Proxy
from tests.unit.request_log.wire import request, tell

PAID = ("cards.create_payment", 201)
LOOKED = ("control.get_clock", 200)


@pytest.fixture
def url(empty_store):
    return empty_store("postgresql")


@pytest.fixture
def two(url):
    """Two processes' recorders."""
    with closing(open_store(url)) as here, closing(open_store(url)) as there:
        yield [recorder_of(here), recorder_of(there)]


def recorder_of(store, *, logs=True):
    counts = SharedCounts(store.journal, 10)
    return Recorder(SharedLog(counts.writer) if logs else None, counts=counts)


def looked(recorder, sandbox="shop"):
    """A request that is counted and not logged."""
    asked = request(path="/_control/clock", sandbox=sandbox)
    assert tell(recorder, asked, of="control.get_clock", status=200) is None


def test_a_response_that_has_left_is_counted_by_whoever_is_asked(two):
    for number in range(6):
        tell(two[number % 2], rules="default/a").result()
        for each in two:
            assert each.counts.met("shop") == ({PAID: number + 1}, {"default/a": number + 1})
    tell(two[0], request(sandbox="other"), wire=TransportFault(0, RESET)).result()
    tell(two[1], request(sandbox="other"), of=None, status=404).result()
    lost = ("cards.create_payment", LOST)
    assert two[1].counts.met("other").answers == {lost: 1, (None, 404): 1}
    assert two[1].counts.met(None).answers == {PAID: 6, lost: 1, (None, 404): 1}
    assert [each.counts.sandboxes() for each in two] == [2, 2]


def test_metrics_of_any_process_are_those_of_all(two):
    for each in two:
        tell(each).result()
        tell(each, request(sandbox="other")).result()
    texts = {Metrics(each).text() for each in two}
    assert len(texts) == 1
    labels = '{operation="cards.create_payment",status="201"}'
    assert f"paydrill_answers_total{labels} 4.0" in texts.pop()
    assert sum(each.counts.totals()[PAID][1] for each in two) > 0


def test_what_is_not_logged_is_written_when_somebody_asks_its_process(two):
    here, there = two
    looked(here)
    assert here.counts.met("shop").answers == {LOOKED: 1}
    assert there.counts.met("shop").answers == {LOOKED: 1}


def test_what_is_not_logged_is_written_in_the_end(two):
    here, there = two

    async def serve():
        async with writing(here.counts, 3600):
            looked(here)

    asyncio.run(serve())
    assert there.counts.met("shop").answers == {LOOKED: 1}


def test_what_is_not_logged_is_written_a_moment_later(two):
    here, there = two

    async def serve():
        async with writing(here.counts, 0.001):
            looked(here)
            await asyncio.to_thread(until_it_is_there)

    def until_it_is_there():
        while there.counts.met("shop").answers != {LOOKED: 1}:
            pass

    asyncio.run(serve())


def test_without_a_log_counts_add_up_too(url):
    with closing(open_store(url)) as here, closing(open_store(url)) as there:
        recorder = recorder_of(here, logs=False)
        tell(recorder)
        assert recorder.counts.met("shop").answers == {PAID: 1}
        assert recorder_of(there).counts.met(None).answers == {PAID: 1}


def test_a_sandbox_that_is_forgotten_stays_in_the_totals(two):
    here, there = two
    for name in ("shop", "other"):
        for _ in range(2):
            tell(here, request(sandbox=name), rules="default/a").result()
            there.forget(name)
    tell(there, rules="default/a").result()
    assert here.counts.met("shop") == ({PAID: 1}, {"default/a": 1})
    assert here.counts.met("other") == ({}, {})
    assert here.counts.met(None) == ({PAID: 5}, {"default/a": 5})
    assert there.counts.totals()[PAID][0] == 5
    assert there.counts.sandboxes() == 1


def test_what_all_have_met_begins_again_and_metrics_count_on(two):
    here, there = two
    tell(here, rules="default/a, default/b").result()
    there.counts.forget(None)
    assert here.counts.met(None) == ({PAID: 0}, {})
    assert here.counts.met("shop").rules == {"default/a": 1, "default/b": 1}
    here.forget("shop")
    tell(here, rules="default/b").result()
    assert there.counts.met(None) == ({PAID: 1}, {"default/b": 1})
    assert there.counts.totals()[PAID][0] == 2


def test_what_outlives_its_process_is_counted_by_the_next(url):
    for number in range(3):
        with closing(open_store(url)) as store:
            recorder = recorder_of(store)
            tell(recorder).result()
            assert recorder.counts.met("shop").answers == {PAID: number + 1}


def test_nothing_is_lost_or_counted_twice_while_sandboxes_are_forgotten(two):
    def work(number):
        recorder = two[number % 2]
        written = tell(recorder, request(sandbox=f"box-{number % 3}"), rules="default/a, default/b")
        looked(recorder, f"box-{number % 3}")
        written.result()
        if number % 10 == 0:
            recorder.forget(f"box-{number % 3}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(300)))
    for each in two:
        each.counts.writer.flush().result()
    found = two[0].counts.met(None)
    assert found == ({PAID: 300, LOOKED: 300}, {"default/a": 300, "default/b": 300})


def test_transactions_that_read_log_and_counts_leave_them_a_connection(url):
    with closing(open_store(url)) as store:
        recorder = recorder_of(store)
        tell(recorder).result()
        together = Barrier(CONNECTIONS)

        def look(tx):
            tx.get(ORIGINS, "begins the transaction")
            together.wait()
            return len(recorder.kept("shop").exchanges), recorder.counts.met("shop").answers

        # Sandboxes that do not share a turn, so that each of them has a connection.
        names = {hash(name) % 256: name for name in map(str, range(5_000))}
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            seen = list(
                pool.map(lambda each: store.transact(names[each], look), range(CONNECTIONS))
            )
    assert seen == [(1, {PAID: 1})] * CONNECTIONS


def test_counts_wait_for_a_database_that_is_away(url, caplog):
    proxy = Proxy(url)
    with closing(open_store(proxy.url)) as store, closing(open_store(url)) as other:
        recorder = recorder_of(store)
        tell(recorder, rules="default/a").result()
        proxy.close()
        tell(recorder, rules="default/a").result()
        looked(recorder)
        with pytest.raises(StoreUnavailable):
            recorder.counts.met("shop")
        assert recorder_of(other).counts.met("shop").answers == {PAID: 1}
        unwritten = recorder.counts.take()
    assert {(each.name, each.times) for each in unwritten["shop"]} == {
        ("cards.create_payment", 1),
        ("control.get_clock", 1),
        ("default/a", 1),
    }
    assert "1 requests are missing in the log" in caplog.text
