"""Snapshots on every backend: what is restored is what there was, and goes on as it did then."""

import json
from decimal import Decimal

import pytest

from paydrill.payments.pix import charges
from paydrill.sandbox import idempotency, scripting, snapshots
from paydrill.sandbox.idempotency import KeptAnswer
from paydrill.sandbox.snapshot_records import PARTS, SNAPSHOTS
from paydrill.stores import open_store
from paydrill.values.times import MINUTE
from tests.factories import ManualClock, Merchant, make_engine

OWN = {
    "name": "mine",
    "rules": [
        {"id": "often", "when": {}, "chance": 0.5, "then": {"declined": "do_not_honor"}},
        {
            "id": "by-turns",
            "when": {"amount": Decimal("0.03")},
            "sequence": {"steps": [{"pending": "review"}, {}], "after": "repeat"},
        },
    ],
}
ONCE = {"when": {"amount": 4}, "then": {"declined": "stolen_card"}}


@pytest.fixture
def clock():
    """The machine's time; it moves only when told."""
    return ManualClock()


@pytest.fixture
def shop(store, clock):
    """Somebody with chances, turns and a one-shot outcome ahead."""
    shop = Merchant(make_engine(store, clock=clock))
    shop.do(scripting.put, "mine", json.dumps(OWN, default=float))
    shop.do(scripting.activate, "mine")
    shop.do(lambda sandbox: sandbox.add_one_shot(json.dumps(ONCE)))
    return shop


def live(shop):
    """What a day brings: money moved, promised, settled, kept under a key, left for later."""
    amounts = ("10.00", "0.03", "4.00", "2.50", "0.03", "4.00")
    paid = [shop.authorize(amount, capture=True) for amount in amounts]
    held = [shop.pay(capture=False), shop.do(charges.create, Decimal(7), "waits")]
    given_back = shop.give_back(shop.charge(), "1.00")
    shop.do(lambda sandbox: idempotency.keep(sandbox, KeptAnswer("k", 1, "hash", 201, None, "{}")))
    batches = shop.close()
    shop.advance("20m")
    return paid, held, given_back, batches, shop.events()


def records(shop):
    """Every record but the snapshots, and but how far the machine's clock was off."""
    found = shop.everything()
    state = found["sandbox"][0]._replace(offset_ms=0, changed_ms=0)
    return found | {"sandbox": [state], SNAPSHOTS.name: [], PARTS.name: []}


@pytest.mark.parametrize("frozen", [True, False])
def test_what_is_restored_is_what_there_was_and_goes_on_as_it_did(shop, clock, frozen):
    shop.set_clock("2026-03-01T10:00:00Z", frozen=frozen)
    live(shop)
    taken = shop.do(snapshots.take, "then")
    before = records(shop)
    then = live(shop), records(shop)
    shop.do(scripting.remove, "mine")
    clock.now_ms += 90 * MINUTE
    assert shop.do(snapshots.restore, "then") == taken
    assert shop.look(lambda sandbox: sandbox.now_ms) == taken.now_ms
    assert records(shop) == before
    assert (live(shop), records(shop)) == then
    shop.do(snapshots.restore, "then")
    assert records(shop) == before


def test_the_first_second_can_be_restored_as_well(shop):
    shop.do(snapshots.take, "empty")
    first = live(shop)
    shop.do(snapshots.restore, "empty")
    assert live(shop) == first


def test_snapshots_stay_when_another_is_restored(shop):
    shop.do(snapshots.take, "first")
    live(shop)
    shop.do(snapshots.take, "second")
    second = records(shop)
    shop.do(snapshots.restore, "first")
    shop.do(snapshots.restore, "second")
    assert records(shop) == second
    shop.do(snapshots.delete, "second")
    assert [each.id for each in shop.records(SNAPSHOTS)] == ["first"]
    assert {part.snapshot for part in shop.records(PARTS)} == {"first"}


@pytest.mark.parametrize("scheme", ["tinydb", "sqlite", "postgresql"])
def test_the_next_process_restores_what_the_last_one_took(scheme, empty_store, clock):
    url = empty_store(scheme)
    store = open_store(url)
    shop = Merchant(make_engine(store, clock=clock))
    live(shop)
    shop.do(snapshots.take, "then")
    before = records(shop)
    live(shop)
    store.close()
    store = open_store(url)
    shop = Merchant(make_engine(store, clock=clock))
    shop.do(snapshots.restore, "then")
    assert records(shop) == before
    store.close()
