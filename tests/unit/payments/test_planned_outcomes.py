"""Reviews that end by themselves, on the sandbox's clock."""

import pytest

from paydrill.payments.invariants import prove
from paydrill.payments.planned_outcomes import PLANNED
from paydrill.payments.records import REFUNDS
from tests.factories import ManualClock, Merchant, make_engine

APPROVED = {"after": "30s", "approved": True}
DECLINED = {"after": "30s", "declined": "fraudulent"}


def reviewed(*later, when=None):
    """A merchant whose payments are reviewed, with a clock that stands still."""
    rule = {"id": "r", "when": when or {}, "then": {"pending": "review", "later": list(later)}}
    merchant = Merchant(make_engine(rules=[rule], clock=ManualClock()))
    merchant.set_clock("2026-01-27T12:00:00Z", frozen=True)
    return merchant


def numbers(merchant):
    return [event.position for event in merchant.events()]


def test_a_payment_is_pending_to_the_last_second_and_approved_with_one_event():
    merchant = reviewed(APPROVED)
    payment = merchant.pay("10.00")
    merchant.advance("29s")
    assert merchant.payment(payment).status == "pending"
    merchant.advance("1s")
    approved = merchant.payment(payment)
    assert (approved.status, approved.captured_minor) == ("captured", 1000)
    assert approved.message == "Payment processed successfully"
    assert approved.authorization_code is not None
    assert [event.type for event in merchant.events(payment)] == [
        "payment.pending",
        "payment.approved",
    ]
    assert numbers(merchant) == list(range(1, len(numbers(merchant)) + 1))
    assert merchant.totals()[0].paid_minor == 1000


def test_a_review_can_end_in_a_decline():
    merchant = reviewed(DECLINED)
    payment = merchant.authorize("10.00", capture=True)
    merchant.advance("1m")
    declined = merchant.payment(payment)
    assert (declined.status, declined.reason, declined.response_code) == (
        "declined",
        "fraudulent",
        "59",
    )
    assert declined.authorization_code is None


def test_an_authorization_under_review_lives_seven_days_from_its_approval():
    merchant = reviewed(APPROVED)
    payment = merchant.authorize("10.00")
    merchant.advance("7d")
    assert merchant.payment(payment).status == "authorized"
    merchant.advance("30s")
    assert merchant.payment(payment).status == "expired"


def test_a_review_can_have_several_stages_each_counted_from_the_payment():
    merchant = reviewed(
        {"after": "10s", "pending": "second_look", "message": "A second look"},
        {"after": "20s", "approved": True},
    )
    payment = merchant.pay()
    merchant.advance("10s")
    assert merchant.payment(payment).message == "A second look"
    merchant.advance("10s")
    assert merchant.payment(payment).status == "captured"
    assert merchant.records(PLANNED) == []


@pytest.mark.parametrize(
    ("later", "status", "payment_status", "left_minor"),
    [(APPROVED, "captured", "partially_refunded", 600), (DECLINED, "declined", "captured", 1000)],
)
def test_a_refund_under_review_keeps_its_money_until_it_is_decided(
    later, status, payment_status, left_minor
):
    merchant = reviewed(later, when={"operation": "cards.refund_transaction"})
    payment = merchant.pay("10.00")
    merchant.refund(payment, "4.00")
    assert merchant.payment(payment).refundable_minor == 600
    merchant.advance("30s")
    assert merchant.records(REFUNDS)[0].status == status
    after = merchant.payment(payment)
    assert (after.status, after.refundable_minor) == (payment_status, left_minor)


@pytest.mark.parametrize("later", [APPROVED, DECLINED])
def test_the_books_are_right_before_and_after(later):
    merchant = reviewed(later)
    merchant.pay()
    merchant.authorize()
    merchant.do(prove)
    merchant.advance("30s")
    merchant.do(prove)
