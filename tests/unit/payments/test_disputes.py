"""Disputes: stages, deadlines, evidence, and the money, to the cent."""

import pytest

from paydrill.payments import invariants
from paydrill.payments.channels import CARDS, CHANNELS
from paydrill.payments.disputes import answers
from paydrill.payments.disputes.reasons import REASONS, network_code
from paydrill.payments.disputes.records import DISPUTES
from paydrill.payments.errors import (
    DisputeNotFound,
    DisputeNotOpen,
    NotDisputable,
    NotEscalatable,
    PaymentDisputed,
)
from paydrill.payments.ledger import MERCHANT_BALANCE
from tests.factories import AMERICAN_EXPRESS, MASTERCARD, Merchant, make_engine

FEE = {"dispute_fee": "15.00"}


@pytest.fixture(params=["cards", "acquirer"])
def payment(request, merchant):
    """A captured payment of ten dollars."""
    if request.param == "cards":
        return merchant.pay("10.00")
    return merchant.authorize("10.00", capture=True)


def balance(merchant):
    """The merchant's balance by the ledger, in minor units."""
    return sum(entry.merchant_minor for entry in merchant.entries())


def types(merchant, record):
    return [event.type for event in merchant.events(record)]


def current(merchant, dispute):
    return merchant.look(lambda sandbox: sandbox.tx.get(DISPUTES, dispute.id))


def test_a_chargeback_withdraws_the_money_at_once(merchant, payment):
    dispute = merchant.dispute(payment)
    assert (dispute.status, dispute.stage) == ("needs_response", "chargeback")
    assert (dispute.reason, dispute.network_reason_code) == ("fraudulent", "10.4")
    assert types(merchant, dispute) == ["dispute.opened", "dispute.funds_withdrawn"]
    assert merchant.payment(payment).disputed_minor == 1000
    assert merchant.payment(payment).status == "captured"
    assert balance(merchant) == 0
    merchant.look(invariants.prove)


def test_only_what_is_left_can_be_disputed(merchant, payment):
    merchant.refund(payment, "4.00")
    with pytest.raises(NotDisputable):
        merchant.dispute(payment, amount_minor=601)
    assert merchant.dispute(payment).amount_minor == 600
    with pytest.raises(NotDisputable):
        merchant.dispute(payment)


def test_what_was_not_captured_cannot_be_disputed(merchant):
    for payment in (merchant.authorize(), merchant.pay("0.01"), merchant.pay("0.03")):
        with pytest.raises(NotDisputable):
            merchant.dispute(payment)


def test_disputed_money_cannot_be_refunded(merchant, payment):
    merchant.dispute(payment, amount_minor=700)
    with pytest.raises(PaymentDisputed):
        merchant.refund(payment, "3.01")
    merchant.refund(payment, "3.00")
    with pytest.raises(PaymentDisputed):
        merchant.refund(payment)


def test_evidence_in_time_is_reviewed_and_may_win(merchant, payment):
    dispute = merchant.answer(merchant.dispute(payment), "The parcel was signed for.")
    assert (dispute.status, dispute.evidence_due_ms) == ("under_review", None)
    merchant.advance("60d")
    assert current(merchant, dispute).status == "under_review"
    won = merchant.decide(dispute, "won")
    assert won.status == "won"
    assert types(merchant, dispute)[-3:] == [
        "dispute.evidence_submitted",
        "dispute.won",
        "dispute.funds_reinstated",
    ]
    assert balance(merchant) == 1000
    assert merchant.payment(payment).refundable_minor == 1000
    merchant.look(invariants.prove)


@pytest.mark.parametrize(
    ("text", "status"), [("winning_evidence", "won"), ("losing_evidence", "lost")]
)
def test_some_evidence_decides_at_once(merchant, payment, text, status):
    assert merchant.answer(merchant.dispute(payment), f"Here: {text}").status == status
    merchant.look(invariants.prove)


