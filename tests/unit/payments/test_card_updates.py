"""Issuers change stored cards: by call and by rule, and payments by their mandates go on."""

from decimal import Decimal

import pytest

from paydrill.payments import mandates, payments
from paydrill.payments.errors import InvalidMandate, MandateInactive
from paydrill.payments.invariants import prove
from paydrill.payments.orders import Order
from paydrill.payments.planned_outcomes import PLANNED
from paydrill.sandbox import clock_moves
from tests.factories import VISA, Merchant
from tests.unit.payments.storing import authorize, recur, shop, stored, types


def test_a_new_number_is_paid_with_by_those_who_know_the_old_one():
    lost = {"when": {"card": {"number": VISA}, "initiated_by": "merchant"}}
    merchant = shop({**lost, "then": {"declined": "lost_card"}})
    mandate = stored(merchant)
    assert recur(merchant, mandate).reason == "lost_card"
    updated = merchant.do(mandates.update_card, mandate.id, "new_number")
    payment = recur(merchant, mandate)
    assert (payment.status, payment.last4) == ("captured", updated.last4)
    assert updated.last4 != "1111"
    assert types(merchant)[-2:] == [
        ("mandate.card_updated", "active"),
        ("payment.approved", "captured"),
    ]


def test_a_new_expiry_is_three_years_later():
    expired = {"when": {"card": {"expired": True}}, "then": {"declined": "expired_card"}}
    merchant = shop(expired)
    token = merchant.tokenize()
    wanted = Order(Decimal(10), "USD", "cus_1", store_card=True)
    mandate = merchant.do(payments.charge_token, token.id, wanted).mandate
    merchant.do(clock_moves.set_clock, "2031-01-01T00:00:00Z", frozen=None)
    again = Order(Decimal(10), "USD", "cus_1", initiated_by="merchant", mandate=mandate)
    assert merchant.do(payments.charge_token, token.id, again).reason == "expired_card"
    merchant.do(mandates.update_card, mandate, "new_expiry")
    assert merchant.do(payments.charge_token, token.id, again).status == "captured"


def test_a_card_without_a_month_gets_none():
    merchant = Merchant()
    mandate = stored(merchant, month=None)
    assert merchant.do(mandates.update_card, mandate.id, "new_expiry").good_until_ms is None


def test_a_mandate_whose_card_is_closed_is_inactive():
    merchant = Merchant()
    mandate = stored(merchant)
    assert merchant.do(mandates.update_card, mandate.id, "closed").status == "inactive"
    assert types(merchant)[-1] == ("mandate.closed", "inactive")
    with pytest.raises(InvalidMandate, match="inactive"):
        recur(merchant, mandate)
    for update in ("new_expiry", "new_number", "closed"):
        with pytest.raises(MandateInactive):
            merchant.do(mandates.update_card, mandate.id, update)


def test_a_rule_updates_the_card_that_the_payment_stored():
    merchant = shop({"then": {"later": [{"after": "30d", "card_updated": "new_number"}]}})
    mandate = stored(merchant)
    merchant.advance("29d")
    recur(merchant, mandate)  # stores nothing: what its rule plans of a card has no subject
    assert merchant.do(mandates.find_mandate, mandate.id).last4 == "1111"
    merchant.advance("1d")
    assert merchant.do(mandates.find_mandate, mandate.id).last4 != "1111"
    merchant.advance("60d")
    assert [type_ for type_, _ in types(merchant)].count("mandate.card_updated") == 1


def test_an_update_of_a_closed_card_is_dropped():
    later = [
        {"after": "1d", "card_updated": "closed"},
        {"after": "2d", "card_updated": "new_expiry"},
    ]
    merchant = shop({"then": {"later": later}})
    mandate = stored(merchant)
    merchant.advance("3d")
    assert merchant.do(mandates.find_mandate, mandate.id).status == "inactive"
    assert types(merchant)[-1][0] != "mandate.card_updated"


@pytest.mark.parametrize("end", ["void", "expiry", "capture"])
def test_an_update_comes_whatever_becomes_of_the_first_payment(end):
    later = [{"after": "3d", "disputed": "fraudulent"}, {"after": "20d", "card_updated": "closed"}]
    merchant = shop({"then": {"later": later}})
    payment = authorize(merchant, store_card=True, capture=False)
    merchant.advance("2d")
    if end == "void":
        merchant.void(payment)
    elif end == "capture":
        merchant.capture(payment)
    merchant.advance("17d")
    assert merchant.do(mandates.find_mandate, payment.mandate).status == "active"
    merchant.advance("1d")
    assert merchant.do(mandates.find_mandate, payment.mandate).status == "inactive"
    assert merchant.records(PLANNED) == []
    merchant.look(prove)
