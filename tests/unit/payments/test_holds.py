"""Holds: captured in parts, added to, released in part or whole, and over time."""

from decimal import Decimal

import pytest

from paydrill.errors import InvalidAmount
from paydrill.payments import holds, invariants, payments
from paydrill.payments.channels import ACQUIRER
from paydrill.payments.errors import (
    CaptureExceedsAuthorization,
    DecrementExceedsAuthorization,
    NotAdjustable,
    NotCapturable,
    NotRefundable,
    PaymentDisputed,
)
from paydrill.payments.orders import Order
from tests.factories import Merchant, card, make_engine


def hold(merchant, amount="10.00", **extras):
    """An authorization of the acquirer."""
    order = Order(Decimal(amount), "USD", "Ada Lovelace", "order-1", capture=False, **extras)
    return merchant.do(payments.authorize_card, card(), order)


def part(merchant, payment, amount, *, final=False):
    """The payment after the capture of a part."""
    return merchant.do(holds.capture, ACQUIRER, payment.id, Decimal(amount), final=final)


def types(merchant, payment):
    return [event.type for event in merchant.events(payment)]


def test_it_is_captured_in_parts_until_the_final_one(merchant):
    payment = hold(merchant)
    first = part(merchant, payment, "3.00")
    assert (first.status, first.captured_minor) == ("partially_captured", 300)
    second = part(merchant, payment, "2.50")
    assert second.captured_event == first.captured_event
    last = part(merchant, payment, "1.00", final=True)
    assert (last.status, last.captured_minor) == ("captured", 650)
    with pytest.raises(NotCapturable):
        part(merchant, payment, "1.00")
    assert types(merchant, payment) == ["payment.authorized", *["payment.captured"] * 3]
    merchant.look(invariants.prove)


def test_the_part_that_leaves_nothing_is_final(merchant):
    payment = hold(merchant)
    part(merchant, payment, "4.00")
    assert part(merchant, payment, "6.00").status == "captured"
    merchant.advance("8d")
    assert types(merchant, payment)[-1] == "payment.captured"
    merchant.look(invariants.prove)


def test_no_more_is_captured_in_all_than_was_authorized(merchant):
    payment = hold(merchant)
    part(merchant, payment, "9.00")
    with pytest.raises(CaptureExceedsAuthorization):
        part(merchant, payment, "1.01")
    assert merchant.capture(payment).captured_minor == 1000


def test_nothing_is_refunded_between_two_captures(merchant):
    payment = hold(merchant)
    part(merchant, payment, "9.00")
    with pytest.raises(NotRefundable, match="rest"):
        merchant.refund(payment)
    merchant.void(payment)
    merchant.refund(payment)
    assert merchant.payment(payment).status == "refunded"
    merchant.look(invariants.prove)


@pytest.mark.parametrize("by", ["void", "expiry"])
def test_the_rest_is_released_and_what_was_captured_stays(merchant, by):
    payment = hold(merchant)
    part(merchant, payment, "4.00")
    merchant.void(payment) if by == "void" else merchant.advance("7d")
    after = merchant.payment(payment)
    assert (after.status, after.captured_minor) == ("captured", 400)
    event = merchant.events(payment)[-1]
    assert event.type == ("payment.voided" if by == "void" else "payment.expired")
    assert event.amount_minor == 600
    merchant.look(invariants.prove)


def test_a_part_of_an_authorization_is_released(merchant):
    payment = hold(merchant)
    less = merchant.do(holds.decrement, payment.id, Decimal("4.00"))
    assert (less.status, less.amount_minor) == ("authorized", 600)
    for amount in ("6.00", "6.01"):
        with pytest.raises(DecrementExceedsAuthorization):
            merchant.do(holds.decrement, payment.id, Decimal(amount))
    with pytest.raises(CaptureExceedsAuthorization):
        merchant.capture(payment, "6.01")
    part(merchant, payment, "2.00")
    with pytest.raises(NotAdjustable):
        merchant.do(holds.decrement, payment.id, Decimal("1.00"))
    assert merchant.void(payment).status == "captured"
    merchant.look(invariants.prove)


