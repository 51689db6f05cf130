"""Cardholders are authenticated by 3-D Secure before a payment is decided."""

from base64 import b64decode

import pytest

from paydrill.payments import authentications, challenges
from paydrill.payments.authentications import AUTHENTICATIONS, CHALLENGE_END
from paydrill.payments.errors import ChallengeEnded, ChallengeNotFound, NotCapturable, NotVoidable
from paydrill.payments.invariants import prove
from paydrill.payments.planned_outcomes import PLANNED
from paydrill.sandbox.due import DUE
from tests.factories import MASTERCARD, VISA, ManualClock, Merchant, make_engine

REFUSED = ("declined", "authentication_failed", "05")


def shop(challenge, *later, **outcome):
    """A merchant whose payments are all authenticated, with a clock that stands still."""
    then = {"challenge": challenge, **(outcome or {"approved": True})}
    if later:
        then["later"] = list(later)
    merchant = Merchant(make_engine(rules=[{"id": "r", "then": then}], clock=ManualClock()))
    merchant.set_clock("2026-01-27T12:00:00Z", frozen=True)
    return merchant


def authentication(merchant, payment):
    return merchant.look(lambda sandbox: authentications.of_payment(sandbox, payment))


def answered(merchant, payment):
    """The status, and what it comes with."""
    found = authentication(merchant, payment)
    return (found.trans_status, found.trans_status_reason, found.challenge_cancel, found.eci)


def end(merchant, payment, result):
    return merchant.do(challenges.end, payment.authentication, result)


def decided(merchant, payment):
    now = merchant.payment(payment)
    return now.status, now.reason, now.response_code


def left(merchant):
    """What is still planned, or scheduled to end a challenge."""
    scheduled = [each for each in merchant.records(DUE) if each.action == CHALLENGE_END]
    return scheduled + merchant.records(PLANNED)


def types(merchant, payment):
    return [event.type for event in merchant.events(payment)]


def test_a_plain_payment_has_no_authentication_and_takes_one_number():
    merchant = Merchant()
    first, second = merchant.authorize(), merchant.authorize()
    assert (first.authentication, second.position) == (None, first.position + 1)
    assert merchant.records(AUTHENTICATIONS) == []


def test_a_payment_that_is_challenged_waits_with_one_event_and_no_money():
    merchant = shop("required")
    payment = merchant.pay("10.00")
    assert decided(merchant, payment) == ("requires_action", None, "01")
    assert (payment.captured_minor, payment.authorization_code) == (0, None)
    assert types(merchant, payment) == ["payment.requires_action"]
    assert answered(merchant, payment) == ("C", None, None, None)
    assert merchant.totals()[0].transactions == 1
    [figures] = merchant.look(prove)
    assert (figures.authorized_minor, figures.captured_minor) == (0, 0)


@pytest.mark.parametrize("capture", [True, False])
def test_once_authenticated_the_outcome_decides(capture):
    merchant = shop("required")
    payment = merchant.pay("10.00", capture=capture)
    ended = end(merchant, payment, "authenticated")
    now = merchant.payment(payment)
    assert now.status == ("captured" if capture else "authorized")
    assert now.authorization_code is not None
    assert merchant.totals()[0].paid_minor == now.captured_minor == (1000 if capture else 0)
    assert (ended.trans_status, ended.eci, ended.liability_shift) == ("Y", "05", True)
    assert types(merchant, payment) == [
        "payment.requires_action",
        "payment.approved" if capture else "payment.authorized",
    ]
    merchant.look(prove)


def test_an_authorization_lives_seven_days_from_its_challenge():
    merchant = shop("required")
    payment = merchant.authorize()
    merchant.advance("14m")
    end(merchant, payment, "authenticated")
    merchant.advance("7d")
    assert merchant.payment(payment).status == "expired"
    merchant.look(prove)


