"""Sandboxes as a whole: made on purpose, listed, deleted, and evicted when they are too many."""

import pytest

from paydrill.errors import (
    InvalidClock,
    InvalidCursor,
    InvalidScenario,
    SandboxExists,
    SandboxNotFound,
)
from paydrill.payments.pix import charges
from paydrill.sandbox import administration
from paydrill.sandbox.initial_settings import Origin
from paydrill.stores.memory import MemoryStore
from paydrill.values.times import HOUR, SECOND
from tests.factories import NOON_MS, Merchant, make_engine
from tests.unit.sandbox.crowds import crowded, use

NEW_YEAR_MS = 1_893_456_000_000


@pytest.fixture
def engine(merchant):
    return merchant.engine


def names(page):
    return [each.name for each in page.items]


def first_id(engine, name="shop"):
    return Merchant(engine, name).do(charges.create, 10).bank_payment_id


def test_a_sandbox_begins_with_what_is_asked_for(engine):
    origin = Origin("shop", 0, 42, "test", NEW_YEAR_MS, frozen=True)
    made = administration.create(engine, origin)
    assert made == ("shop", 0, 0, "test", 42, NEW_YEAR_MS, True, NOON_MS)
    assert administration.find(engine, "shop") == made
    assert Merchant(engine).look(lambda sandbox: sandbox.now_ms) == NEW_YEAR_MS


def test_what_is_not_asked_for_is_as_anywhere(engine, clock):
    made = administration.create(engine, Origin("shop", 0))
    assert made == ("shop", 0, 0, "test", None, NOON_MS, False, NOON_MS)
    assert first_id(engine) == first_id(make_engine())
    clock.now_ms += SECOND
    assert administration.find(engine, "shop").now_ms == NOON_MS + SECOND


def test_a_clock_that_was_set_and_not_frozen_runs_on(engine, clock):
    administration.create(engine, Origin("shop", 0, now_ms=NEW_YEAR_MS))
    clock.now_ms += SECOND
    assert administration.find(engine, "shop").now_ms == NEW_YEAR_MS + SECOND


def test_its_own_seed_goes_before_the_scenarios_and_the_servers():
    ids = set()
    for seed, scenario_seed in ((1, 2), (3, None)):
        engine = make_engine(seed=seed, scenario_seed=scenario_seed)
        administration.create(engine, Origin("shop", 0, seed=42))
        ids.add(first_id(engine))
    assert len(ids) == 1
    assert ids != {first_id(make_engine(seed=1))}


def test_a_name_that_is_in_use_is_refused_and_its_sandbox_left_alone(engine):
    use(engine, "shop")
    before = Merchant(engine).everything()
    with pytest.raises(SandboxExists):
        administration.create(engine, Origin("shop", 0, seed=42))
    assert Merchant(engine).everything() == before


@pytest.mark.parametrize(
    ("origin", "error", "pointer"),
    [
        (Origin("shop", 0, scenario="unheard-of"), InvalidScenario, "/scenario"),
        (Origin("shop", 0, now_ms=-1), InvalidClock, "/now"),
    ],
)
def test_a_sandbox_that_cannot_be_made_is_not_there(engine, origin, error, pointer):
    with pytest.raises(error) as caught:
        administration.create(engine, origin)
    assert [each.pointer for each in caught.value.errors] == [pointer]
    assert engine.store.sandboxes() == []


def test_a_reset_goes_back_to_what_it_began_with(engine, clock):
    shop = Merchant(engine)
    administration.create(engine, Origin("shop", 0, 42, "test", NEW_YEAR_MS, frozen=True))
    first = first_id(engine)
    for _ in range(2):
        shop.advance("2h")
        shop.set_clock(None, frozen=False)
        shop.do(lambda sandbox: sandbox.choose_scenario(None))
        clock.now_ms += HOUR
        shop.do(lambda sandbox: sandbox.reset())
        now = administration.find(engine, "shop")
        assert now == ("shop", 0, 0, "test", 42, NEW_YEAR_MS, True, clock.now_ms)
        assert first_id(engine) == first


