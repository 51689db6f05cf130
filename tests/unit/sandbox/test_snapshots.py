"""Snapshots: their names, their bounds, and what becomes of them. What they restore is tested on
every backend (tests/stores/test_snapshots.py)."""

import json

import pytest

from paydrill.errors import SnapshotExists, SnapshotNotFound, TooManySnapshots
from paydrill.payments.pix import charges
from paydrill.payments.pix.records import CHARGES
from paydrill.payments.settlement.batches import BATCHES
from paydrill.sandbox import snapshots
from paydrill.sandbox.snapshot_records import PARTS, SNAPSHOTS
from paydrill.sandbox.snapshots import MOST
from paydrill.values.times import HOUR, SECOND
from tests.factories import NOON_MS


def names(merchant):
    return [each.id for each in merchant.records(SNAPSHOTS)]


def take(merchant, *wanted):
    return [merchant.do(snapshots.take, name).id for name in wanted]


def test_a_snapshot_tells_what_it_holds(merchant, clock):
    merchant.refund(merchant.pay("10.00"), "1.00")
    merchant.set_clock(None, frozen=True)
    clock.now_ms += 1
    taken = merchant.do(snapshots.take, "then")
    assert taken[2:] == (NOON_MS + 1, NOON_MS, True, "test", 4, 3)
    assert merchant.do(snapshots.find, "then") == taken


def test_one_without_a_name_gets_a_number_that_no_other_has(merchant):
    assert take(merchant, None, None, "snapshot-4", None) == [
        *("snapshot-1", "snapshot-2", "snapshot-4", "snapshot-5")
    ]
    merchant.do(snapshots.delete, "snapshot-2")
    assert take(merchant, None) == ["snapshot-6"]
    assert names(merchant) == ["snapshot-1", "snapshot-4", "snapshot-5", "snapshot-6"]


def test_a_name_that_is_taken_is_refused_and_its_snapshot_left_alone(merchant):
    take(merchant, "then")
    merchant.pay()
    before = merchant.everything()
    with pytest.raises(SnapshotExists):
        take(merchant, "then")
    assert merchant.everything() == before


def test_a_sandbox_has_so_many_and_no_more(merchant):
    take(merchant, *[None] * MOST)
    with pytest.raises(TooManySnapshots, match=f"at most {MOST} "):
        take(merchant, None)
    merchant.do(snapshots.delete, names(merchant)[0])
    take(merchant, None)
    assert len(names(merchant)) == MOST


@pytest.mark.parametrize("use", [snapshots.find, snapshots.restore, snapshots.delete])
def test_what_was_never_taken_is_not_found(merchant, use):
    take(merchant, "then")
    with pytest.raises(SnapshotNotFound):
        merchant.do(use, "them")


def test_to_take_one_changes_nothing_else(merchant):
    merchant.pay()
    before = merchant.everything()
    take(merchant, "then")
    after = merchant.everything()
    assert {name: after[name] for name in before} == before


def test_a_reset_forgets_them(merchant):
    take(merchant, "then")
    merchant.do(lambda sandbox: sandbox.reset())
    assert names(merchant) == merchant.records(PARTS) == []


def test_a_sandbox_of_any_size_is_kept_in_parts_that_are_not(merchant):
    def pay_often(sandbox):
        for _ in range(1234):
            charges.create(sandbox, 1)

    merchant.do(pay_often)
    take(merchant, "then")
    sizes = [len(json.loads(part.rows)) for part in merchant.records(PARTS)]
    assert max(sizes) <= 500
    made = merchant.records(CHARGES)
    merchant.do(lambda sandbox: [sandbox.tx.delete(CHARGES, each.id) for each in made])
    merchant.do(snapshots.restore, "then")
    assert merchant.records(CHARGES) == made


def test_a_field_that_a_record_did_not_have_then_gets_its_default(merchant):
    merchant.pay()
    closed = merchant.close()
    take(merchant, "then")

    def grow_older(sandbox):
        for part in list(sandbox.tx.find(PARTS)):
            if part.table == BATCHES.name:
                columns, rows = json.loads(part.columns), json.loads(part.rows)
                older = part._replace(
                    columns=json.dumps(columns[:-1]), rows=json.dumps([row[:-1] for row in rows])
                )
                sandbox.tx.put(PARTS, older)

    merchant.do(grow_older)
    merchant.do(snapshots.restore, "then")
    assert merchant.records(BATCHES) == closed


def test_what_was_due_then_falls_due_after_as_long(merchant, clock):
    merchant.do(charges.create, 1, expires_in_s=60)
    take(merchant, "then")
    clock.now_ms += HOUR
    merchant.do(snapshots.restore, "then")
    statuses = []
    for _ in range(2):
        clock.now_ms += 59 * SECOND
        merchant.engine.do_due(merchant.sandbox)
        statuses += [each.status for each in merchant.everything()[CHARGES.name]]
    assert statuses == ["active", "expired"]
