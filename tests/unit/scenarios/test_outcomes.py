"""Outcomes: what a rule's `then` decides, and what decline codes mean."""

import pytest

from paydrill.scenarios.outcomes import DECLINES, Outcome, outcome_of


def test_an_approval_has_no_reason_and_the_code_for_approved():
    assert outcome_of({"approved": True}) == Outcome("approved", None, None, "00")
    assert outcome_of({"approved": True, "message": "Thanks"}).message == "Thanks"


@pytest.mark.parametrize(
    ("code", "response_code", "retry"),
    [
        ("insufficient_funds", "51", "soft"),
        ("do_not_honor", "05", "soft"),
        ("generic_decline", "05", "soft"),
        ("card_velocity_exceeded", "65", "soft"),
        ("issuer_not_available", "91", "retry"),
        ("processing_error", "96", "retry"),
        ("try_again_later", "91", "retry"),
        ("expired_card", "54", "hard"),
        ("incorrect_number", "14", "hard"),
        ("lost_card", "41", "hard"),
        ("stolen_card", "43", "hard"),
        ("pickup_card", "04", "hard"),
        ("transaction_not_allowed", "57", "hard"),
        ("invalid_amount", "13", "hard"),
        ("incorrect_cvc", "N7", "hard"),
        ("fraudulent", "59", "hard"),
    ],
)
def test_a_decline_has_the_field_39_and_the_class_of_the_taxonomy(code, response_code, retry):
    outcome = outcome_of({"declined": code})
    assert (outcome.verdict, outcome.reason) == ("declined", code)
    assert outcome.response_code == DECLINES[code].response_code == response_code
    assert DECLINES[code].retry == retry


@pytest.mark.parametrize("code", sorted(DECLINES))
def test_every_decline_has_words_for_people_and_two_characters_of_field_39(code):
    decline = DECLINES[code]
    assert outcome_of({"declined": code}).message == decline.message
    assert len(decline.response_code) == 2
    assert decline.retry in {"soft", "hard", "retry"}


def test_a_scenario_may_choose_its_own_words_and_response_code():
    outcome = outcome_of({"declined": "stolen_card", "message": "No", "response_code": "05"})
    assert outcome == Outcome("declined", "stolen_card", "No", "05")


def test_a_pending_payment_says_what_it_waits_for():
    outcome = outcome_of({"pending": "manual_review"})
    assert outcome == Outcome("pending", "manual_review", "Payment pending manual review", "01")
    assert outcome_of({"pending": "manual_review", "message": "Soon"}).message == "Soon"
