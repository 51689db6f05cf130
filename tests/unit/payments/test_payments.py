"""Card payments: decided by the scenario, captured, voided, expired."""

import re
from decimal import Decimal

import pytest

from paydrill.errors import InvalidAmount, InvalidCard
from paydrill.payments import channels, payments
from paydrill.payments.channels import ACQUIRER, CARDS
from paydrill.payments.errors import (
    CaptureExceedsAuthorization,
    NotCapturable,
    NotVoidable,
    PaymentNotFound,
    TransactionNotFound,
)
from paydrill.sandbox.due import DUE
from paydrill.values.times import DAY, SECOND
from tests.factories import NOON_MS, VISA, Merchant, card, order

SEVEN_DAYS = 7 * DAY


def types(events):
    return [event.type for event in events]


@pytest.fixture(params=["cards", "acquirer"])
def take(request, merchant):
    """Takes a payment of the amount, through each of the two services."""
    if request.param == "cards":
        return merchant.pay
    return lambda amount="10.00", *, capture=True: merchant.authorize(amount, capture=capture)


def test_an_approval_captures_at_once(merchant, take):
    payment = take("12.34")
    assert (payment.status, payment.captured_minor) == ("captured", 1234)
    assert re.fullmatch("[0-9A-F]{6}", payment.authorization_code)
    assert (payment.reason, payment.response_code) == (None, "00")
    assert types(merchant.events(payment)) == ["payment.approved"]
    assert merchant.payment(payment) == payment


def test_an_approval_without_capture_reserves_and_moves_no_money(merchant, take):
    payment = take(capture=False)
    assert (payment.status, payment.captured_minor) == ("authorized", 0)
    assert types(merchant.events(payment)) == ["payment.authorized"]
    assert merchant.entries() == []


def test_a_decline_is_an_answer_and_moves_no_money(merchant, take):
    payment = take("0.01")
    assert (payment.status, payment.captured_minor) == ("declined", 0)
    assert (payment.reason, payment.message) == ("insufficient_funds", "Insufficient funds")
    assert (payment.response_code, payment.authorization_code) == ("51", None)
    assert types(merchant.events(payment)) == ["payment.declined"]
    assert merchant.entries() == []


def test_a_payment_under_review_moves_no_money(merchant, take):
    payment = take("0.03")
    assert (payment.status, payment.reason) == ("pending", "verification")
    assert types(merchant.events(payment)) == ["payment.pending"]
    assert merchant.entries() == []


def test_a_card_payment_has_an_id_with_its_second_and_is_known_by_it(merchant):
    payment = merchant.pay()
    assert re.fullmatch("txn_20260127120000_[0-9a-f]{16}", payment.id)
    assert payment.created_ms == NOON_MS
    assert merchant.do(channels.find, CARDS, payment.id) == payment


def test_neither_service_knows_the_payments_of_the_other(merchant):
    with pytest.raises(PaymentNotFound):
        merchant.do(channels.find, ACQUIRER, merchant.pay().id)
    with pytest.raises(TransactionNotFound):
        merchant.do(channels.find, CARDS, merchant.authorize().id)


def test_neither_sandbox_knows_the_payments_of_the_other(merchant):
    payment = merchant.pay()
    with pytest.raises(TransactionNotFound):
        Merchant(merchant.engine, "elsewhere").payment(payment)


def test_the_capture_of_all_books_the_money_once(merchant, take):
    payment = merchant.capture(take("20.00", capture=False))
    assert (payment.status, payment.captured_minor) == ("captured", 2000)
    assert types(merchant.events(payment)) == ["payment.authorized", "payment.captured"]
    [entry] = merchant.entries()
    assert (entry.subject, entry.amount_minor, entry.currency) == (payment.id, 2000, "USD")
    assert (entry.debit, entry.credit) == ("acquirer_receivable", "merchant_balance")


def test_a_partial_capture_releases_the_rest(merchant, take):
    payment = merchant.capture(take("20.00", capture=False), "5.00")
    assert (payment.amount_minor, payment.captured_minor) == (2000, 500)
    assert merchant.events(payment)[-1].amount_minor == 500
    with pytest.raises(NotCapturable):
        merchant.capture(payment, "5.00")


def test_more_than_was_authorized_cannot_be_captured(merchant, take):
    payment = take("20.00", capture=False)
    before = merchant.everything()
    with pytest.raises(CaptureExceedsAuthorization):
        merchant.capture(payment, "20.01")
    assert merchant.everything() == before


