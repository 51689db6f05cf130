"""PIX charges: open for a while, confirmed once, returned in whole or in part."""

import re
import uuid
from decimal import Decimal

import pytest

from paydrill.errors import InvalidAmount
from paydrill.payments.errors import (
    AlreadyConfirmed,
    ChargeExpired,
    ChargeNotActive,
    NotRefundable,
    PaymentNotFound,
    QrCodeNotFound,
    RefundExceedsRest,
)
from paydrill.payments.pix import brcode, charges, returns
from paydrill.payments.pix.records import RETURNS
from paydrill.values.times import MINUTE, SECOND
from tests.factories import NOON_MS, Merchant


def create(merchant, value="125.00", **named):
    return merchant.do(charges.create, Decimal(value), **named)


def confirm(merchant, charge, value="125.00"):
    return merchant.do(charges.confirm, charge.bank_payment_id, Decimal(value))


def give_back(merchant, charge, value=None):
    return merchant.do(returns.give_back, int(charge.id), value and Decimal(value))


def remove(merchant, charge):
    return merchant.do(charges.remove, int(charge.id))


def find(merchant, charge):
    return merchant.do(charges.find, int(charge.id))


def types(merchant, charge):
    return [event.type for event in merchant.events(charge)]


@pytest.fixture
def charge(merchant):
    """An open charge of 125.00 BRL."""
    return create(merchant)


@pytest.fixture
def paid(merchant, charge):
    """A charge of 125.00 BRL that the bank has confirmed."""
    return confirm(merchant, charge)


def refused(merchant, error, call, *args):
    before = merchant.everything()
    with pytest.raises(error):
        call(merchant, *args)
    assert merchant.everything() == before


def test_charges_are_numbered_from_one_in_each_sandbox(merchant):
    merchant.pay()
    assert [create(merchant).id for _ in range(3)] == ["1", "2", "3"]
    assert create(Merchant(merchant.engine, "elsewhere")).id == "1"


def test_a_new_charge_is_open_and_moves_no_money(merchant, charge):
    assert (charge.status, charge.amount_minor, charge.paid) == ("active", 12_500, False)
    assert charge.expires_ms == NOON_MS + 30 * MINUTE
    assert types(merchant, charge) == ["pix.created"]
    assert merchant.entries() == []


def test_a_charge_has_the_identifiers_that_the_central_bank_prescribes(merchant, charge, paid):
    assert uuid.UUID(charge.bank_payment_id).version == 4
    assert re.fullmatch("[a-zA-Z0-9]{26,35}", charge.txid)
    assert re.fullmatch("E99999999202601271200[a-z0-9]{11}", paid.end_to_end_id)
    _, made = give_back(merchant, paid)
    assert re.fullmatch("D99999999202601271200[a-z0-9]{11}", made.id)


def test_the_code_of_a_charge_is_a_valid_br_code_of_its_value(charge):
    assert brcode.is_valid(charge.br_code)
    parsed = brcode.fields(charge.br_code)
    assert parsed["54"] == "125.00"
    assert brcode.fields(parsed["26"])["25"].endswith(charge.txid)


def test_a_charge_is_found_by_its_id_and_by_the_name_of_its_qr_code(merchant, charge):
    assert find(merchant, charge) == charge
    assert merchant.do(charges.find_by_qr_code, charge.qr_code) == charge
    assert merchant.do(charges.look_up, 99) is None
    with pytest.raises(PaymentNotFound):
        merchant.do(charges.find, 99)
    with pytest.raises(QrCodeNotFound):
        merchant.do(charges.find_by_qr_code, "qr_code_payment_unknown")


def test_the_confirmation_books_the_money_once(merchant, charge):
    after = confirm(merchant, charge)
    assert (after.status, after.paid) == ("confirmed", True)
    assert types(merchant, charge) == ["pix.created", "pix.confirmed"]
    [entry] = merchant.entries()
    assert (entry.debit, entry.credit) == ("pix_receivable", "merchant_balance")
    assert (entry.subject, entry.amount_minor, entry.currency) == (charge.id, 12_500, "BRL")
    refused(merchant, AlreadyConfirmed, confirm, charge)


