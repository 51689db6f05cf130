"""The agenda of all sandboxes: the earliest first, never too late, once each."""

import pytest

from paydrill.sandbox.agenda import Agenda


@pytest.fixture
def agenda():
    return Agenda()


def taken(agenda, now_ms):
    """Everything that is taken at that time."""
    return list(iter(lambda: agenda.take(now_ms), None))


def test_an_empty_agenda_has_nothing_to_do(agenda):
    assert agenda.first_ms is None
    assert agenda.take(10**15) is None


def test_nothing_is_taken_before_its_time_and_the_earliest_first(agenda):
    for name, at_ms in (("c", 30), ("a", 10), ("b", 20)):
        agenda.note(name, at_ms)
    assert agenda.first_ms == 10
    assert taken(agenda, 9) == []
    assert taken(agenda, 20) == ["a", "b"]
    assert agenda.first_ms == 30


def test_an_earlier_time_takes_the_place_of_a_later_one_and_not_the_other_way_round(agenda):
    for at_ms in (30, 10, 20):
        agenda.note("a", at_ms)
    assert taken(agenda, 10) == ["a"]
    assert taken(agenda, 99) == []


def test_what_was_taken_can_be_noted_again(agenda):
    agenda.note("a", 10)
    agenda.note("a", 5)
    assert taken(agenda, 5) == ["a"]
    agenda.note("a", 10)
    assert taken(agenda, 10) == ["a"]
    assert taken(agenda, 10) == []


def test_who_waits_is_told_of_a_time_that_is_the_first_of_all(agenda):
    told = []
    agenda.on_earlier = lambda: told.append(agenda.first_ms)
    for name, at_ms in (("a", 20), ("b", 30), ("c", 10), ("c", 15), ("b", 5)):
        agenda.note(name, at_ms)
    assert told == [20, 10, 5]


def test_what_is_forgotten_is_not_taken_unless_it_is_noted_again(agenda):
    for name in ("a", "b", "c"):
        agenda.note(name, 10)
    agenda.forget("a")
    agenda.forget("b")
    agenda.forget("nobody")
    agenda.note("b", 20)
    assert taken(agenda, 10) == ["c"]
    assert taken(agenda, 20) == ["b"]


def test_it_is_no_longer_for_all_those_that_were_forgotten(agenda):
    for number in range(10_000):
        agenda.note(f"gone-{number}", 10**12 + number)
        agenda.forget(f"gone-{number}")
        if number % 100 == 0:
            agenda.note(f"there-{number}", 10 + number)
    assert len(agenda._heap) < 500
    assert len(taken(agenda, 10**9)) == 100