def test_what_is_in_a_sandbox_is_counted(engine, clock):
    shop = Merchant(engine)
    shop.refund(shop.pay("10.00"), "1.00")
    clock.now_ms += SECOND
    shop.look(lambda _: None)
    found = administration.find(engine, "shop")
    # A token, a payment, a customer's totals, a refund; approved, refund approved, refunded.
    assert (found.records, found.events) == (4, 3)
    assert found.used_ms == NOON_MS + SECOND


def test_to_look_for_a_sandbox_does_not_make_one(engine):
    with pytest.raises(SandboxNotFound):
        administration.find(engine, "nobody")
    assert names(administration.page(engine, None, 10)) == []


def test_sandboxes_are_listed_by_name_a_page_at_a_time(engine):
    use(engine, "c", "a", "d", "b", "e")
    pages = [administration.page(engine, None, 2)]
    while (cursor := pages[-1].next_cursor) is not None:
        pages.append(administration.page(engine, cursor, 2))
    assert [names(page) for page in pages] == [["a", "b"], ["c", "d"], ["e"]]
    assert administration.page(engine, None, 5).next_cursor is None


def test_a_page_goes_on_after_a_sandbox_that_is_gone(engine):
    use(engine, "a", "b", "c")
    first = administration.page(engine, None, 2)
    administration.delete(engine, "b")
    assert names(administration.page(engine, first.next_cursor, 2)) == ["c"]


@pytest.mark.parametrize("cursor", ["", "x", "YWZ0ZXIvYQ==", "before_a", "é"])
def test_another_servers_cursor_is_refused(engine, cursor):
    with pytest.raises(InvalidCursor):
        administration.page(engine, cursor, 2)


def test_a_deleted_sandbox_is_gone_with_everything_in_it(engine):
    administration.create(engine, Origin("shop", 0, seed=42))
    use(engine, "shop", "till")
    administration.delete(engine, "shop")
    assert names(administration.page(engine, None, 10)) == ["till"]
    with pytest.raises(SandboxNotFound):
        administration.delete(engine, "shop")
    assert first_id(engine) == first_id(make_engine())


def test_of_too_many_sandboxes_the_one_idle_longest_goes_and_never_the_default_one(clock):
    engine = crowded(3, clock=clock)
    for name in ("default", "a", "b", "c", "a", "d"):
        clock.now_ms += SECOND
        use(engine, name)
    assert engine.store.sandboxes() == ["a", "c", "d", "default"]
    clock.now_ms += SECOND
    Merchant(engine, "c").look(lambda _: None)
    use(engine, "e", "f")
    assert engine.store.sandboxes() == ["c", "default", "e", "f"]


def test_who_comes_back_after_that_begins_anew(clock):
    engine = crowded(1, clock=clock)
    first = first_id(engine, "a")
    clock.now_ms += SECOND
    use(engine, "b")
    assert engine.store.sandboxes() == ["b"]
    clock.now_ms += SECOND
    assert first_id(engine, "a") == first


def test_a_server_that_starts_again_knows_which_are_idle(clock):
    store = MemoryStore()
    before = crowded(9, store, clock)
    for name in ("b", "a", "d", "c", "b"):
        clock.now_ms += SECOND
        use(before, name)
    again = crowded(2, store, clock)
    again.take_over()
    assert store.sandboxes() == ["b", "c"]
    clock.now_ms += SECOND
    use(again, "e")
    assert store.sandboxes() == ["b", "e"]


def test_looking_at_a_sandbox_is_no_use_of_it(clock):
    engine = crowded(2, clock=clock)
    for name in ("a", "b"):
        clock.now_ms += SECOND
        use(engine, name)
    clock.now_ms += SECOND
    administration.find(engine, "a")
    administration.page(engine, None, 10)
    use(engine, "c")
    assert engine.store.sandboxes() == ["b", "c"]
