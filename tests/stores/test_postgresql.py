"""PostgreSQL over a network: how often it is asked, and what is said when it does not answer."""

import os
import subprocess
import sys
import time
from itertools import repeat

import psycopg
import pytest

from paydrill.payments import payments
from paydrill.payments.errors import NotRefundable
from paydrill.sandbox.ports import StoreUnavailable
from paydrill.stores import open_store
from paydrill.stores.sql import connections, watch
from tests.factories import Merchant, make_engine, order
from tests.postgresql import PREFIX, Server, database, sweep
from tests.stores.proxy import Proxy
from tests.stores.records import PARCELS, Parcel, get, put

AN_HOUR_S = 3600
PREPARED = 6
"""psycopg prepares a statement when it is executed for the sixth time, which asks once more."""


@pytest.fixture
def url(empty_store):
    return empty_store("postgresql")


@pytest.fixture
def proxy(url):
    """A way to the database that counts, and can be cut."""
    made = Proxy(url)
    yield made
    made.close()


@pytest.fixture
def store(proxy):
    opened = open_store(proxy.url)
    yield opened
    opened.close()


@pytest.fixture
def merchant(store):
    return Merchant(make_engine(store))


@pytest.fixture
def round_trips(proxy):
    """How often the database is asked for each of a few calls, once all is prepared."""

    def count(call, *arguments):
        for each in arguments[:PREPARED]:
            call(each)
        before = proxy.round_trips
        for each in arguments[PREPARED:]:
            call(each)
        return (proxy.round_trips - before) / len(arguments[PREPARED:])

    return count


def test_a_payment_takes_four_round_trips(merchant, round_trips):
    token = merchant.tokenize().id

    def pay(wanted):
        merchant.do(payments.charge_token, token, wanted)

    # sandbox, token, customer's totals, commit
    assert round_trips(pay, *repeat(order(), 9)) == 4


def test_an_acquirers_capture_takes_four_round_trips_and_its_refund_three(merchant, round_trips):
    paid = [merchant.authorize() for _ in range(9)]
    # sandbox, payment, what is due next, commit
    assert round_trips(merchant.capture, *paid) == 4
    # sandbox, payment, commit
    assert round_trips(merchant.refund, *paid) == 3


def test_a_look_takes_three_round_trips(merchant, round_trips):
    paid = merchant.pay()
    # sandbox, payment, commit
    assert round_trips(merchant.payment, *repeat(paid, 9)) == 3


def test_a_refusal_takes_no_more_than_the_look_before_it(merchant, round_trips):
    paid = merchant.pay()
    merchant.refund(paid)

    def refund(payment):
        with pytest.raises(NotRefundable):
            merchant.refund(payment)

    assert round_trips(refund, *repeat(paid, 9)) == 3


def test_connections_that_died_idle_are_replaced_without_a_word(store, url):
    store.transact("shop", put(Parcel("a", 1)))
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert store.transact("shop", get("a")) == Parcel("a", 1)


def test_a_connection_lost_before_the_commit_is_no_trouble(store, proxy):
    store.transact("shop", put(Parcel("a", 1)))
    proxy.cut_at(b"SELECT")
    store.transact("shop", get("b"))
    store.transact("shop", put(Parcel("a", 1, weight=2)))
    assert store.transact("shop", get("a")).weight == 2


def test_a_connection_lost_in_the_commit_is_not_tried_again(store, proxy):
    """Nobody knows whether it was kept, so doing it again might do it twice."""
    calls = []

    def increment(tx):
        calls.append(1)
        counter = tx.get(PARCELS, "counter") or Parcel("counter", 1)
        tx.put(PARCELS, counter._replace(weight=counter.weight + 1))

    store.transact("shop", increment)
    proxy.cut_at(b"COMMIT")
    with pytest.raises(StoreUnavailable, match="Idempotency-Key"):
        store.transact("shop", increment)
    assert len(calls) == 2
    assert store.transact("shop", get("counter")).weight in {1, 2}


def test_after_a_failed_attempt_to_connect_there_is_none_for_a_while(store, proxy, monkeypatch):
    monkeypatch.setattr(connections, "_PAUSE_S", AN_HOUR_S)
    store.transact("shop", put(Parcel("a", 1)))
    proxy.refuse()
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        store.transact("shop", get("a"))
    attempts = proxy.connections
    for _ in range(3):
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            store.sandboxes()
    assert proxy.connections == attempts


def test_a_slow_transaction_of_a_database_that_answers_is_left_alone(store, monkeypatch):
    monkeypatch.setattr(watch, "SLOW_S", 0.05)
    monkeypatch.setattr(watch, "_LOOKS_EVERY_S", 0.01)
    calls = []

    def slow(tx):
        calls.append(tx.get(PARCELS, "a"))
        tx._connection.execute("SELECT pg_sleep(0.5)")

    store.transact("shop", slow)
    assert calls == [None]


def test_a_database_that_is_back_is_used_again():
    server = Server.made()
    try:
        with database(server.url) as url:
            store = open_store(url)
            store.transact("shop", put(Parcel("a", 1)))
            server.stop()
            with pytest.raises(StoreUnavailable, match="cannot be reached"):
                store.transact("shop", get("a"))
            server.start()
            assert eventually(lambda: store.transact("shop", get("a"))) == Parcel("a", 1)
            store.close()
    finally:
        server.remove()


def test_what_a_test_run_that_was_killed_has_left_is_removed(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    runs = {"ended": ended.pid, "this": os.getpid()}
    for name, owner in runs.items():
        (tmp_path / f"{PREFIX}{name}" / "data").mkdir(parents=True)
        (tmp_path / f"{PREFIX}{name}" / "owner").write_text(str(owner))
    sweep(tmp_path)
    assert [left.name for left in tmp_path.iterdir()] == [f"{PREFIX}this"]


def eventually(ask, patience_s=30):
    """What it answers, once it does."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            return ask()
        except StoreUnavailable:
            if time.monotonic() > deadline:
                raise
