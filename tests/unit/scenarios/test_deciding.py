"""Rules that delay, break and count: what they add up to."""

from dataclasses import replace
from decimal import Decimal

import pytest

from paydrill.scenarios.attempt import Attempt
from paydrill.scenarios.outcomes import Later, outcome_of
from paydrill.scenarios.scenario import Scenario
from tests.factories import MASTERCARD, VISA
from tests.unit.scenarios.attempts import NOTHING_COUNTED, Tally, attempt, card_facts

DECLINED = {"declined": "do_not_honor"}
LOST_REPLY = {"fault": {"reset": True, "effect": "committed"}}
OUTAGE = {"fault": {"status": 503, "effect": "none", "retry_after_s": 1}}
SLOW = {"delay": {"ms": 100}}


def rule(id_, then=None, when=None, **more):
    return {"id": id_, "when": when or {}, **({"then": then} if then else {}), **more}


def decide(rules, tried=None, tally=NOTHING_COUNTED, **how):
    return Scenario("s", rules, None).decide(tried or attempt(), tally, **how)


def test_a_delay_goes_on_to_the_rule_that_decides_and_both_are_named():
    decision = decide([rule("slow", SLOW), rule("no", DECLINED)])
    assert (decision.delay_ms, decision.outcome.verdict) == (100, "declined")
    assert decision.rules == ("s/slow", "s/no")


def test_the_first_delay_counts():
    assert decide([rule("a", SLOW), rule("b", {"delay": {"ms": 900}})]).delay_ms == 100


def test_a_fault_that_commits_nothing_ends_it():
    decision = decide([rule("outage", OUTAGE), rule("no", DECLINED)])
    assert decision.fault.status == 503
    assert decision.fault.retry_after_s == 1
    assert not decision.fault.committed
    assert decision.rules == ("s/outage",)


def test_a_committed_fault_leaves_the_outcome_to_the_rules_after_it():
    decision = decide([rule("lost", LOST_REPLY), rule("no", DECLINED)])
    assert (decision.fault.kind, decision.fault.committed) == ("reset", True)
    assert decision.outcome.verdict == "declined"
    assert decide([rule("lost", LOST_REPLY)]).outcome.verdict == "approved"


def test_the_first_fault_counts():
    assert decide([rule("lost", LOST_REPLY), rule("outage", OUTAGE)]).fault.kind == "reset"


@pytest.mark.parametrize(
    ("fault", "kind", "value"),
    [
        ({"timeout": "30s"}, "timeout", 30_000),
        ({"truncate": True}, "truncate", -1),
        ({"truncate": 20}, "truncate", 20),
        ({"malformed": True}, "malformed", 0),
        ({"slow_drip": "250ms"}, "slow_drip", 250),
    ],
)
def test_faults_of_the_wire_say_how_long_or_how_much(fault, kind, value):
    found = decide([rule("r", {"fault": {**fault, "effect": "none"}})]).fault
    assert (found.kind, found.value, found.status) == (kind, value, 0)


def test_rules_with_an_outcome_leave_other_operations_alone():
    rules = [rule("no", {**DECLINED, **SLOW}), rule("slow", {"delay": {"ms": 7}})]
    decision = decide(rules, Attempt("cards.get_transaction"), scripted=False)
    assert (decision.rules, decision.delay_ms) == (("s/slow",), 7)


@pytest.mark.parametrize(
    ("nth", "struck"),
    [
        (2, [2]),
        ([1, 3], [1, 3]),
        ({"every": 3}, [3, 6]),
        ({"from": 5}, [5, 6, 7]),
        ({"from": 2, "to": 3}, [2, 3]),
        ({"to": 2}, [1, 2]),
    ],
)
def test_nth_counts_the_calls_that_match_everything_else(nth, struck):
    scenario = Scenario("s", [rule("r", DECLINED, {"currency": "USD", "nth": nth})], None)
    tally = Tally()
    found = []
    for number in range(1, 8):
        assert scenario.decide(attempt(currency="EUR"), tally).rules == ()
        if scenario.decide(attempt(), tally).rules:
            found.append(number)
    assert found == struck


STEPS = [DECLINED, {}, {"pending": "review"}]


@pytest.mark.parametrize(
    ("after", "verdicts"),
    [
        ("stay", ["declined", "approved", "pending", "pending", "pending"]),
        ("repeat", ["declined", "approved", "pending", "declined", "approved"]),
    ],
)
def test_a_sequence_takes_one_step_a_call(after, verdicts):
    scenario = Scenario("s", [rule("r", sequence={"steps": STEPS, "after": after})], None)
    tally = Tally()
    assert [scenario.decide(attempt(), tally).outcome.verdict for _ in verdicts] == verdicts


def test_a_sequence_that_is_to_fail_says_so_when_it_has_no_step_left():
    scenario = Scenario("s", [rule("r", sequence={"steps": [{}, {}], "after": "fail"})], None)
    tally = Tally()
    faults = [scenario.decide(attempt(), tally).fault for _ in range(3)]
    assert faults[:2] == [None, None]
    assert (faults[2].status, faults[2].committed) == (500, False)
    assert "s/r has 2 steps" in faults[2].detail


def test_a_sequence_can_count_by_card_customer_or_payment():
    def steps_taken(per, *attempts):
        scenario = Scenario(
            "s", [rule("r", sequence={"per": per, "steps": [DECLINED, {"approved": True}]})], None
        )
        tally = Tally()
        return [scenario.decide(each, tally).outcome.verdict for each in attempts]

    visa, mastercard = (attempt(card=card_facts(number)) for number in (VISA, MASTERCARD))
    assert steps_taken("card", visa, mastercard, visa) == ["declined", "declined", "approved"]
    ann, bob = attempt(customer="ann"), attempt(customer="bob")
    assert steps_taken("customer", ann, bob, ann) == ["declined", "declined", "approved"]
    capture = replace(attempt(), payment="txn_1")
    assert steps_taken("payment", capture, attempt(), capture) == [
        "declined",
        "approved",  # it makes a new payment, so there is nothing to count by
        "approved",
    ]


def test_a_rate_is_passed_until_it_is_used_up():
    limited = [rule("r", {"fault": {"rate_limit": {"per_s": 1, "burst": 2}}}), rule("no", DECLINED)]
    assert decide(limited, tally=Tally(wait_ms=0)).rules == ("s/no",)
    beyond = decide(limited, tally=Tally(wait_ms=1001))
    assert (beyond.fault.status, beyond.fault.retry_after_s) == (429, 2)
    assert beyond.rules == ("s/r",)


def test_rules_of_one_amount_among_several_are_asked_in_their_order():
    rules = [
        rule("any", SLOW),
        rule("several", DECLINED, {"amount": [Decimal(1), Decimal(2)]}),
        rule("one", {"approved": True}, {"amount": Decimal(2)}),
    ]
    assert decide(rules, attempt("2")).rules == ("s/any", "s/several")
    assert decide(rules, attempt("1")).rules == ("s/any", "s/several")
    assert decide(rules, attempt("3")).rules == ("s/any",)


def test_later_outcomes_come_with_the_first():
    outcome = outcome_of({"pending": "review", "later": [{"after": "30s", "approved": True}]})
    assert outcome.later == (Later(30_000, outcome_of({"approved": True})),)
