"""Tokens live 24 hours on the sandbox's clock and pay for the customer they were made for."""

import re

import pytest

from paydrill.errors import InvalidCard, InvalidToken
from paydrill.payments import payments, tokens
from paydrill.payments.errors import TokenNotFound
from paydrill.values.times import DAY
from tests.factories import MASTERCARD, NOON_MS, VISA, Merchant, card, make_engine, order


@pytest.fixture
def token(merchant):
    """A token of the customer cus_1, made at noon."""
    return merchant.tokenize(card(VISA), "cus_1")


def is_valid(merchant, token):
    return merchant.look(lambda sandbox: tokens.is_valid(sandbox, tokens.find(sandbox, token.id)))


def test_a_token_keeps_of_the_card_what_may_be_kept(merchant, token):
    assert re.fullmatch("tok_[0-9a-f]{32}", token.id)
    assert (token.brand, token.last4, token.length) == ("Visa", "1111", 16)
    assert (token.created_ms, token.expires_ms) == (NOON_MS, NOON_MS + DAY)
    assert VISA not in repr(merchant.everything())


def test_a_token_pays_until_the_last_millisecond_of_its_day(merchant, clock, token):
    clock.now_ms = NOON_MS + DAY - 1
    assert is_valid(merchant, token)
    assert merchant.do(payments.charge_token, token.id, order()).token == token.id


def test_at_exactly_24_hours_a_token_is_known_and_cannot_pay(merchant, clock, token):
    clock.now_ms = NOON_MS + DAY
    assert merchant.do(tokens.find, token.id) == token
    assert not is_valid(merchant, token)
    with pytest.raises(InvalidToken):
        merchant.do(payments.charge_token, token.id, order())


def test_the_clock_that_counts_is_the_sandboxs(merchant, token):
    merchant.advance("23h")
    assert is_valid(merchant, token)
    merchant.advance("1h")
    assert not is_valid(merchant, token)


def test_a_token_can_pay_again_and_again(merchant, token):
    paid = {merchant.do(payments.charge_token, token.id, order()).id for _ in range(3)}
    assert len(paid) == 3


def test_a_token_pays_for_nobody_else(merchant, token):
    before = merchant.everything()
    with pytest.raises(InvalidToken):
        merchant.do(payments.charge_token, token.id, order(customer="cus_2"))
    assert merchant.everything() == before


def test_a_token_of_another_sandbox_is_unknown(merchant, token):
    elsewhere = Merchant(merchant.engine, "elsewhere")
    with pytest.raises(TokenNotFound):
        elsewhere.do(tokens.find, token.id)
    with pytest.raises(InvalidToken):
        elsewhere.do(payments.charge_token, token.id, order())


def test_a_card_that_cannot_be_leaves_no_token(merchant):
    before = merchant.everything()
    with pytest.raises(InvalidCard):
        merchant.tokenize(card("4111111111111112"))
    assert merchant.everything() == before


def test_a_card_expires_by_the_sandboxs_clock(merchant):
    merchant.set_clock("2031-01-01T00:00:00Z")
    with pytest.raises(InvalidCard):
        merchant.tokenize(card(month=12, year=2030))


def test_a_card_has_one_fingerprint_in_a_sandbox_and_another_elsewhere(merchant, token):
    same = merchant.tokenize(card("4111 1111 1111 1111"), "cus_2")
    other = merchant.tokenize(card(MASTERCARD))
    elsewhere = Merchant(make_engine()).tokenize()
    assert same.fingerprint == token.fingerprint
    assert len({token.fingerprint, other.fingerprint, elsewhere.fingerprint}) == 3