def test_it_is_added_to_and_held_anew(merchant):
    payment = hold(merchant)
    merchant.advance("6d")
    more, outcome = merchant.do(holds.increment, payment.id, Decimal("5.00"))
    assert (outcome.verdict, more.amount_minor) == ("approved", 1500)
    merchant.advance("6d")
    assert merchant.capture(payment).captured_minor == 1500
    assert [event.amount_minor for event in merchant.events(payment)] == [1000, 1500, 1500]
    merchant.look(invariants.prove)


def test_an_increment_that_is_declined_changes_nothing():
    rule = {
        "id": "no-more",
        "when": {"operation": "acquirer.increment_authorization"},
        "then": {"declined": "insufficient_funds"},
    }
    merchant = Merchant(make_engine(rules=(rule,)))
    payment = hold(merchant)
    same, outcome = merchant.do(holds.increment, payment.id, Decimal("5.00"))
    assert (outcome.reason, same) == ("insufficient_funds", payment)
    merchant.advance("7d")
    assert merchant.payment(payment).status == "expired"


def test_only_an_authorization_is_added_to_and_within_its_digits(merchant):
    payment = hold(merchant, "9999999999.99")
    with pytest.raises(InvalidAmount, match="digits"):
        merchant.do(holds.increment, payment.id, Decimal("0.01"))
    part(merchant, payment, "1.00")
    with pytest.raises(NotAdjustable):
        merchant.do(holds.increment, payment.id, Decimal("0.01"))


def test_an_extended_hold_lasts_thirty_days(merchant):
    payment = hold(merchant, extended_hold=True)
    merchant.advance("29d")
    assert merchant.payment(payment).status == "authorized"
    merchant.advance("1d")
    assert merchant.payment(payment).status == "expired"


def test_a_little_more_is_captured_where_it_was_asked_for(merchant):
    payment = hold(merchant, overcapture=True)
    with pytest.raises(CaptureExceedsAuthorization):
        part(merchant, payment, "11.51")
    assert part(merchant, payment, "11.50").captured_minor == 1150
    merchant.refund(payment)
    assert merchant.payment(payment).refunded_minor == 1150
    merchant.look(invariants.prove)


def test_a_reversal_voids_what_is_held_though_disputes_leave_nothing_to_refund(merchant):
    payment = hold(merchant)
    part(merchant, payment, "4.00")
    merchant.dispute(payment)
    reversed_, made = merchant.do(holds.reverse, payment.id)
    assert made is None
    assert (reversed_.status, reversed_.message) == (
        "captured",
        "Rest of the authorization released",
    )
    with pytest.raises(PaymentDisputed):
        merchant.do(holds.reverse, payment.id)
    merchant.look(invariants.prove)


def test_a_reversal_voids_or_refunds_whichever_applies(merchant):
    held, captured, both = (hold(merchant) for _ in range(3))
    merchant.capture(captured, "4.00")
    part(merchant, both, "4.00")
    assert merchant.do(holds.reverse, held.id)[0].status == "voided"
    assert merchant.do(holds.reverse, captured.id)[0].status == "refunded"
    assert merchant.do(holds.reverse, both.id)[0].status == "refunded"
    for payment in (held, captured):
        with pytest.raises(NotRefundable):
            merchant.do(holds.reverse, payment.id)
    merchant.look(invariants.prove)


def test_no_more_is_captured_than_an_amount_can_say(merchant):
    payment = hold(merchant, "9999999999.99", overcapture=True)
    part(merchant, payment, "9999999999.98")
    with pytest.raises(CaptureExceedsAuthorization):
        part(merchant, payment, "0.02")
    assert part(merchant, payment, "0.01").captured_minor == 999_999_999_999


def test_of_an_authorization_captured_whole_only_a_stated_amount_is_captured_above(merchant):
    payment = hold(merchant, overcapture=True)
    part(merchant, payment, "10.00")
    with pytest.raises(CaptureExceedsAuthorization, match="write an amount"):
        merchant.capture(payment)
    assert part(merchant, payment, "1.50").captured_minor == 1150