def test_the_issuer_may_decline_after_it_has_authenticated():
    merchant = shop("required", declined="insufficient_funds")
    payment = merchant.authorize()
    end(merchant, payment, "authenticated")
    assert decided(merchant, payment) == ("declined", "insufficient_funds", "51")
    assert authentication(merchant, payment).liability_shift


@pytest.mark.parametrize(
    ("result", "answer"), [("failed", ("N", "01", None)), ("abandoned", ("N", "01", "01"))]
)
def test_who_is_not_authenticated_does_not_pay(result, answer):
    merchant = shop("required", pending="review")
    payment = merchant.pay()
    ended = end(merchant, payment, result)
    assert decided(merchant, payment) == REFUSED
    assert answered(merchant, payment) == (*answer, "07")
    assert (ended.authentication_value, ended.liability_shift) == (None, False)
    assert types(merchant, payment) == ["payment.requires_action", "payment.declined"]
    assert left(merchant) == []
    merchant.look(prove)


@pytest.mark.parametrize(
    ("challenge", "answer", "shifts"),
    [
        ("frictionless", ("Y", None, None, "05"), True),
        ("attempted", ("A", None, None, "06"), True),
        ("unavailable", ("U", "22", None, "07"), False),
    ],
)
def test_without_a_challenge_the_outcome_follows_at_once(challenge, answer, shifts):
    merchant = shop(challenge)
    payment = merchant.pay()
    assert decided(merchant, payment) == ("captured", None, "00")
    assert answered(merchant, payment) == answer
    found = authentication(merchant, payment)
    assert found.liability_shift is shifts
    assert (found.authentication_value is not None) is shifts
    assert types(merchant, payment) == ["payment.approved"]
    with pytest.raises(ChallengeNotFound):
        end(merchant, payment, "authenticated")
    merchant.look(prove)


@pytest.mark.parametrize(
    ("challenge", "answer"), [("failed", ("N", "01")), ("rejected", ("R", "11"))]
)
def test_an_issuer_that_refuses_to_authenticate_declines_at_once(challenge, answer):
    merchant = shop(challenge, {"after": "1h", "approved": True}, pending="review")
    payment = merchant.pay()
    assert decided(merchant, payment) == REFUSED
    assert answered(merchant, payment) == (*answer, None, "07")
    assert merchant.records(PLANNED) == []
    merchant.look(prove)


@pytest.mark.parametrize(
    ("number", "ecis"),
    [
        (VISA, ("05", "06", "07")),
        ("6011111111111117", ("05", "06", "07")),
        (MASTERCARD, ("02", "01", "00")),
        ("6200000000000005", ("05", "06", "07")),  # UnionPay
        ("6759649826438453", ("02", "01", "00")),  # Maestro
        ("6062826786276634", (None, None, None)),  # Hipercard
    ],
)
def test_the_commerce_indicator_is_the_brands(number, ecis):
    found = []
    for challenge in ("frictionless", "attempted", "unavailable"):
        merchant = shop(challenge)
        payment = merchant.authorize(number=number)
        found.append(authentication(merchant, payment).eci)
    assert tuple(found) == ecis


def test_the_proof_is_twenty_bytes_and_the_same_in_a_rerun():
    values = set()
    for _ in range(2):
        merchant = shop("frictionless")
        found = [authentication(merchant, merchant.pay()) for _ in range(2)]
        assert all(len(b64decode(each.authentication_value)) == 20 for each in found)
        assert all(len(each.authentication_value) == 28 for each in found)
        values |= {each.authentication_value for each in found}
        values |= {each.ds_transaction_id for each in found}
    assert len(values) == 4


@pytest.mark.parametrize(
    ("result", "status"),
    [("authenticated", "captured"), ("failed", "declined"), ("abandoned", "declined")],
)
def test_a_rule_ends_a_challenge_by_itself_at_its_second(result, status):
    merchant = shop("required", {"after": "30s", "challenge": result})
    payment = merchant.pay()
    merchant.advance("29s")
    assert merchant.payment(payment).status == "requires_action"
    merchant.advance("1s")
    assert merchant.payment(payment).status == status
    with pytest.raises(ChallengeEnded):
        end(merchant, payment, result)
    merchant.look(prove)


