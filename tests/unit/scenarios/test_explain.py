"""Explanations: why an attempt meets what it meets, and which rules came near."""

from decimal import Decimal

from paydrill.scenarios.attempt import Attempt
from paydrill.scenarios.explain import explain
from paydrill.scenarios.scenario import Scenario
from tests.factories import VISA
from tests.unit.scenarios.attempts import Tally, attempt

RULES = [
    {"id": "poor", "when": {"amount": Decimal("0.01")}, "then": {"declined": "insufficient_funds"}},
    {"id": "card", "when": {"card": {"number": VISA}}, "then": {"declined": "stolen_card"}},
    {
        "id": "euro",
        "when": {"currency": "EUR", "amount": Decimal("0.03")},
        "then": {"pending": "x"},
    },
    {
        "id": "large",
        "when": {"amount": {"min": Decimal(100)}},
        "then": {"pending": "manual_review"},
    },
    {"id": "rest", "chance": 0.5, "then": {"declined": "do_not_honor"}},
    {"id": "last", "then": {"approved": True}},
]


def explained(tried, chance=0.9, *, scripted=True):
    rules = Scenario("s", RULES, None).rules
    return explain(rules, tried, Tally([chance]), scripted=scripted)


def test_a_rule_one_cent_away_is_the_nearest_miss():
    nearest = explained(attempt("0.02")).nearest
    assert nearest[0].rule == "s/poor"
    unmet = nearest[0].unmet[0]
    assert (unmet.condition, unmet.wanted, unmet.found) == (
        "amount",
        Decimal("0.01"),
        Decimal("0.02"),
    )
    assert [each.rule for each in nearest] == ["s/poor", "s/large", "s/card", "s/euro"]


def test_a_bound_that_is_just_missed_is_near():
    assert explained(attempt("99.99")).nearest[0].rule == "s/large"


def test_every_rule_is_told_in_its_order():
    told = {each.rule: each.verdict for each in explained(attempt("0.01")).rules}
    assert told == {
        "s/poor": "applies",
        "s/card": "unmet",
        "s/euro": "unmet",
        "s/large": "unmet",
        "s/rest": "not_reached",
        "s/last": "not_reached",
    }


def test_a_chance_that_does_not_strike_is_no_miss():
    explanation = explained(attempt("5"))
    rest = explanation.rules[4]
    assert (rest.verdict, explanation.decision.rules) == ("passes", ("s/last",))
    assert "chance of 0.5" in rest.note


def test_a_card_number_is_not_repeated():
    assert VISA not in repr(explained(attempt("5")))


def test_an_operation_without_an_outcome_is_told_that_there_is_none_to_decide():
    explanation = explained(Attempt("cards.get_transaction"), scripted=False)
    assert explanation.decision.rules == ()
    assert explanation.rules[-1].note == "this operation has no outcome to be decided"
