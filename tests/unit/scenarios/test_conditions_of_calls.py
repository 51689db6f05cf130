"""Conditions on the card, the payment, the request and the time; any, all and not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from paydrill.scenarios.attempt import Attempt, Original, Supposed
from paydrill.scenarios.conditions import CONDITIONS, conditions_of
from paydrill.values.times import DAY, HOUR, MINUTE, from_rfc3339
from tests.factories import VISA
from tests.unit.scenarios.attempts import OPERATION, attempt, card_facts

MIDNIGHT_MS = from_rfc3339("2026-01-27T00:00:00Z", "/now")


def holds(name, wanted, tried):
    return CONDITIONS[name](wanted)(tried)


def test_one_of_several_amounts_is_compared_by_value():
    wanted = [Decimal("0.01"), Decimal(5)]
    assert holds("amount", wanted, attempt("5.00"))
    assert holds("amount", wanted, attempt("0.010"))
    assert not holds("amount", wanted, attempt("0.02"))


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("10.51", True), ("0.51", True), ("51", False), ("10.50", False), ("10.515", False)],
)
def test_cents_are_the_hundredths_of_the_amount(amount, expected):
    assert holds("amount", {"cents": 51}, attempt(amount)) is expected


def test_cents_hold_together_with_a_range():
    wanted = {"min": Decimal(10), "cents": 51}
    assert holds("amount", wanted, attempt("10.51"))
    assert not holds("amount", wanted, attempt("9.51"))


@pytest.mark.parametrize("name", ["amount", "card", "refund_of", "description", "header"])
def test_what_a_call_does_not_have_meets_no_condition(name):
    wanted = {
        "amount": {"min": Decimal(0)},
        "card": {"expired": False},
        "refund_of": {"payment": "*"},
        "description": "*",
        "header": {"X-Case": "*"},
    }
    assert not holds(name, wanted[name], Attempt("cards.get_transaction"))


@pytest.mark.parametrize(
    ("bin_", "expected"),
    [("411111", True), ("41111111", True), ("411112", False), ("41111112", False)],
)
def test_a_bin_is_the_first_six_or_eight_digits(bin_, expected):
    assert holds("card", {"bin": bin_}, attempt(card=card_facts(VISA))) is expected


def test_no_digit_of_a_bin_is_kept():
    assert "411111" not in repr(card_facts(VISA))


@pytest.mark.parametrize(("now_ms", "expected"), [(999, False), (1000, True), (1001, True)])
def test_a_card_expires_at_the_end_of_its_month(now_ms, expected):
    card = card_facts(VISA)._replace(good_until_ms=1000)
    tried = replace(attempt(card=card), at=Supposed(now_ms))
    assert holds("card", {"expired": True}, tried) is expected
    assert holds("card", {"expired": False}, tried) is not expected


def test_a_token_is_told_by_its_id():
    tried = replace(attempt(card=card_facts(VISA)), token="tok_1")
    assert holds("card", {"token": "tok_1"}, tried)
    assert not holds("card", {"token": "tok_2"}, tried)


def test_every_header_must_have_its_value():
    sent = {"x-case": "lost-reply", "x-run": "7"}
    tried = replace(attempt(), at=Supposed(header=lambda name: sent.get(name.lower())))
    assert holds("header", {"X-Case": "lost-*"}, tried)
    assert holds("header", {"X-Case": "lost-reply", "X-Run": "7"}, tried)
    assert not holds("header", {"X-Case": "lost-reply", "X-Run": "8"}, tried)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"payment": "txn_*"}, True),
        ({"payment": "txn_2"}, False),
        ({"amount": Decimal("10.00")}, True),
        ({"amount": {"max": Decimal(9)}}, False),
        ({"description": "order *"}, True),
        ({"payment": "txn_1", "amount": {"min": Decimal(11)}}, False),
    ],
)
def test_a_refund_is_told_by_the_payment_that_it_gives_back(wanted, expected):
    original = Original("txn_1", Decimal(10), "order 7")
    assert holds("refund_of", wanted, replace(attempt(), refund_of=original)) is expected


@pytest.mark.parametrize(
    ("between", "inside", "outside"),
    [
        (["09:00", "17:30"], [9 * HOUR, 17 * HOUR], [9 * HOUR - 1, 17 * HOUR + 30 * MINUTE]),
        (["22:00", "06:00"], [22 * HOUR, 0, 6 * HOUR - 1], [6 * HOUR, 22 * HOUR - 1]),
    ],
)
def test_a_time_of_day_is_half_open_and_may_pass_midnight(between, inside, outside):
    def at(offset_ms):
        return replace(attempt(), at=Supposed(MIDNIGHT_MS + 3 * DAY + offset_ms))

    assert all(holds("time", {"between": between}, at(offset)) for offset in inside)
    assert not any(holds("time", {"between": between}, at(offset)) for offset in outside)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"any": [{"currency": "EUR"}, {"customer": "cus_1"}]}, True),
        ({"any": [{"currency": "EUR"}, {"customer": "cus_2"}]}, False),
        ({"any": [{"currency": "USD", "customer": "cus_2"}]}, False),
        ({"all": [{"currency": "USD"}, {"customer": "cus_*"}]}, True),
        ({"all": [{"currency": "USD"}, {"customer": "x"}]}, False),
        ({"not": {"currency": "EUR"}}, True),
        ({"not": {"currency": "USD", "customer": "x"}}, True),
        ({"not": {"any": [{"currency": "USD"}]}}, False),
    ],
)
def test_conditions_can_be_joined_and_turned_round(when, expected):
    together = conditions_of({"operation": OPERATION, **when})
    assert all(each.holds(attempt()) for each in together) is expected
