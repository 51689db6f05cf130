"""Threads that use one sandbox at once, on every backend."""

from decimal import Decimal
from itertools import chain

import pytest

from paydrill.payments import payments
from paydrill.payments.errors import NotCapturable, NotRefundable, NotVoidable, RefundExceedsRest
from paydrill.payments.records import REFUNDS
from tests.factories import Merchant, card, make_engine, order
from tests.stores.records import PARCELS, Parcel, get
from tests.stores.together import at_once

THREADS = 8
ROUNDS = 40


@pytest.fixture
def merchant(store):
    return Merchant(make_engine(store))


def test_no_increment_of_a_counter_is_lost(store):
    def increment(tx):
        counter = tx.get(PARCELS, "counter") or Parcel("counter", 1)
        tx.put(PARCELS, counter._replace(weight=counter.weight + 1))
        return counter.weight + 1

    seen = at_once(THREADS, lambda _: [store.transact("shop", increment) for _ in range(ROUNDS)])
    assert store.transact("shop", get("counter")).weight == THREADS * ROUNDS
    assert sorted(chain.from_iterable(seen)) == list(range(1, THREADS * ROUNDS + 1))
    assert all(own == sorted(own) for own in seen)


def test_threads_in_sandboxes_of_their_own_do_not_disturb_one_another(store):
    def fill(number):
        for position in range(ROUNDS):
            record = Parcel(f"{position}", position, weight=number)
            store.transact(f"box-{number}", lambda tx, record=record: tx.put(PARCELS, record))

    at_once(THREADS, fill)
    assert store.sandboxes() == [f"box-{number}" for number in range(THREADS)]
    for number in range(THREADS):
        found = store.transact(f"box-{number}", lambda tx: list(tx.find(PARCELS)))
        assert [(record.position, record.weight) for record in found] == [
            (position, number) for position in range(ROUNDS)
        ]


def test_what_is_put_while_a_sandbox_is_dropped_is_gone_with_it_or_stays(store):
    def put_another(tx):
        was_there = tx.get(PARCELS, "old") is not None
        tx.put(PARCELS, Parcel("new", 2))
        return was_there

    for _ in range(ROUNDS):
        store.drop("shop")
        store.transact("shop", lambda tx: tx.put(PARCELS, Parcel("old", 1)))
        tasks = [lambda: store.drop("shop"), lambda: store.transact("shop", put_another)]
        _, came_first = at_once(2, lambda number, tasks=tasks: tasks[number]())
        assert store.transact("shop", get("old")) is None
        assert (store.transact("shop", get("new")) is None) == came_first


def test_of_twenty_full_refunds_of_one_payment_exactly_one_succeeds(merchant):
    payment = merchant.pay("10.00")

    def refund(_):
        try:
            return merchant.refund(payment)[1]
        except NotRefundable:
            return None

    made = [refund for refund in at_once(20, refund) if refund]
    assert len(made) == 1
    assert merchant.records(REFUNDS) == made
    after = merchant.payment(payment)
    assert (after.status, after.refunded_minor) == ("refunded", 1000)
    assert [event.type for event in merchant.events(payment)] == [
        *("payment.approved", "payment.refunded")
    ]


def test_the_money_of_a_failed_refund_is_refunded_once(merchant):
    payment = merchant.pay("10.00")
    merchant.refund(payment, "9.94")
    merchant.refund(payment, "0.06")  # which fails in two days
    merchant.advance("2d")

    def refund(_):
        try:
            return merchant.refund(payment)[1]
        except NotRefundable:
            return None

    [made] = [refund for refund in at_once(20, refund) if refund]
    assert made.amount_minor == 6
    assert merchant.payment(payment).refunded_minor == 1000


def test_partial_refunds_at_once_never_give_back_more_than_was_paid(merchant):
    payment = merchant.pay("10.00")

    def refund(number):
        amount = str(Decimal(100 + 7 * number).scaleb(-2))
        try:
            return merchant.refund(payment, amount)[1].amount_minor
        except (NotRefundable, RefundExceedsRest):
            return 0

    given_back = sum(at_once(20, refund))
    after = merchant.payment(payment)
    assert 0 < given_back == after.refunded_minor <= 1000
    assert sum(entry.amount_minor for entry in merchant.entries()) == 1000 + given_back
    assert merchant.totals()[0].refunded_minor == given_back


def test_of_a_capture_and_a_void_at_once_one_succeeds(merchant):
    payment = merchant.authorize()

    def end(number):
        try:
            return (merchant.void if number % 2 else merchant.capture)(payment).status
        except NotCapturable:
            return "not capturable"
        except NotVoidable:
            return "not voidable"

    ends = at_once(8, end)
    [status] = [each for each in ends if not each.startswith("not ")]
    assert merchant.payment(payment).status == status


def test_payments_at_once_get_ids_and_events_of_their_own(merchant):
    wanted = order("1.00", customer="Ada Lovelace")

    def pay(_):
        return [merchant.do(payments.authorize_card, card(), wanted).id for _ in range(10)]

    paid = list(chain.from_iterable(at_once(THREADS, pay)))
    assert len(set(paid)) == THREADS * 10
    events = merchant.events()
    assert [event.position for event in events] == list(range(1, THREADS * 10 + 1))
    assert {event.subject for event in events} == set(paid)