def test_a_capture_must_be_an_amount_of_the_currency(merchant, take):
    payment = take("20.00", capture=False)
    with pytest.raises(InvalidAmount):
        merchant.capture(payment, "0.001")
    assert merchant.payment(payment) == payment


def test_a_void_releases_the_authorization(merchant, take):
    payment = merchant.void(take(capture=False))
    assert (payment.status, payment.captured_minor) == ("voided", 0)
    assert types(merchant.events(payment)) == ["payment.authorized", "payment.voided"]
    assert payment.id not in {item.subject for item in merchant.records(DUE)}


@pytest.mark.parametrize("end", ["captured at once", "captured", "voided", "declined", "pending"])
def test_only_an_open_authorization_can_be_captured_or_voided(merchant, take, end):
    payment = {
        "captured at once": take,
        "captured": lambda: merchant.capture(take(capture=False)),
        "voided": lambda: merchant.void(take(capture=False)),
        "declined": lambda: take("0.01"),
        "pending": lambda: take("0.03"),
    }[end]()
    before = merchant.everything()
    with pytest.raises(NotCapturable):
        merchant.capture(payment)
    with pytest.raises(NotVoidable):
        merchant.void(payment)
    assert merchant.everything() == before


def test_an_authorization_is_open_for_seven_days_less_a_millisecond(merchant, take, clock):
    payment = take(capture=False)
    clock.now_ms += SEVEN_DAYS - 1
    assert merchant.capture(payment).status == "captured"


def test_at_seven_days_an_authorization_has_expired(merchant, take, clock):
    payment = take(capture=False)
    clock.now_ms += SEVEN_DAYS
    with pytest.raises(NotCapturable):
        merchant.capture(payment)
    assert merchant.payment(payment).status == "expired"


def test_the_expiry_is_told_with_its_own_time_however_late_anybody_looks(merchant, take, clock):
    payment = take(capture=False)
    clock.now_ms += 30 * DAY
    authorized, expired = merchant.events(payment)
    assert (authorized.type, authorized.at_ms) == ("payment.authorized", NOON_MS)
    assert (expired.type, expired.at_ms) == ("payment.expired", NOON_MS + SEVEN_DAYS)


def test_a_captured_authorization_does_not_expire(merchant, take):
    payment = merchant.capture(take(capture=False))
    merchant.advance("30d")
    assert merchant.payment(payment) == payment
    assert payment.id not in {item.subject for item in merchant.records(DUE)}


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [("JPY", "500", 500), ("KWD", "1.234", 1234), ("CLF", 1, 10_000)],
)
def test_amounts_are_kept_in_the_minor_units_of_their_currency(merchant, currency, amount, minor):
    assert merchant.pay(amount, currency).amount_minor == minor


def test_a_wrong_amount_or_currency_takes_nothing(merchant):
    before = merchant.everything()
    for amount, currency in [("0.001", "USD"), ("0.5", "JPY"), ("0", "USD"), ("1", "XAU")]:
        with pytest.raises(InvalidAmount):
            merchant.do(payments.authorize_card, card(), order(amount, currency))
    assert merchant.everything() == before


def test_a_wrong_card_takes_nothing(merchant):
    before = merchant.everything()
    with pytest.raises(InvalidCard):
        merchant.authorize(number="4111111111111112")
    assert merchant.everything() == before


def test_equal_amounts_decide_alike_however_they_are_written(merchant):
    for written in ("0.01", "0.010", "1E-2"):
        payment = merchant.do(payments.authorize_card, card(), order(Decimal(written)))
        assert (payment.status, payment.reason) == ("declined", "insufficient_funds")


def test_the_reply_names_the_rule_that_decided(merchant):
    def decided_by(amount):
        def pay(sandbox):
            payments.authorize_card(sandbox, card(), order(amount))
            return sandbox.decision.rules

        return merchant.do(pay)

    assert decided_by("0.01") == ("test/insufficient-funds",)
    assert decided_by("0.02") == ()


def test_no_record_of_a_payment_holds_a_card_number(merchant, take):
    merchant.refund(take())
    assert VISA not in repr(merchant.everything())


def test_the_second_of_the_id_is_the_sandboxs(merchant):
    merchant.set_clock("2030-02-03T04:05:06Z", frozen=True)
    payment = merchant.pay()
    assert payment.id.startswith("txn_20300203040506_")
    assert payment.created_ms % SECOND == 0
