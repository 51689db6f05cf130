"""Returns that a scenario refuses, or has decided later by a bank."""

from decimal import Decimal

import pytest

from paydrill.payments.errors import NotRefundable, RefundExceedsRest
from paydrill.payments.invariants import prove
from paydrill.payments.pix import charges, returns
from paydrill.payments.pix.records import RETURNS
from tests.factories import ManualClock, Merchant, make_engine

ON_RETURNS = {"operation": "pix.refund_payment"}
UNDER_WAY = {"pending": "payer_bank", "message": "Payment pending at the payer's bank"}
RETURNED = {"after": "30s", "approved": True}
REFUSED = {"after": "30s", "declined": "processing_error"}


def merchant_with(**then):
    """A merchant whose returns meet this, with a clock that stands still."""
    rule = {"id": "r", "when": ON_RETURNS, "then": then}
    merchant = Merchant(make_engine(rules=[rule], clock=ManualClock()))
    merchant.set_clock("2026-01-27T12:00:00Z", frozen=True)
    return merchant


def paid(merchant):
    charge = merchant.do(charges.create, Decimal("125.00"))
    return merchant.do(charges.confirm, charge.bank_payment_id, Decimal("125.00"))


def give_back(merchant, charge, value=None):
    return merchant.do(returns.give_back, int(charge.id), value and Decimal(value))


def stands(merchant, charge):
    """Status, and what was returned and is about to be."""
    found = merchant.do(charges.find, int(charge.id))
    prove_all(merchant)
    return found.status, found.returned_minor, found.returning_minor


def prove_all(merchant):
    (figures,) = merchant.do(prove)
    return figures


def test_a_return_under_way_moves_the_money_when_the_bank_agrees():
    merchant = merchant_with(**UNDER_WAY, later=[RETURNED])
    charge = paid(merchant)
    after, made = give_back(merchant, charge, "25.00")
    assert (made.status, made.message) == ("returning", UNDER_WAY["message"])
    assert stands(merchant, charge) == ("confirmed", 0, 2500)
    assert len(merchant.entries()) == 1
    merchant.advance("29s")
    assert stands(merchant, charge) == ("confirmed", 0, 2500)
    merchant.advance("1s")
    assert stands(merchant, charge) == ("confirmed", 2500, 0)
    (kept,) = merchant.records(RETURNS)
    assert (kept.status, kept.message) == ("returned", "The payment has been returned")
    assert [event.type for event in merchant.events()][-3:] == [
        "return.pending",
        "return.approved",
        "pix.returned",
    ]
    assert prove_all(merchant).pix_returned_minor == 2500
    assert after.status == "confirmed"


def test_a_return_under_way_can_be_refused_in_the_end():
    merchant = merchant_with(**UNDER_WAY, later=[REFUSED])
    charge = paid(merchant)
    give_back(merchant, charge)
    merchant.advance("30s")
    assert stands(merchant, charge) == ("confirmed", 0, 0)
    (kept,) = merchant.records(RETURNS)
    assert (kept.status, kept.decline_code) == ("refused", "processing_error")
    assert [event.type for event in merchant.events()][-1] == "return.declined"


def test_all_of_it_is_returned_once_the_last_bank_agrees():
    merchant = merchant_with(**UNDER_WAY, later=[RETURNED])
    charge = paid(merchant)
    give_back(merchant, charge, "100.00")
    merchant.advance("10s")
    give_back(merchant, charge)
    merchant.advance("20s")
    assert stands(merchant, charge) == ("confirmed", 10_000, 2500)
    merchant.advance("10s")
    assert stands(merchant, charge) == ("returned", 12_500, 0)


def test_what_is_about_to_be_returned_cannot_be_returned_again():
    merchant = merchant_with(**UNDER_WAY)
    charge = paid(merchant)
    give_back(merchant, charge, "100.00")
    before = merchant.everything()
    with pytest.raises(RefundExceedsRest):
        give_back(merchant, charge, "25.01")
    assert merchant.everything() == before
    give_back(merchant, charge, "25.00")
    with pytest.raises(NotRefundable, match="about to be"):
        give_back(merchant, charge)
    assert stands(merchant, charge) == ("confirmed", 0, 12_500)


def test_a_refused_return_leaves_everything_to_be_returned():
    merchant = merchant_with(declined="processing_error")
    charge = paid(merchant)
    _, made = give_back(merchant, charge)
    assert (made.status, made.decline_code) == ("refused", "processing_error")
    assert made.message == "Processing error"
    assert stands(merchant, charge) == ("confirmed", 0, 0)
    assert len(merchant.entries()) == 1


def test_a_payment_can_be_returned_for_ninety_days():
    merchant = merchant_with(approved=True)
    charge = paid(merchant)
    merchant.advance("90d")
    give_back(merchant, charge, "25.00")
    merchant.advance("1ms")
    with pytest.raises(NotRefundable, match="90 days"):
        give_back(merchant, charge)
    assert stands(merchant, charge) == ("confirmed", 2500, 0)
