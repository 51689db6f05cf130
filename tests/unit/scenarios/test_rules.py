"""A scenario: the first rule that matches decides; sorting the rules changes no decision."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paydrill.errors import InvalidAmount
from paydrill.payments import payments
from paydrill.sandbox.counters import COUNTERS
from paydrill.scenarios.attempt import Attempt
from paydrill.scenarios.conditions import CONDITIONS
from paydrill.scenarios.outcomes import outcome_of
from paydrill.scenarios.scenario import Decision, Scenario
from tests.factories import MASTERCARD, VISA, ManualClock, Merchant, card, make_engine, order
from tests.unit.scenarios.attempts import NOTHING_COUNTED, OPERATION, Tally, attempt, card_facts

ACQUIRER = "acquirer.authorize_payment"
DECLINED = {"declined": "do_not_honor"}


def rule(id_, when=None, then=None, **more):
    return {"id": id_, "when": when or {}, "then": then or DECLINED, **more}


def decided_by(rules, tried):
    """The rules that applied."""
    return ", ".join(Scenario("s", rules, None).decide(tried, NOTHING_COUNTED).rules)


def test_without_a_matching_rule_a_payment_is_approved_by_nobody():
    scenario = Scenario("s", [rule("r", {"currency": "EUR"})], None)
    decision = scenario.decide(attempt(), NOTHING_COUNTED)
    assert (decision.outcome.verdict, decision.outcome.response_code) == ("approved", "00")
    assert decision.rules == ()


def test_the_first_rule_that_matches_decides_and_is_named():
    rules = [
        rule("euro", {"currency": "EUR"}),
        rule("large", {"amount": {"min": Decimal(100)}}),
        rule("exact", {"amount": Decimal(100)}),
        rule("any"),
    ]
    assert decided_by(rules, attempt("100")) == "s/large"
    assert decided_by(rules, attempt("100", currency="EUR")) == "s/euro"
    assert decided_by(rules, attempt("99.99")) == "s/any"
    assert decided_by(rules[2:], attempt("100.00")) == "s/exact"


def test_a_rule_without_operation_decides_every_operation_in_its_turn():
    rules = [rule("cards", {"operation": OPERATION}), rule("every"), rule("never")]
    assert decided_by(rules, attempt()) == "s/cards"
    assert decided_by(rules, attempt(operation=ACQUIRER)) == "s/every"
    assert decided_by(rules, attempt(operation="pix.create_payment")) == "s/every"


def test_every_condition_of_a_rule_must_hold():
    rules = [rule("r", {"currency": "USD", "customer": "cus_*", "card": {"brand": "Visa"}})]
    assert decided_by(rules, attempt(card=card_facts(VISA))) == "s/r"
    assert decided_by(rules, attempt(card=card_facts(MASTERCARD))) == ""
    assert decided_by(rules, attempt(card=card_facts(VISA), customer="x")) == ""


AMOUNTS = [Decimal(text) for text in ("0.01", "0.010", "0.02", "1", "10.00", "10000")]
amounts = st.sampled_from(AMOUNTS)
operations = st.sampled_from([OPERATION, ACQUIRER, "pix.create_payment"])
currencies = st.sampled_from(["USD", "EUR", "BRL"])
numbers = st.sampled_from([VISA, MASTERCARD, "4000000000001111"])
whens = st.fixed_dictionaries(
    {},
    optional={
        "operation": operations | st.lists(operations, min_size=1, max_size=2, unique=True),
        "amount": amounts | st.fixed_dictionaries({}, optional={"min": amounts, "max": amounts}),
        "currency": currencies | st.lists(currencies, min_size=1, max_size=2),
        "customer": st.sampled_from(["cus_1", "cus_*", "*"]),
        "card": st.fixed_dictionaries(
            {}, optional={"brand": st.sampled_from(["Visa", "Mastercard"]), "number": numbers}
        ),
    },
)
thens = st.sampled_from([{"approved": True}, DECLINED, {"pending": "manual_review"}])
rule_sets = st.lists(st.tuples(whens, thens, st.sampled_from([1, 1, 1, 0.5, 0.25])), max_size=12)
attempts = st.builds(
    attempt,
    amounts,
    operation=operations,
    currency=currencies,
    customer=st.sampled_from(["cus_1", "cus_2", "bob"]),
    card=st.none() | numbers.map(card_facts),
)


def naive_decision(rules, tried, tally):
    """Every rule asked in order, every condition in order."""
    for each in rules:
        holds = all(CONDITIONS[name](wanted)(tried) for name, wanted in each["when"].items())
        key, chance = f"chance/s/{each['id']}", each["chance"]
        if holds and (chance == 1 or tally.chance(key) < chance):
            return Decision(outcome_of(each["then"]), (f"s/{each['id']}",))
    return Decision(outcome_of({"approved": True}))


@settings(max_examples=300, deadline=None)
@given(
    rule_sets, st.lists(attempts, min_size=1, max_size=4), st.lists(st.floats(0, 0.99), min_size=3)
)
def test_sorted_rules_decide_and_draw_as_asking_them_one_by_one_does(drawn, tried, chances):
    rules = [
        rule(f"r{number}", when, then, chance=chance)
        for number, (when, then, chance) in enumerate(drawn)
    ]
    scenario = Scenario("s", rules, None)
    sorted_draws, naive_draws = Tally(chances), Tally(chances)
    for each in tried:
        assert scenario.decide(each, sorted_draws) == naive_decision(rules, each, naive_draws)
    assert sorted_draws.drawn == naive_draws.drawn


def test_amounts_that_differ_only_beyond_a_float_are_told_apart():
    near = Decimal("0.1000000000000000055511151231257827")
    assert float(near) == 0.1
    rules = [rule("near", {"amount": near}), rule("tenth", {"amount": Decimal("0.1")})]
    assert decided_by(rules, attempt("0.10")) == "s/tenth"
    assert decided_by(rules, attempt(str(near))) == "s/near"
    assert not decided_by(rules, attempt("0.10000000000000001"))


def test_a_thousand_rules_of_other_amounts_are_not_even_looked_at():
    rules = [rule(f"r{cents}", {"amount": Decimal(cents).scaleb(-2)}) for cents in range(1, 1001)]
    rules.append(rule("last", {"currency": "USD"}))
    candidates = Scenario("s", rules, None)._sort(OPERATION, True)
    assert (len(candidates.of_any), len(candidates.by_amount[Decimal("5.00")])) == (1, 2)
    assert decided_by(rules, attempt("5")) == "s/r500"
    assert decided_by(rules, attempt("20")) == "s/last"


SOMETIMES = [
    rule("sometimes", {"operation": OPERATION, "currency": "USD"}, chance=0.05),
    rule("never-reached", {"currency": "EUR"}, chance=0.5),
]


def sandbox_decisions(seed, calls, *, sandbox="shop"):
    """Which of so many calls the rule `sometimes` decided."""
    merchant = Merchant(make_engine(rules=SOMETIMES, scenario_seed=seed), sandbox)

    def verdicts(box):
        return [box.decide(Attempt(OPERATION, Decimal(1), "USD")).verdict for _ in range(calls)]

    return [verdict == "declined" for verdict in merchant.do(verdicts)]


def test_a_chance_of_five_percent_strikes_five_times_in_a_hundred():
    struck = sandbox_decisions(42, 10_000)
    assert abs(sum(struck) - 500) <= 70


def test_a_rerun_with_the_same_seed_strikes_the_same_calls():
    assert sandbox_decisions(42, 2000) == sandbox_decisions(42, 2000)


@pytest.mark.parametrize(("seed", "sandbox"), [(43, "shop"), (42, "elsewhere")])
def test_another_seed_or_sandbox_strikes_other_calls(seed, sandbox):
    assert sandbox_decisions(42, 2000) != sandbox_decisions(seed, 2000, sandbox=sandbox)


def drawn(merchant):
    return {counter.id: counter.reached for counter in merchant.records(COUNTERS)}


def test_only_matching_calls_advance_the_counter_of_a_rule():
    merchant = Merchant(make_engine(rules=SOMETIMES, clock=ManualClock()))
    for _ in range(3):
        merchant.pay("1.00", "USD")
        merchant.pay("1.00", "BRL")
        merchant.authorize("1.00")
    assert drawn(merchant) == {"chance/test/sometimes": 3}


def test_a_refused_call_leaves_the_counters_where_they_were():
    merchant = Merchant(make_engine(rules=SOMETIMES))
    merchant.pay("1.00")

    def fail_after_paying(sandbox):
        payments.authorize_card(sandbox, card(), order("1.00", "EUR"))
        raise InvalidAmount

    with pytest.raises(InvalidAmount):
        merchant.do(fail_after_paying)
    assert drawn(merchant) == {"chance/test/sometimes": 1}


def test_a_reset_starts_the_counters_again_and_the_same_calls_are_struck():
    merchant = Merchant(make_engine(rules=SOMETIMES, scenario_seed=1))

    def statuses():
        return [merchant.pay("1.00").status for _ in range(60)]

    first = statuses()
    assert set(first) == {"captured", "declined"}
    assert statuses() != first
    merchant.do(lambda sandbox: sandbox.reset())
    assert statuses() == first
