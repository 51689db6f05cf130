"""The tables of moves: each tells one event, and every status can be reached."""

import re

import pytest

from paydrill.errors import EngineError
from paydrill.payments.lifecycle import CHARGE, DISPUTE, MANDATE, PAYMENT, PAYOUT, REFUND, RETURN
from paydrill.payments.transactions import PUBLIC_STATUS
from paydrill.sandbox.lifecycle import IllegalMoveError

TABLES = {
    "payment": PAYMENT,
    "refund": REFUND,
    "pix": CHARGE,
    "return": RETURN,
    "dispute": DISPUTE,
    "payout": PAYOUT,
    "mandate": MANDATE,
}
FINAL = {
    "payment": {"declined", "voided", "expired"},
    "refund": {"declined", "failed"},
    "pix": {"expired", "removed", "returned"},
    "return": {"refused", "returned"},
    "dispute": {"lost", "accepted"},
    "payout": {"paid", "failed"},
    "mandate": {"inactive"},
}

each_table = pytest.mark.parametrize("name", TABLES)


def reachable(moves):
    found = {None}
    while more := {after for before, after in moves.all if before in found} - found:
        found |= more
    return found - {None}


@each_table
def test_every_move_is_told_by_an_event_of_its_kind(name):
    moves = TABLES[name]
    for event, of_event in moves.of_events.items():
        assert re.fullmatch(rf"{name}\.[a-z_]+", event)
        for before, after in of_event:
            assert moves.event_of(before, after, event) == event
            assert moves.allow(before, after, event)


def test_an_event_is_named_where_several_tell_of_a_move():
    both = ("partially_refunded", "partially_refunded")
    assert PAYMENT.event_of(*both, "payment.refund_failed") == "payment.refund_failed"
    for event in (None, "payment.captured"):
        with pytest.raises(IllegalMoveError):
            PAYMENT.event_of(*both, event)


@each_table
def test_every_status_can_be_reached_from_nothing(name):
    assert reachable(TABLES[name]) == TABLES[name].statuses


@each_table
def test_nothing_leads_back_to_nothing_or_out_of_a_final_status(name):
    moves = TABLES[name]
    assert None not in moves.statuses
    assert moves.statuses - {before for before, _ in moves.all} == FINAL[name]


@each_table
def test_a_move_the_table_does_not_have_is_a_bug_and_raises(name):
    moves = TABLES[name]
    for before in {None, *moves.statuses}:
        for after in moves.statuses:
            if (before, after) not in moves.all:
                with pytest.raises(IllegalMoveError):
                    moves.event_of(before, after)


def test_an_illegal_move_is_a_bug_and_never_an_answer():
    assert not issubclass(IllegalMoveError, EngineError)


def test_the_merchant_api_has_a_word_for_every_status_of_a_payment():
    assert PUBLIC_STATUS.keys() == PAYMENT.statuses
