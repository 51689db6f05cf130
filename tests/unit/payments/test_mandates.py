"""Cards are stored by an approved payment, and the merchant begins payments by their mandates."""

import re
from decimal import Decimal

import pytest

from paydrill.errors import InvalidToken
from paydrill.payments import challenges, mandates, payments
from paydrill.payments.channels import CARDS
from paydrill.payments.errors import InvalidMandate, MandateNotFound
from paydrill.payments.mandates import MANDATES
from paydrill.payments.orders import Order
from paydrill.sandbox import clock_moves
from paydrill.values.masking import mask
from tests.factories import (
    AMERICAN_EXPRESS,
    MASTERCARD,
    VISA,
    Merchant,
    luhn_valid,
)
from tests.unit.payments.storing import authorize, recur, shop, stored, types

ELO = "6362970000457013"


def test_a_payment_that_is_approved_makes_a_mandate():
    merchant = Merchant()
    payment = authorize(merchant, store_card=True)
    mandate = merchant.do(mandates.find_mandate, payment.mandate)
    assert (mandate.payment, mandate.status, mandate.last4) == (payment.id, "active", "1111")
    assert types(merchant) == [("payment.approved", "captured"), ("mandate.created", "active")]
    with pytest.raises(MandateNotFound):
        merchant.do(mandates.find_mandate, mandate.id, CARDS)


@pytest.mark.parametrize("how", [{}, {"amount": "0.01", "store_card": True}])
def test_no_other_payment_does(how):
    merchant = Merchant()
    authorize(merchant, **how)
    assert merchant.records(MANDATES) == []


@pytest.mark.parametrize(("result", "made"), [("authenticated", 1), ("failed", 0)])
def test_one_that_waits_makes_it_once_approved(result, made):
    merchant = shop({"then": {"challenge": "required"}})
    payment = authorize(merchant, store_card=True)
    assert merchant.records(MANDATES) == []
    merchant.do(challenges.end, payment.authentication, result)
    assert [each.id for each in merchant.records(MANDATES)] == [payment.mandate] * made


def test_one_under_review_makes_it_when_it_is_approved_later():
    later = {"pending": "review", "later": [{"after": "1h", "approved": True}]}
    merchant = shop({"then": later})
    authorize(merchant, store_card=True)
    assert merchant.records(MANDATES) == []
    merchant.advance("1h")
    assert len(merchant.records(MANDATES)) == 1


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (VISA, r"[0-9]{15}"),
        (AMERICAN_EXPRESS, r"[0-9]{15}"),
        (MASTERCARD, r"MCC[0-9A-Z]{6}0127"),
    ],
)
def test_the_networks_id_is_handed_on(number, form):
    merchant = Merchant()
    mandate = stored(merchant, number)
    assert re.fullmatch(form, mandate.network_transaction_id)
    payment = recur(merchant, mandate, number)
    assert payment.initial_network_transaction_id == mandate.network_transaction_id
    own = merchant.do(mandates.network_transaction_id, payment)
    assert own != mandate.network_transaction_id


def test_networks_without_such_ids_hand_on_none():
    merchant = Merchant()
    mandate = stored(merchant, ELO)
    assert mandate.network_transaction_id == ""
    payment = recur(merchant, mandate, ELO)
    assert (payment.status, payment.initial_network_transaction_id) == ("captured", None)


def test_the_id_of_a_payment_made_elsewhere_stands_in_for_a_mandate():
    payment = authorize(
        Merchant(), initiated_by="merchant", network_transaction_id="340031271345678"
    )
    assert (payment.status, payment.mandate) == ("captured", None)
    assert payment.initial_network_transaction_id == "340031271345678"


@pytest.mark.parametrize(
    ("how", "pointer"),
    [
        ({"initiated_by": "merchant"}, "/mandate_id"),
        ({"initiated_by": "merchant", "store_card": True}, "/mandate_id"),
        ({"mandate": "mdt_unknown"}, "/mandate_id"),
    ],
)
def test_a_payment_without_its_mandate_is_refused(how, pointer):
    merchant = Merchant()
    with pytest.raises(InvalidMandate) as refused:
        authorize(merchant, **how)
    assert [error.pointer for error in refused.value.errors] == [pointer]
    assert merchant.events() == []


def test_a_mandate_pays_by_its_own_card_and_service_alone():
    merchant = Merchant()
    mandate = stored(merchant)
    for number, how in [(MASTERCARD, {}), (VISA, {"store_card": True})]:
        with pytest.raises(InvalidMandate):
            recur(merchant, mandate, number, **how)
    token = merchant.tokenize()
    by_mandate = Order(Decimal(1), "USD", "cus_1", mandate=mandate.id)
    with pytest.raises(InvalidMandate):
        merchant.do(payments.charge_token, token.id, by_mandate)


