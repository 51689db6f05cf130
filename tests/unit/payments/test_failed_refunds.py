"""Refunds that fail after they were made: the money is back where it was, once."""

import pytest

from paydrill.payments import invariants
from paydrill.payments.errors import NotRefundable, RefundExceedsRest
from paydrill.payments.records import REFUNDS
from tests.factories import Merchant, make_engine


@pytest.fixture(params=["cards", "acquirer"])
def payment(request, merchant):
    """A captured payment of ten dollars."""
    if request.param == "cards":
        return merchant.pay("10.00")
    return merchant.authorize("10.00", capture=True)


def test_the_money_comes_back_and_can_be_refunded_again(merchant, payment):
    merchant.refund(payment, "0.06")
    assert merchant.payment(payment).refunded_minor == 6
    merchant.advance("2d")
    after = merchant.payment(payment)
    assert (after.status, after.refunded_minor, after.refundable_minor) == ("captured", 0, 1000)
    [refund] = merchant.records(REFUNDS)
    assert (refund.status, refund.failure_reason) == ("failed", "expired_or_canceled_card")
    assert [event.type for event in merchant.events(refund)] == [
        "refund.approved",
        "refund.failed",
    ]
    assert [event.type for event in merchant.events(payment)][-2:] == [
        "payment.refunded",
        "payment.refund_failed",
    ]
    merchant.refund(payment)
    with pytest.raises(NotRefundable):
        merchant.refund(payment, "0.01")
    merchant.look(invariants.prove)


def test_of_several_refunds_one_fails(merchant, payment):
    merchant.refund(payment, "4.00")
    merchant.refund(payment, "0.06")
    merchant.refund(payment, "5.94")
    assert merchant.payment(payment).status == "refunded"
    merchant.advance("2d")
    assert merchant.payment(payment).status == "partially_refunded"
    with pytest.raises(RefundExceedsRest):
        merchant.refund(payment, "0.07")
    merchant.look(invariants.prove)


def test_the_totals_of_the_customer_follow(merchant):
    merchant.refund(merchant.pay("10.00"), "0.06")
    merchant.advance("2d")
    [totals] = merchant.totals()
    assert (totals.paid_minor, totals.refunded_minor) == (1000, 0)


def test_a_pending_refund_may_be_made_and_fail_then():
    story = [{"after": "1d", "approved": True}, {"after": "3d", "failed": "insufficient_funds"}]
    rule = {
        "id": "story",
        "when": {"operation": "cards.refund_transaction"},
        "then": {"pending": "bank", "later": story},
    }
    merchant = Merchant(make_engine(rules=(rule,)))
    payment = merchant.pay("10.00")
    merchant.refund(payment)
    assert merchant.payment(payment).refundable_minor == 0
    merchant.advance("1d")
    assert merchant.payment(payment).status == "refunded"
    merchant.advance("2d")
    assert merchant.payment(payment).status == "captured"
    merchant.look(invariants.prove)


def test_it_fails_once():
    twice = [{"after": "1d", "failed": "declined"}, {"after": "2d", "failed": "declined"}]
    rule = {
        "id": "twice",
        "when": {"operation": "acquirer.refund_payment"},
        "then": {"later": twice},
    }
    merchant = Merchant(make_engine(rules=(rule,)))
    payment = merchant.authorize("10.00", capture=True)
    merchant.refund(payment, "4.00")
    merchant.advance("3d")
    assert [refund.status for refund in merchant.records(REFUNDS)] == ["failed"]
    assert merchant.payment(payment).refundable_minor == 1000
    merchant.look(invariants.prove)
