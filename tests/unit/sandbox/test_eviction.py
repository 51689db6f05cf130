"""Sandboxes when there are many: who goes, pages and the start take steps that do not add up."""

from paydrill.sandbox import administration
from paydrill.sandbox.eviction import Eviction
from paydrill.sandbox.ports import StoreUnavailable
from paydrill.stores import memory
from paydrill.stores.memory import MemoryStore, Records
from paydrill.values.times import HOUR, SECOND
from tests.unit.sandbox.crowds import crowded, use


class Moment(int):
    """A time that counts how often it is compared."""

    compared = 0

    def __lt__(self, other):
        Moment.compared += 1
        return int.__lt__(self, other)

    __gt__ = __le__ = __ge__ = __lt__


def test_to_find_out_who_goes_takes_no_longer_for_there_being_many():
    uses = Eviction(1_000)
    for number in range(1_005):
        uses.note(f"s-{number}", Moment(number))
    uses.note("s-1", Moment(2_000))
    Moment.compared = 0
    assert uses.surplus() == ["s-0", "s-2", "s-3", "s-4", "s-5"]
    assert Moment.compared == 0


def test_what_was_used_before_a_start_goes_before_what_was_used_since():
    uses = Eviction(2)
    uses.note("default", 50)
    uses.note("new", 100)
    uses.recall({"c": 30, "a": 10, "b": 20, "new": 5})
    assert uses.surplus() == ["a", "b"]
    assert (uses.at_ms("new"), uses.at_ms("a")) == (100, 10)
    uses.note("a", 110)
    uses.forget("b")
    uses.forget("a")
    uses.note("a", 120)
    uses.note("new", 130)
    uses.note("d", 140)
    assert uses.surplus() == ["c", "a"]


def test_a_page_looks_at_no_more_sandboxes_than_it_shows(clock, monkeypatch):
    looked_at = []

    class Looked(Records):
        @property
        def empty(self):
            looked_at.append(self)
            return super().empty

    monkeypatch.setattr(memory, "Records", Looked)
    engine = crowded(999, clock=clock)
    use(engine, *(f"s-{number:03}" for number in range(300)))
    page = administration.page(engine, None, 5)
    following = administration.page(engine, page.next_cursor, 5)
    assert following.items[0].name == "s-005"
    assert len(looked_at) <= 12


def test_a_start_lets_others_be_served_between_the_sandboxes(clock):
    store = MemoryStore()
    before = crowded(999, store, clock)
    use(before, *(f"s-{number:03}" for number in range(260)))
    again = crowded(250, store, clock)
    asked = count_transactions(store)
    most = 0
    for _ in again.taking_over():
        most, asked[:] = max(most, len(asked)), []
    assert 0 < most <= 60
    assert len(store.sandboxes()) == 250


def count_transactions(store):
    """Names of sandboxes, one for each transaction from now on."""
    asked, transact = [], store.transact

    def counting(name, work):
        asked.append(name)
        return transact(name, work)

    store.transact = counting
    return asked


def test_a_sandbox_that_is_gone_has_nothing_left_to_do(clock):
    engine = crowded(2, clock=clock)
    for name in ("a", "b", "c"):
        clock.now_ms += SECOND
        use(engine, name)
    assert engine.store.sandboxes() == ["b", "c"]
    clock.now_ms += 48 * HOUR
    due = set(iter(lambda: engine.agenda.take(clock.now_ms), None))
    assert due == {"b", "c"}


def test_one_that_cannot_be_dropped_keeps_what_is_due_in_it(clock):
    class Failing(MemoryStore):
        def drop(self, sandbox):
            raise StoreUnavailable(sandbox)

    engine = crowded(1, Failing(), clock)
    for name in ("a", "b"):
        clock.now_ms += SECOND
        use(engine, name)
    assert engine.store.sandboxes() == ["a", "b"]
    assert engine.agenda.take(clock.now_ms) == "a"
    engine.do_due("a")
    assert engine.agenda.take(clock.now_ms + 48 * HOUR) is not None
