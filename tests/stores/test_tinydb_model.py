"""Anything that may happen to a log, in any order: it holds what a store in memory holds."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from paydrill.stores import open_store
from paydrill.stores.memory import MemoryStore
from paydrill.stores.tinydb import scope
from tests.stores.logs import compact, everything, tear
from tests.stores.records import LETTERS, PARCELS, Parcel

SANDBOXES = st.sampled_from(["shop", "till", "shop-2", "*", "a b/c%"])
TABLES = st.sampled_from([PARCELS, LETTERS])
IDS = st.sampled_from("abcdef")
PARCEL = st.builds(
    Parcel,
    id=IDS,
    position=st.integers(-3, 3) | st.just(10**15),
    owner=st.sampled_from(["ada", "bob", "\n\t", '":null']),
    weight=st.integers(-(2**63), 2**63 - 1),
    fragile=st.booleans(),
    note=st.none() | st.text(max_size=3),
)


SOME = st.lists(PARCEL, max_size=3)


class Halfway(Exception):
    """Raised to have a transaction undone."""


class Log(RuleBasedStateMachine):
    """A log and a store in memory that are told the same; the log is closed and opened at times."""

    def __init__(self):
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "records.tinydb"
        self.store = None
        self.model = MemoryStore()

    @initialize()
    def open(self):
        self.store = open_store(f"tinydb:{self.path}")

    def teardown(self):
        if self.store:
            tables = (PARCELS, LETTERS)
            assert everything(self.store, *tables) == everything(self.model, *tables)
            self.store.close()
        self.folder.cleanup()

    def do(self, sandbox, work):
        """Both do it; both give the same, or raise."""
        given = []
        for store in (self.store, self.model):
            try:
                given.append(store.transact(sandbox, work))
            except (Halfway, KeyError) as error:
                given.append(type(error))
        assert given[0] == given[1]

    @rule(sandbox=SANDBOXES, table=TABLES, parcels=SOME, fails=st.booleans())
    def put(self, sandbox, table, parcels, fails):
        def work(tx):
            for parcel in parcels:
                tx.put(table, parcel)
            if fails:
                raise Halfway

        self.do(sandbox, work)

    @rule(sandbox=SANDBOXES, table=TABLES, id_=IDS)
    def delete(self, sandbox, table, id_):
        self.do(sandbox, lambda tx: tx.delete(table, id_))

    @rule(sandbox=SANDBOXES, parcels=SOME, fails=st.booleans())
    def clear(self, sandbox, parcels, fails):
        def work(tx):
            tx.put(PARCELS, Parcel("z", 1))
            tx.clear()
            for parcel in parcels:
                tx.put(PARCELS, parcel)
            if fails:
                raise Halfway

        self.do(sandbox, work)

    @rule(sandbox=SANDBOXES)
    def drop(self, sandbox):
        self.store.drop(sandbox)
        self.model.drop(sandbox)

    @rule(garbage=st.sampled_from([b"", b"1", b"0123abcd + shop {", b"\0" * 5000]))
    def reopen(self, garbage):
        self.store.close()
        tear(self.path, garbage)
        self.open()

    @rule()
    def compact(self):
        compact(self.store)

    @rule(sandbox=SANDBOXES, table=TABLES)
    def look(self, sandbox, table):
        self.do(sandbox, lambda tx: list(tx.find(table)))

    @invariant()
    def sandboxes_are_the_same(self):
        assert self.store is None or self.store.sandboxes() == self.model.sandboxes()


@pytest.mark.parametrize("unread", [3, 5_000])
def test_a_log_holds_what_memory_holds(unread, monkeypatch):
    monkeypatch.setattr(scope, "_LINES_UNREAD", unread)
    run_state_machine_as_test(
        Log,
        settings=settings(
            max_examples=50,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
