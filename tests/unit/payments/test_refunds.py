"""Refunds: all that is left or a part of it, never more than was captured."""

import re
import uuid

import pytest

from paydrill.errors import InvalidAmount
from paydrill.payments import refunds
from paydrill.payments.errors import NotRefundable, RefundExceedsRest
from tests.factories import NOON_MS


def types(events):
    return [event.type for event in events]


@pytest.fixture(params=["cards", "acquirer"])
def payment(request, merchant):
    """A captured payment of 10.00 USD, through each of the two services."""
    return merchant.pay() if request.param == "cards" else merchant.authorize(capture=True)


def test_without_an_amount_all_is_given_back(merchant, payment):
    after, made = merchant.refund(payment)
    assert (after.status, after.refunded_minor, after.refundable_minor) == ("refunded", 1000, 0)
    assert (made.payment, made.status, made.amount_minor) == (payment.id, "captured", 1000)
    assert types(merchant.events(payment)) == ["payment.approved", "payment.refunded"]
    assert types(merchant.events(made)) == ["refund.approved"]
    assert merchant.payment(payment) == after


def test_the_money_goes_back_the_way_it_came(merchant, payment):
    merchant.refund(payment, "2.50")
    receipt, given_back = merchant.entries()
    assert (given_back.debit, given_back.credit) == (receipt.credit, receipt.debit)
    assert (given_back.subject, given_back.amount_minor) == (payment.id, 250)


def test_parts_are_given_back_until_nothing_is_left(merchant, payment):
    seen = [merchant.refund(payment, amount)[0] for amount in ("3.00", "3.00", "4.00")]
    assert [p.status for p in seen] == ["partially_refunded", "partially_refunded", "refunded"]
    assert [p.refundable_minor for p in seen] == [700, 400, 0]
    with pytest.raises(NotRefundable, match="Nothing is left to refund"):
        merchant.refund(payment, "0.01")


def test_without_an_amount_what_is_left_is_given_back(merchant, payment):
    merchant.refund(payment, "9.99")
    after, made = merchant.refund(payment)
    assert (made.amount_minor, after.status) == (1, "refunded")


def test_more_than_is_left_is_refused_and_changes_nothing(merchant, payment):
    merchant.refund(payment, "4.00")
    before = merchant.everything()
    with pytest.raises(RefundExceedsRest, match=r"6\.00 USD"):
        merchant.refund(payment, "6.01")
    assert merchant.everything() == before


@pytest.mark.parametrize("amount", ["0.001", "0.00", "-1.00"])
def test_what_is_no_amount_is_refused_and_changes_nothing(merchant, payment, amount):
    before = merchant.everything()
    with pytest.raises(InvalidAmount):
        merchant.refund(payment, amount)
    assert merchant.everything() == before


def test_only_what_was_captured_can_be_given_back(merchant):
    payment = merchant.capture(merchant.pay(capture=False), "5.00")
    with pytest.raises(RefundExceedsRest):
        merchant.refund(payment, "5.01")
    after, _ = merchant.refund(payment, "5.00")
    assert after.status == "refunded"


@pytest.mark.parametrize("state", ["authorized", "voided", "expired", "declined", "pending"])
def test_what_was_not_captured_cannot_be_refunded(merchant, state):
    amount = {"declined": "0.01", "pending": "0.03"}.get(state, "10.00")
    payment = merchant.pay(amount, capture=False)
    if state == "voided":
        merchant.void(payment)
    if state == "expired":
        merchant.advance("7d")
    before = merchant.everything()
    assert merchant.payment(payment).status == state
    with pytest.raises(NotRefundable, match="Only successful transactions can be refunded"):
        merchant.refund(payment)
    assert merchant.everything() == before


def test_a_declined_refund_is_kept_and_leaves_the_payment_as_it_was(merchant, payment):
    after, made = merchant.refund(payment, "0.04")
    assert (made.status, made.response_code, made.message) == ("declined", "05", "Do not honor")
    assert after == merchant.payment(payment) == payment
    assert types(merchant.events(made)) == ["refund.declined"]
    assert len(merchant.entries()) == 1
    assert merchant.refund(payment)[0].status == "refunded"


def test_a_pending_refund_keeps_its_share_from_being_refunded_twice(merchant, payment):
    after, made = merchant.refund(payment, "0.05")
    assert (made.status, after.status) == ("pending", "captured")
    assert (after.refunded_minor, after.refundable_minor) == (0, 995)
    assert types(merchant.events(made)) == ["refund.pending"]
    with pytest.raises(RefundExceedsRest):
        merchant.refund(payment, "10.00")
    rest, _ = merchant.refund(payment)
    assert (rest.status, rest.refunded_minor) == ("partially_refunded", 995)
    with pytest.raises(NotRefundable, match="Nothing is left to refund"):
        merchant.refund(payment)


def test_pending_refunds_add_up(merchant, payment):
    merchant.refund(payment, "0.05")
    after, _ = merchant.refund(payment, "0.05")
    assert (after.refunds_pending_minor, after.refundable_minor) == (10, 990)


def test_the_refunds_of_a_payment_are_listed_oldest_first(merchant, payment):
    made = [merchant.refund(payment, amount)[1] for amount in ("3.00", "0.04", "2.00")]
    merchant.refund(merchant.pay())
    found = merchant.look(lambda sandbox: list(refunds.of_payment(sandbox, payment)))
    assert found == made
    assert {refund.created_ms for refund in made} == {NOON_MS}


def test_each_service_has_refund_ids_of_its_own_form(merchant):
    _, card_refund = merchant.refund(merchant.pay())
    _, acquirer_refund = merchant.refund(merchant.authorize(capture=True))
    assert re.fullmatch("ref_[0-9a-f]{16}", card_refund.id)
    assert uuid.UUID(acquirer_refund.id).version == 4
