"""What happens later happens when the clock gets there, in order, each at its own time."""

from paydrill.sandbox import due
from paydrill.sandbox.due import DUE


def schedule(merchant, at_ms, subject, action="action"):
    merchant.do(due.schedule, at_ms, action, "table", subject)


def next_at(merchant, now_ms):
    def look(sandbox):
        sandbox.now_ms = now_ms
        return due.take(sandbox)

    return merchant.look(look)


LATER = 2_000_000_000_000


def test_nothing_is_due_before_its_time(merchant):
    schedule(merchant, LATER, "txn_1")
    assert next_at(merchant, LATER - 1) is None
    assert next_at(merchant, LATER).subject == "txn_1"


def test_the_earliest_is_due_first_whenever_it_was_scheduled(merchant):
    for at_ms in (LATER + 2, LATER, LATER + 1):
        schedule(merchant, at_ms, f"txn_{at_ms - LATER}")
    assert next_at(merchant, LATER + 9).subject == "txn_0"
    assert [item.position - LATER for item in merchant.records(DUE)] == [1, 2]


def test_what_was_cancelled_is_never_due(merchant):
    schedule(merchant, LATER, "txn_1")
    schedule(merchant, LATER + 1, "txn_2")
    merchant.do(due.cancel, "action", "txn_1")
    assert next_at(merchant, LATER + 9).subject == "txn_2"


def test_scheduling_again_moves_the_time(merchant):
    schedule(merchant, LATER, "txn_1")
    schedule(merchant, LATER + 5, "txn_1")
    assert next_at(merchant, LATER + 4) is None
    assert len(merchant.records(DUE)) == 1


def test_different_actions_on_one_subject_are_kept_apart(merchant):
    schedule(merchant, LATER, "txn_1", "expire")
    schedule(merchant, LATER, "txn_1", "settle")
    merchant.do(due.cancel, "expire", "txn_1")
    assert next_at(merchant, LATER).action == "settle"
