"""Faults and counters inside a sandbox: what is kept, and what is as if nothing had been asked."""

import json
from decimal import Decimal

import pytest

from paydrill.payments import payments
from paydrill.sandbox.one_shots import ONE_SHOTS
from paydrill.scenarios.attempt import Attempt
from paydrill.scenarios.faults import FaultMet
from paydrill.scenarios.scenario import Decision
from tests.factories import ManualClock, Merchant, card, make_engine, order

OUTAGE = {"fault": {"status": 503, "effect": "none"}}
LOST = {"fault": {"reset": True, "effect": "committed"}}
LIMITED = {"fault": {"rate_limit": {"per_s": 2, "burst": 3}}}


def merchant_under(*rules):
    merchant = Merchant(make_engine(rules=rules, clock=ManualClock()))
    merchant.set_clock("2026-01-27T12:00:00Z", frozen=True)
    return merchant


def authorize(sandbox, amount="10.00"):
    """A payment as an exchange would ask for it: the fault that was met, or the decision."""
    try:
        payments.authorize_card(sandbox, card(), order(amount))
    except FaultMet as met:
        return met.fault
    return sandbox.decision


def test_a_fault_without_effect_leaves_nothing_and_the_next_call_gets_the_first_id():
    sequence = {"id": "r", "sequence": {"steps": [OUTAGE, {}]}}
    merchant, other = merchant_under(sequence), merchant_under()
    assert merchant.do(authorize).status == 503
    assert merchant.events() == []
    assert merchant.authorize().id == other.authorize().id


def test_a_committed_fault_leaves_the_payment():
    merchant = merchant_under({"id": "r", "then": LOST})
    assert merchant.do(authorize).fault.kind == "reset"
    assert [event.type for event in merchant.events()] == ["payment.approved"]


def test_captures_and_voids_meet_faults_with_the_facts_of_their_payment():
    merchant = merchant_under(
        {
            "id": "r",
            "when": {"operation": ["acquirer.capture_payment"], "amount": 7},
            "then": OUTAGE,
        },
        {"id": "v", "when": {"operation": ["acquirer.void_payment"]}, "then": OUTAGE},
    )
    payment = merchant.authorize("10.00")
    with pytest.raises(FaultMet):
        merchant.capture(payment, "7.00")
    with pytest.raises(FaultMet):
        merchant.void(payment)
    assert merchant.capture(payment, "8.00").status == "captured"


def test_a_rate_is_counted_on_the_clock_of_the_sandbox():
    merchant = merchant_under({"id": "r", "then": LIMITED})

    def passes(sandbox):
        return isinstance(authorize(sandbox), Decision)

    assert [merchant.do(passes) for _ in range(5)] == [True, True, True, False, False]
    merchant.advance("500ms")
    assert [merchant.do(passes) for _ in range(2)] == [True, False]
    merchant.advance("1h")
    assert [merchant.do(passes) for _ in range(4)] == [True, True, True, False]


def test_a_one_shot_is_met_once_by_the_first_call_that_matches():
    merchant = merchant_under()
    text = json.dumps({"when": {"amount": 5}, "then": {"declined": "stolen_card"}})
    merchant.do(lambda sandbox: sandbox.add_one_shot(text))
    assert merchant.authorize("6.00", capture=True).status == "captured"
    struck = merchant.do(lambda sandbox: (authorize(sandbox, "5.00"), sandbox.decision)[1])
    assert struck.outcome.reason == "stolen_card"
    assert struck.rules == ("one-shot/1",)
    assert merchant.records(ONE_SHOTS) == []
    assert merchant.authorize("5.00", capture=True).status == "captured"


def test_a_one_shot_goes_before_the_rules_and_two_are_met_in_their_order():
    merchant = merchant_under({"id": "r", "then": {"approved": True}})
    for code in ("lost_card", "stolen_card"):
        text = json.dumps({"then": {"declined": code}})
        merchant.do(lambda sandbox, text=text: sandbox.add_one_shot(text))
    assert [merchant.authorize().reason for _ in range(3)] == ["lost_card", "stolen_card", None]


def test_a_one_shot_with_an_outcome_waits_for_a_call_that_has_one_to_decide():
    merchant = merchant_under()
    text = json.dumps({"then": {"declined": "lost_card"}})
    merchant.do(lambda sandbox: sandbox.add_one_shot(text))
    merchant.do(lambda sandbox: sandbox.meet(Attempt("cards.get_transaction")))
    assert len(merchant.records(ONE_SHOTS)) == 1


def test_a_reset_forgets_one_shots():
    merchant = merchant_under()
    merchant.do(lambda sandbox: sandbox.add_one_shot('{"then": {"declined": "lost_card"}}'))
    merchant.do(lambda sandbox: sandbox.reset())
    assert merchant.authorize(capture=True).status == "captured"


def test_an_amount_of_a_fault_is_as_exact_as_any_other():
    merchant = merchant_under({"id": "r", "when": {"amount": Decimal("0.10")}, "then": OUTAGE})
    assert merchant.do(authorize, "0.1").status == 503
