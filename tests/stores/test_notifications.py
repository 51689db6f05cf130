"""What one process commits, the others that share its PostgreSQL hear of."""

from contextlib import ExitStack, closing
from queue import Queue

import psycopg
import pytest

from paydrill.stores import open_store
from tests.factories import Merchant, make_engine
from tests.stores.records import PARCELS, Parcel, find, put

PATIENCE_S = 20


@pytest.fixture
def opened(empty_store):
    """Opens the store as one more process would."""
    url = empty_store("postgresql")
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(open_store(url)))


@pytest.fixture
def process(opened):
    """Begins a process, as far as stores know: with its store, what it hears of the others."""
    with ExitStack() as stack:

        def begin():
            store, heard = opened(), Queue()
            stack.enter_context(store.listening(heard.put))
            assert heard.get(timeout=PATIENCE_S) is None
            return store, heard

        yield begin


def heard_in(queue):
    """The next sandbox that was heard of; that a process has begun is nothing to wait for."""
    while (name := queue.get(timeout=PATIENCE_S)) is None:
        pass
    return name


def test_a_commit_is_heard_of_by_the_others_and_not_by_who_made_it(process):
    (ours, we_hear), (theirs, they_hear) = process(), process()
    ours.transact("shop", put(Parcel("a", 1)))
    assert heard_in(they_hear) == "shop"
    theirs.transact("till", put(Parcel("a", 1)))
    assert heard_in(we_hear) == "till"


def test_who_hears_finds_what_was_committed(process):
    (ours, _), (theirs, they_hear) = process(), process()
    for number in range(5):
        record = Parcel("a", 1, weight=number)
        ours.transact("shop", put(record))
        assert heard_in(they_hear) == "shop"
        assert theirs.transact("shop", find()) == [record]


def test_many_commits_are_told_of_in_a_few_messages_and_none_is_left_out(process):
    (ours, _), (_, they_hear) = process(), process()
    names = {f"sandbox-{number}" for number in range(250)}
    for name in names:
        ours.transact(name, put(Parcel("a", 1)))
    while names:
        names.discard(heard_in(they_hear))


def test_nothing_is_said_of_what_was_only_looked_at_or_undone(process):
    def fail(tx):
        tx.put(PARCELS, Parcel("a", 1))
        raise LookupError

    (ours, _), (_, they_hear) = process(), process()
    ours.transact("looked-at", find())
    with pytest.raises(LookupError):
        ours.transact("undone", fail)
    ours.transact("changed", put(Parcel("a", 1)))
    assert heard_in(they_hear) == "changed"


def test_whose_connection_is_lost_hears_of_anything_and_goes_on(process, empty_store):
    (ours, _), (_, they_hear) = process(), process()
    while not they_hear.empty():
        they_hear.get()
    with psycopg.connect(empty_store("postgresql"), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_notify%'"
            " AND datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert they_hear.get(timeout=PATIENCE_S) is None
    ours.transact("shop", put(Parcel("a", 1)))
    assert heard_in(they_hear) == "shop"


def test_a_reader_of_events_at_one_engine_is_woken_by_the_other(process, opened):
    ours, theirs, woken = process()[0], opened(), Queue()
    writer, reader = Merchant(make_engine(ours)), Merchant(make_engine(theirs))
    with (
        # First, so that it hears that the other has begun to listen.
        reader.engine.signals.listening("shop", lambda: woken.put(reader.events())),
        theirs.listening(reader.engine.changed_elsewhere),
    ):
        assert woken.get(timeout=PATIENCE_S) == []
        payment = writer.authorize(capture=True)
        while reader.engine.agenda.first_ms is None:  # it steps in, should the writer be no more
            events = woken.get(timeout=PATIENCE_S)
    assert [event.subject for event in events] == [payment.id]