def test_a_challenge_that_ended_before_its_rule_is_not_ended_again():
    merchant = shop("required", {"after": "30s", "challenge": "authenticated"})
    payment = merchant.pay()
    end(merchant, payment, "failed")
    merchant.advance("1h")
    assert decided(merchant, payment) == REFUSED
    assert len(types(merchant, payment)) == 2


@pytest.mark.parametrize("later", [(), ({"after": "20m", "challenge": "authenticated"},)])
def test_a_challenge_expires_after_fifteen_minutes(later):
    merchant = shop("required", *later)
    payment = merchant.pay()
    merchant.advance("899s")
    assert merchant.payment(payment).status == "requires_action"
    merchant.advance("1s")
    assert decided(merchant, payment) == ("expired", None, "05")
    assert merchant.payment(payment).message == "Authentication expired"
    assert answered(merchant, payment) == ("N", "14", "04", "07")
    assert types(merchant, payment) == ["payment.requires_action", "payment.expired"]
    assert left(merchant) == []
    merchant.advance("1h")
    merchant.look(prove)


def test_a_review_after_the_challenge_counts_from_the_request():
    merchant = shop("required", {"after": "10m", "approved": True}, pending="review")
    payment = merchant.pay()
    merchant.advance("4m")
    end(merchant, payment, "authenticated")
    assert merchant.payment(payment).status == "pending"
    merchant.advance("359s")
    assert merchant.payment(payment).status == "pending"
    merchant.advance("1s")
    assert merchant.payment(payment).status == "captured"
    merchant.look(prove)


def test_a_review_whose_time_is_over_ends_when_the_challenge_does_and_not_before():
    merchant = shop("required", {"after": "1m", "approved": True}, pending="review")
    payment = merchant.pay()
    merchant.advance("14m")
    assert merchant.payment(payment).status == "requires_action"
    end(merchant, payment, "authenticated")
    assert merchant.payment(payment).status == "captured"
    moments = [event.at_ms for event in merchant.events()]
    assert moments == sorted(moments)
    assert moments[-1] - moments[0] == 14 * 60 * 1000
    merchant.look(prove)


def test_a_payment_that_waits_can_be_voided_and_not_captured():
    merchant = shop("required", {"after": "30s", "challenge": "authenticated"})
    payment = merchant.authorize()
    with pytest.raises(NotCapturable):
        merchant.capture(payment)
    assert merchant.void(payment).status == "voided"
    assert answered(merchant, payment) == ("U", None, None, "07")
    assert left(merchant) == []
    with pytest.raises(ChallengeEnded):
        end(merchant, payment, "authenticated")
    with pytest.raises(NotVoidable):
        merchant.void(payment)
    merchant.advance("1h")
    merchant.look(prove)


def test_open_challenges_are_listed_newest_first_a_page_at_a_time():
    merchant = shop("required")
    first, second, third = merchant.pay(), merchant.authorize(), merchant.authorize()
    end(merchant, second, "failed")

    def page(limit, *wanted):
        found = merchant.do(challenges.page, challenges.Filter(*wanted), limit)
        return [each.payment for each in found.items], found.next_cursor

    assert page(10) == ([third.id, first.id], None)
    newest, cursor = page(1)
    assert newest == [third.id]
    assert page(1, None, cursor) == ([first.id], None)
    assert page(10, first.id) == ([first.id], None)
    assert page(10, second.id) == page(10, "unknown") == ([], None)


def test_an_unknown_challenge_is_not_found():
    with pytest.raises(ChallengeNotFound):
        Merchant().do(challenges.end, "3ds_unknown", "failed")