def test_without_evidence_in_time_it_is_lost(merchant, payment):
    dispute = merchant.dispute(payment)
    merchant.advance("17d")
    assert current(merchant, dispute).status == "needs_response"
    merchant.advance("1d")
    lost = current(merchant, dispute)
    assert (lost.status, lost.evidence_due_ms) == ("lost", None)
    with pytest.raises(DisputeNotOpen):
        merchant.answer(dispute, "Too late.")
    assert balance(merchant) == 0
    assert merchant.payment(payment).disputed_minor == 1000
    merchant.look(invariants.prove)


@pytest.mark.parametrize(
    ("number", "code", "days"), [(MASTERCARD, "4837", 40), (AMERICAN_EXPRESS, "F29", 14)]
)
def test_each_network_has_its_time_and_its_codes(merchant, number, code, days):
    payment = merchant.authorize("10.00", capture=True, number=number)
    dispute = merchant.dispute(payment)
    assert dispute.network_reason_code == code
    merchant.advance(f"{days - 1}d")
    assert current(merchant, dispute).status == "needs_response"
    merchant.advance("1d")
    assert current(merchant, dispute).status == "lost"


def test_it_can_be_accepted_and_then_is_over(merchant, payment):
    dispute = merchant.dispute(payment)
    accepted = merchant.do(answers.accept, CHANNELS[dispute.table], dispute.id)
    assert accepted.status == "accepted"
    for again in (
        lambda: merchant.do(answers.accept, CHANNELS[dispute.table], dispute.id),
        lambda: merchant.answer(dispute, "Sorry."),
        lambda: merchant.decide(dispute, "won"),
        lambda: merchant.decide(dispute, "lost"),
    ):
        with pytest.raises(DisputeNotOpen):
            again()
    with pytest.raises(NotEscalatable):
        merchant.decide(dispute, "escalated")
    merchant.look(invariants.prove)


def test_evidence_is_submitted_once(merchant, payment):
    dispute = merchant.answer(merchant.dispute(payment), "Signed for.")
    with pytest.raises(DisputeNotOpen, match="already"):
        merchant.answer(dispute, "More.")


def test_an_inquiry_moves_no_money_until_it_is_escalated(merchant, payment):
    dispute = merchant.dispute(payment, stage="inquiry")
    assert (dispute.status, balance(merchant)) == ("inquiry", 1000)
    merchant.refund(payment, "4.00")
    with pytest.raises(DisputeNotOpen, match="inquiry"):
        merchant.decide(dispute, "lost")
    with pytest.raises(DisputeNotOpen, match="inquiry"):
        merchant.do(answers.accept, CHANNELS[dispute.table], dispute.id)
    escalated = merchant.decide(dispute, "escalated")
    assert (escalated.status, escalated.stage) == ("needs_response", "chargeback")
    assert escalated.amount_minor == 600
    assert balance(merchant) == 0
    merchant.look(invariants.prove)


def test_an_inquiry_that_is_not_answered_becomes_a_chargeback(merchant, payment):
    dispute = merchant.dispute(payment, stage="inquiry")
    merchant.advance("14d")
    assert current(merchant, dispute).stage == "chargeback"
    merchant.look(invariants.prove)


def test_an_inquiry_about_a_payment_that_was_refunded_is_given_up(merchant, payment):
    dispute = merchant.dispute(payment, stage="inquiry")
    merchant.refund(payment)
    merchant.advance("14d")
    assert current(merchant, dispute).status == "won"
    assert "dispute.funds_reinstated" not in types(merchant, dispute)
    merchant.look(invariants.prove)


def test_a_chargeback_that_was_won_comes_back_once_as_pre_arbitration(merchant, payment):
    dispute = merchant.answer(merchant.dispute(payment), "winning_evidence")
    again = merchant.decide(dispute, "escalated")
    assert (again.status, again.stage) == ("needs_response", "pre_arbitration")
    assert (again.evidence, balance(merchant)) == (None, 0)
    won = merchant.answer(again, "winning_evidence")
    assert (won.status, balance(merchant)) == ("won", 1000)
    with pytest.raises(NotEscalatable):
        merchant.decide(won, "escalated")
    merchant.look(invariants.prove)


