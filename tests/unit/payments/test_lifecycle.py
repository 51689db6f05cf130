"""The tables of moves: each tells one event, and every status can be reached."""

import re

import pytest

from paydrill.errors import EngineError
from paydrill.payments.lifecycle import CHARGE, PAYMENT, REFUND, RETURN
from paydrill.payments.transactions import PUBLIC_STATUS
from paydrill.sandbox.lifecycle import IllegalMoveError, event_of

TABLES = {"payment": PAYMENT, "refund": REFUND, "pix": CHARGE, "return": RETURN}
FINAL = {
    "payment": {"declined", "voided", "expired", "refunded"},
    "refund": {"captured", "declined"},
    "pix": {"expired", "removed", "returned"},
    "return": {"refused", "returned"},
}

each_table = pytest.mark.parametrize("name", TABLES)


def reachable(moves):
    found = {None}
    while more := {after for before, after in moves if before in found} - found:
        found |= more
    return found - {None}


def statuses(moves):
    return {status for move in moves for status in move} - {None}


@each_table
def test_every_move_is_told_by_an_event_of_its_kind(name):
    moves = TABLES[name]
    for (before, after), event in moves.items():
        assert re.fullmatch(rf"{name}\.[a-z_]+", event)
        assert event_of(moves, before, after) == event


@each_table
def test_every_status_can_be_reached_from_nothing(name):
    assert reachable(TABLES[name]) == statuses(TABLES[name])


@each_table
def test_nothing_leads_back_to_nothing_or_out_of_a_final_status(name):
    moves = TABLES[name]
    assert None not in {after for _, after in moves}
    assert statuses(moves) - {before for before, _ in moves} == FINAL[name]


@each_table
def test_a_move_the_table_does_not_have_is_a_bug_and_raises(name):
    moves = TABLES[name]
    everywhere = {None, *statuses(moves)}
    for before in everywhere:
        for after in statuses(moves):
            if (before, after) not in moves:
                with pytest.raises(IllegalMoveError):
                    event_of(moves, before, after)


def test_an_illegal_move_is_a_bug_and_never_an_answer():
    assert not issubclass(IllegalMoveError, EngineError)


def test_the_merchant_api_has_a_word_for_every_status_of_a_payment():
    assert PUBLIC_STATUS.keys() == statuses(PAYMENT)