def test_a_token_that_has_expired_still_pays_by_its_mandate():
    merchant = Merchant()
    token = merchant.tokenize()
    wanted = Order(Decimal(10), "USD", "cus_1", store_card=True)
    mandate = merchant.do(payments.charge_token, token.id, wanted).mandate
    merchant.advance("25h")
    with pytest.raises(InvalidToken):
        merchant.do(payments.charge_token, token.id, wanted)
    by_mandate = Order(Decimal(10), "USD", "cus_1", initiated_by="merchant", mandate=mandate)
    assert merchant.do(payments.charge_token, token.id, by_mandate).status == "captured"
    others = Order(Decimal(10), "USD", "cus_2", initiated_by="merchant", mandate=mandate)
    with pytest.raises(InvalidToken):
        merchant.do(payments.charge_token, token.id, others)


def test_a_challenge_is_a_soft_decline_where_no_cardholder_is_there():
    merchant = shop({"when": {"amount": Decimal(5)}, "then": {"challenge": "required"}})
    mandate = stored(merchant)
    payment = recur(merchant, mandate, amount="5.00")
    assert (payment.status, payment.reason, payment.response_code, payment.authentication) == (
        "declined",
        "authentication_required",
        "1A",
        None,
    )
    by_customer = authorize(merchant, mandate=mandate.id, amount="5.00")
    assert by_customer.status == "requires_action"


def test_the_merchant_needs_no_challenge_where_the_issuer_wants_none():
    merchant = shop({"when": {"amount": Decimal(5)}, "then": {"challenge": "frictionless"}})
    payment = recur(merchant, stored(merchant), amount="5.00")
    assert payment.status == "captured"
    assert payment.authentication is not None


def test_rules_tell_who_began_a_payment():
    rule = {"when": {"initiated_by": "merchant"}, "then": {"declined": "insufficient_funds"}}
    merchant = shop(rule)
    mandate = stored(merchant)
    assert recur(merchant, mandate).reason == "insufficient_funds"
    assert authorize(merchant, mandate=mandate.id).status == "captured"


def test_the_networks_id_of_the_first_payment_names_its_mandate():
    merchant = Merchant()
    mandate = stored(merchant)
    first = mandate.network_transaction_id
    merchant.do(mandates.update_card, mandate.id, "new_number")
    payment = authorize(merchant, initiated_by="merchant", network_transaction_id=first)
    assert (payment.mandate, payment.last4 == "1111") == (mandate.id, False)
    merchant.do(mandates.update_card, mandate.id, "closed")
    with pytest.raises(InvalidMandate, match="inactive"):
        authorize(merchant, initiated_by="merchant", network_transaction_id=first)


def test_a_mandate_is_not_named_by_the_id_of_another_payment():
    merchant = Merchant()
    with pytest.raises(InvalidMandate) as refused:
        recur(merchant, stored(merchant), network_transaction_id="123456789012345")
    assert [error.pointer for error in refused.value.errors] == ["/network_transaction_id"]


def test_the_month_that_the_merchant_has_kept_does_not_matter():
    merchant = Merchant()
    mandate = stored(merchant)
    merchant.do(clock_moves.set_clock, "2031-01-01T00:00:00Z", frozen=None)
    assert recur(merchant, mandate, month=12).status == "captured"


def test_cards_without_network_ids_do_not_stand_for_one_another():
    merchant = Merchant()
    stored(merchant, ELO)
    other = luhn_valid("636297", 16)
    assert authorize(merchant, other).mandate is None
    with pytest.raises(InvalidMandate):
        authorize(merchant, ELO, initiated_by="merchant")


def test_the_old_month_does_not_matter_by_the_networks_id_either():
    merchant = Merchant()
    first = stored(merchant).network_transaction_id
    merchant.do(clock_moves.set_clock, "2031-01-01T00:00:00Z", frozen=None)
    again = authorize(merchant, initiated_by="merchant", network_transaction_id=first)
    assert again.status == "captured"


def test_a_mandate_of_another_card_is_told_by_the_field_that_named_it():
    merchant = Merchant()
    mandate = stored(merchant)
    named = {"mandate_id": {"mandate": mandate.id}}
    named["network_transaction_id"] = {"network_transaction_id": mandate.network_transaction_id}
    for field, how in named.items():
        with pytest.raises(InvalidMandate) as refused:
            authorize(merchant, MASTERCARD, initiated_by="merchant", **how)
        assert [error.pointer for error in refused.value.errors] == [f"/{field}"]


def test_the_log_takes_no_network_id_for_a_card_number():
    merchant = Merchant()
    payment = authorize(merchant)
    for position in range(200):
        made = payment._replace(position=position)
        id_ = merchant.do(mandates.network_transaction_id, made)
        assert mask(id_) == id_