def test_the_fee_is_charged_once_and_comes_back_where_the_scenario_says_so():
    for returned in (False, True):
        terms = FEE | {"won_disputes_return_fee": returned}
        merchant = Merchant(make_engine(settlement=terms))
        dispute = merchant.dispute(merchant.pay("10.00"))
        assert dispute.fee_minor == 1500
        won = merchant.answer(dispute, "winning_evidence")
        again = merchant.answer(merchant.decide(won, "escalated"), "losing_evidence")
        told = types(merchant, dispute)
        assert told.count("dispute.fee_charged") == (2 if returned else 1)
        assert told.count("dispute.fee_returned") == (1 if returned else 0)
        assert again.fee_minor == 1500
        merchant.look(invariants.prove)


def test_a_rule_raises_it_after_the_capture(merchant):
    at_once = merchant.pay("0.07")
    later = merchant.pay("0.07", capture=False)
    merchant.advance("2d")
    assert merchant.records(DISPUTES) == []
    merchant.capture(later)
    merchant.advance("1d")
    assert [dispute.payment for dispute in merchant.records(DISPUTES)] == [at_once.id]
    merchant.advance("2d")
    assert [dispute.payment for dispute in merchant.records(DISPUTES)] == [at_once.id, later.id]
    merchant.look(invariants.prove)


def test_a_rule_raises_nothing_about_what_was_refunded_or_voided(merchant):
    merchant.refund(merchant.pay("0.07"))
    merchant.void(merchant.pay("0.07", capture=False))
    merchant.advance("30d")
    assert merchant.records(DISPUTES) == []
    merchant.look(invariants.prove)


def test_a_rule_tells_the_whole_story():
    story = [
        {"after": "30s", "approved": True},
        {"after": "1d", "fraud_warning": "made_with_stolen_card"},
        {"after": "2d", "inquiry": "fraudulent"},
        {"after": "3d", "dispute": "escalated"},
        {"after": "10d", "dispute": "won"},
        {"after": "11d", "dispute": "escalated"},
        {"after": "12d", "dispute": "lost"},
        {"after": "13d", "disputed": "duplicate"},
    ]
    rule = {"id": "story", "then": {"pending": "review", "later": story}}
    merchant = Merchant(make_engine(rules=(rule,)))
    payment = merchant.pay("10.00")
    merchant.advance("20d")
    [dispute] = merchant.records(DISPUTES)
    assert (dispute.status, dispute.stage) == ("lost", "pre_arbitration")
    warning = merchant.events(payment)[-1]
    assert (warning.type, warning.status) == ("fraud_warning.created", "made_with_stolen_card")
    merchant.look(invariants.prove)


def test_each_reason_has_the_codes_of_the_networks():
    assert {reason: network_code(reason, "Visa") for reason in REASONS} == {
        "fraudulent": "10.4",
        "product_not_received": "13.1",
        "product_unacceptable": "13.3",
        "credit_not_processed": "13.6",
        "duplicate": "12.6.1",
        "subscription_canceled": "13.2",
        "unrecognized": None,
        "general": "12.5",
    }
    assert network_code("fraudulent", "Elo") is None
    assert network_code("product_unacceptable", "Discover") == "4553"
    assert network_code("unrecognized", "Discover") == "4752"
    assert network_code("general", "American Express") == "P05"


def test_a_dispute_is_found_by_its_own_service_only(merchant):
    dispute = merchant.dispute(merchant.authorize("1.00", capture=True))
    with pytest.raises(DisputeNotFound):
        merchant.do(answers.accept, CARDS, dispute.id)
    page = merchant.do(answers.page, CARDS, answers.Filter(), 10)
    assert page.items == []


def test_the_ledger_takes_the_money_from_the_merchant_and_gives_it_to_the_cardholder(merchant):
    dispute = merchant.dispute(merchant.pay("10.00"))
    merchant.decide(dispute, "lost")
    accounts = [(entry.debit, entry.credit) for entry in merchant.entries()]
    assert accounts == [
        ("acquirer_receivable", MERCHANT_BALANCE),
        (MERCHANT_BALANCE, "disputes_held"),
        ("disputes_held", "acquirer_receivable"),
    ]