@pytest.mark.parametrize("value", ["124.99", "125.01", "125.001", "-125.00", "0"])
def test_a_confirmation_of_another_value_is_refused(merchant, charge, value):
    refused(merchant, InvalidAmount, confirm, charge, value)


def test_a_confirmation_may_write_the_value_otherwise(merchant, charge):
    assert confirm(merchant, charge, "1.25E+2").status == "confirmed"


def test_a_confirmation_of_what_nobody_asked_for_is_refused(merchant, charge):
    stranger = charge._replace(bank_payment_id="2b8a7a40-0000-4000-8000-000000000000")
    refused(merchant, PaymentNotFound, confirm, stranger)


def test_a_charge_is_open_to_the_last_millisecond_of_its_half_hour(merchant, clock, charge):
    clock.now_ms += 30 * MINUTE - 1
    assert confirm(merchant, charge).status == "confirmed"


def test_after_half_an_hour_a_charge_has_expired(merchant, clock, charge):
    clock.now_ms += 30 * MINUTE
    assert find(merchant, charge).status == "expired"
    assert merchant.events(charge)[-1].at_ms == NOON_MS + 30 * MINUTE
    refused(merchant, ChargeExpired, confirm, charge)
    refused(merchant, NotRefundable, give_back, charge)


def test_a_charge_that_was_withdrawn_is_paid_no_more(merchant, charge):
    removed = remove(merchant, charge)
    assert removed.status == "removed"
    assert types(merchant, charge) == ["pix.created", "pix.removed"]
    refused(merchant, ChargeNotActive, confirm, charge)
    refused(merchant, NotRefundable, give_back, charge)
    refused(merchant, ChargeNotActive, remove, charge)
    merchant.advance("1h")
    assert find(merchant, charge).status == "removed"


def test_a_charge_that_was_paid_is_not_withdrawn(merchant, paid):
    refused(merchant, ChargeNotActive, remove, paid)


def test_a_charge_may_be_given_another_lifetime(merchant, clock):
    charge = create(merchant, expires_in_s=60)
    clock.now_ms += 60 * SECOND - 1
    assert find(merchant, charge).status == "active"
    clock.now_ms += 1
    assert find(merchant, charge).status == "expired"


def test_a_confirmed_charge_does_not_expire(merchant, paid):
    merchant.advance("2d")
    assert find(merchant, paid).status == "confirmed"


def test_all_of_a_confirmed_charge_can_be_returned(merchant, paid):
    after, made = give_back(merchant, paid)
    assert (after.status, after.returned_minor, after.paid) == ("returned", 12_500, True)
    assert (made.charge, made.amount_minor) == (paid.id, 12_500)
    receipt, given_back = merchant.entries()
    assert (given_back.debit, given_back.credit) == (receipt.credit, receipt.debit)
    refused(merchant, NotRefundable, give_back, paid)
    refused(merchant, AlreadyConfirmed, confirm, paid)


def test_parts_are_returned_until_nothing_is_left(merchant, paid):
    seen = [give_back(merchant, paid, value)[0] for value in ("25.00", "50.00")]
    assert [charge.status for charge in seen] == ["confirmed", "confirmed"]
    refused(merchant, RefundExceedsRest, give_back, paid, "50.01")
    after, made = give_back(merchant, paid)
    assert (after.status, made.amount_minor) == ("returned", 5000)
    assert types(merchant, paid)[2:] == ["pix.returned"] * 3
    assert len({made.id for made in merchant.records(RETURNS)}) == 3


def test_what_was_not_paid_cannot_be_returned(merchant, charge):
    refused(merchant, NotRefundable, give_back, charge)


@pytest.mark.parametrize("value", ["0", "-1", "0.001"])
def test_only_an_amount_of_reais_can_be_returned(merchant, paid, value):
    refused(merchant, InvalidAmount, give_back, paid, value)


@pytest.mark.parametrize("value", ["0", "-1", "0.001", "10000000000.00"])
def test_only_an_amount_of_reais_can_be_asked_for(merchant, value):
    before = merchant.everything()
    with pytest.raises(InvalidAmount) as caught:
        create(merchant, value)
    assert [error.pointer for error in caught.value.errors] == ["/value"]
    assert merchant.everything() == before
