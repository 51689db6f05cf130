"""The error tree: every class documented, with a code of its own and a place in HTTP."""

import re

import pytest

from paydrill import errors
from paydrill.delivery.webhooks import errors as webhook_errors
from paydrill.errors import EngineError, FieldError, InvalidInput
from paydrill.payments import errors as payment_errors
from paydrill.pipeline.refusal import refusal_of
from paydrill.stripe import errors as stripe_errors

MODULES = (errors, payment_errors, webhook_errors, stripe_errors)

# Clients branch on these: a code may be added, and none may change.
CODES = {
    "NoAnswer": ("no_valid_answer", 501),
    "NotAcceptable": ("not_acceptable", 406),
    "UnknownPreference": ("unknown_preference", 400),
    "AlreadyConfirmed": ("already_confirmed", 409),
    "BusinessDateNotOpen": ("business_date_not_open", 409),
    "CaptureExceedsAuthorization": ("capture_exceeds_authorization", 400),
    "DeliveryNotFound": ("delivery_not_found", 404),
    "EndpointDisabled": ("endpoint_disabled", 409),
    "EndpointNotFound": ("endpoint_not_found", 404),
    "InvalidEndpoint": ("invalid_endpoint", 400),
    "TooManyEndpoints": ("too_many_endpoints", 409),
    "InvalidMandate": ("invalid_mandate", 400),
    "MandateInactive": ("mandate_inactive", 409),
    "MandateNotFound": ("mandate_not_found", 404),
    "ChallengeEnded": ("challenge_ended", 409),
    "ChallengeNotFound": ("challenge_not_found", 404),
    "ChargeExpired": ("charge_expired", 409),
    "ChargeNotActive": ("charge_not_active", 409),
    "Conflict": ("conflict", 409),
    "NothingToSend": ("nothing_to_send", 409),
    "IdempotencyKeyReused": ("idempotency_key_reused", 422),
    "InvalidAmount": ("invalid_amount", 400),
    "InvalidCard": ("invalid_card", 400),
    "InvalidClock": ("invalid_clock", 400),
    "InvalidCursor": ("invalid_cursor", 400),
    "InvalidScenario": ("invalid_scenario", 400),
    "UnknownName": ("unknown_name", 400),
    "InvalidInput": ("invalid_request", 400),
    "InvalidToken": ("invalid_token", 401),
    "InvariantBroken": ("invariant_broken", 500),
    "NotCapturable": ("not_capturable", 400),
    "NotFound": ("not_found", 404),
    "NotPossible": ("not_possible", 400),
    "NotRefundable": ("not_refundable", 400),
    "NotVoidable": ("not_voidable", 400),
    "NotAdjustable": ("not_adjustable", 400),
    "DecrementExceedsAuthorization": ("decrement_exceeds_authorization", 400),
    "PaymentDisputed": ("payment_disputed", 400),
    "NotDisputable": ("not_disputable", 400),
    "DisputeNotFound": ("dispute_not_found", 404),
    "PayoutNotFound": ("payout_not_found", 404),
    "DisputeNotOpen": ("dispute_not_open", 409),
    "NotEscalatable": ("dispute_not_escalatable", 409),
    "PaymentNotFound": ("payment_not_found", 404),
    "QrCodeNotFound": ("qr_code_not_found", 404),
    "RequestNotFound": ("request_not_found", 404),
    "AuthorityNotFound": ("authority_not_found", 404),
    "ContractNotFound": ("contract_not_found", 404),
    "NothingDue": ("nothing_due", 409),
    "ScenarioChanged": ("scenario_changed", 409),
    "ScenarioNotFound": ("scenario_not_found", 404),
    "ScenarioReadOnly": ("scenario_read_only", 409),
    "UnknownThing": ("resource_not_found", 404),
    "RefundExceedsRest": ("refund_exceeds_rest", 400),
    "RequestInFlight": ("idempotency_key_in_use", 409),
    "SandboxExists": ("sandbox_exists", 409),
    "SandboxNotFound": ("sandbox_not_found", 404),
    "SettlementFileNotFound": ("settlement_file_not_found", 404),
    "SnapshotExists": ("snapshot_exists", 409),
    "SnapshotNotFound": ("snapshot_not_found", 404),
    "TooManySnapshots": ("too_many_snapshots", 409),
    "SettlementNotFound": ("settlement_not_found", 404),
    "TokenNotFound": ("token_not_found", 404),
    "TransactionNotFound": ("transaction_not_found", 404),
    "ResourceMissing": ("resource_missing", 404),
    "ReferenceMissing": ("reference_missing", 400),
    "UnexpectedState": ("unexpected_state", 400),
    "IntentUnexpectedState": ("payment_intent_unexpected_state", 400),
    "SetupUnexpectedState": ("setup_intent_unexpected_state", 400),
    "Unpayable": ("card_error", 402),
    "IncorrectNumber": ("incorrect_number", 402),
    "InvalidExpiryMonth": ("invalid_expiry_month", 402),
    "InvalidExpiryYear": ("invalid_expiry_year", 402),
    "InvalidCvc": ("invalid_cvc", 402),
}


def family(cls):
    return [each for child in cls.__subclasses__() for each in (child, *family(child))]


def drawn_tree():
    """Parent of each class, as the drawings at the top of the modules have it."""
    parents, path = {}, []
    for line in "\n".join(module.__doc__ for module in MODULES).splitlines():
        match = re.match(r"    ([│├└─ ]*)([A-Z]\w+(?:, [A-Z]\w+)*)", line)
        if match:
            depth = len(match[1]) // 4
            for name in match[2].split(", "):
                path = [*path[:depth], name]
                parents[name] = path[-2] if depth else None
    return parents


every_error = pytest.mark.parametrize("error", family(EngineError), ids=lambda cls: cls.__name__)


def test_the_drawing_is_the_tree():
    real = {cls.__name__: cls.__base__.__name__ for cls in family(EngineError)}
    assert drawn_tree() == {"EngineError": None, **real}


def test_every_error_lives_where_it_is_drawn_and_says_what_it_means():
    for error in family(EngineError):
        assert error.__module__ in {module.__name__ for module in MODULES}
        assert error.__doc__ != EngineError.__doc__


@every_error
def test_every_error_has_the_code_and_status_that_clients_know(error):
    refusal = refusal_of(error())
    assert (refusal.code, refusal.status) == CODES[error.__name__]
    assert re.fullmatch("[a-z]+(_[a-z]+)*", refusal.code)


def test_no_two_errors_share_a_code():
    codes = [cls.code for cls in (EngineError, *family(EngineError))]
    assert len(set(codes)) == len(codes)


@every_error
def test_every_error_has_a_sentence_for_people_and_takes_a_better_one(error):
    assert error().detail
    assert str(error("Because of the weather")) == "Because of the weather"
    assert refusal_of(error("Because of the weather")).detail == "Because of the weather"


def test_a_401_says_how_to_authenticate():
    assert "WWW-Authenticate" in refusal_of(errors.InvalidToken()).headers


def test_wrong_fields_are_told_one_by_one_and_in_one_sentence():
    wrong = (FieldError("/amount", "is late."), FieldError("/card/cvv", "is short."))
    error = InvalidInput.of(*wrong)
    assert error.detail == "/amount: is late. /card/cvv: is short."
    assert refusal_of(error).errors == error.errors == wrong
