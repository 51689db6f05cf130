"""Events are read in order, a page at a time, all or those of one type."""

import pytest

from paydrill.payments.lifecycle import EVENT_TYPES
from paydrill.payments.pix import charges
from paydrill.sandbox import events
from paydrill.sandbox.events import EVENTS, Event


@pytest.fixture
def busy(merchant):
    """A merchant with five charges, of which the second and the fourth are paid."""
    for number in range(1, 6):
        charge = merchant.do(charges.create, number)
        if number in {2, 4}:
            merchant.do(charges.confirm, charge.bank_payment_id, number)
    return merchant


def read(merchant, after=0, limit=100, types=(), subject=None):
    """Numbers of the events, and where to read on."""
    wanted = events.Wanted(lambda: EVENT_TYPES, types, subject)
    found = merchant.look(lambda sandbox: events.page(sandbox.tx, after, limit, wanted))
    return [event.position for event in found.events], found.next_after


def test_all_events_are_read_in_order(busy):
    assert read(busy) == ([1, 2, 3, 4, 5, 6, 7], 7)


def test_the_events_of_one_thing_are_read(busy):
    assert read(busy, subject="2") == ([2, 3], 7)
    assert read(busy, subject="nothing") == ([], 7)
    assert read(busy, subject="2", types=("pix.created",)) == ([2], 7)


def test_pages_follow_one_another_without_a_gap(busy):
    assert read(busy, limit=3) == ([1, 2, 3], 3)
    assert read(busy, after=3, limit=3) == ([4, 5, 6], 6)
    assert read(busy, after=6, limit=3) == ([7], 7)
    assert read(busy, after=7, limit=3) == ([], 7)


def test_where_there_is_nothing_one_reads_on_from_the_same_place(merchant):
    assert read(merchant) == ([], 0)
    assert read(merchant, after=9) == ([], 9)


def test_of_one_type_the_others_are_passed_over(busy):
    assert read(busy, types=["pix.confirmed"]) == ([3, 6], 7)
    assert read(busy, types=["pix.confirmed"], limit=1) == ([3], 3)
    assert read(busy, types=["pix.confirmed"], after=6) == ([], 7)
    assert read(busy, types=["payment.approved"]) == ([], 7)
    assert read(busy, types=["*.confirmed"]) == ([3, 6], 7)


def test_several_types_are_read_in_order(busy):
    everything = ([1, 2, 3, 4, 5, 6, 7], 7)
    assert read(busy, types=["*"]) == everything
    assert read(busy, types=["pix.confirmed", "pix.created"]) == everything
    assert read(busy, types=["payment.*,pix.confirmed"]) == ([3, 6], 7)


def test_a_rare_type_is_looked_for_among_many_a_part_at_a_time(merchant):
    def fill(sandbox):
        for number in range(1, 10_003):
            type_ = "pix.confirmed" if number == 10_001 else "pix.created"
            sandbox.tx.put(EVENTS, Event(str(number), number, type_, 0, "1", "active", 1, "BRL"))

    merchant.do(fill)
    assert read(merchant, types=["pix.confirmed"]) == ([], 10_000)
    assert read(merchant, types=["pix.confirmed"], after=10_000) == ([10_001], 10_002)
