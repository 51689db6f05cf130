"""Name the refusals of Stripe's API by its own codes (docs.stripe.com/error-codes)."""

from paydrill.errors import EngineError, FieldError, InvalidInput, NotFound, NotPossible


class ResourceMissing(NotFound):
    """No object of that kind and id, in the path."""

    code = "resource_missing"


class ReferenceMissing(InvalidInput):
    """No object of that kind and id, in a field."""

    code = "resource_missing"


class ParameterMissing(InvalidInput):
    """A field that is needed here."""


class ParameterInvalid(InvalidInput):
    """A field that cannot be used here."""


class AmountTooSmall(InvalidInput):
    """Less than can be charged in the currency."""

    code = "amount_too_small"


class IntentUnexpectedState(NotPossible):
    """The status of the payment intent forbids what was asked."""

    code = "payment_intent_unexpected_state"


class SetupUnexpectedState(NotPossible):
    """The status of the setup intent forbids what was asked."""

    code = "setup_intent_unexpected_state"


class ChargeAlreadyRefunded(NotPossible):
    """Nothing of the charge is left to refund."""

    code = "charge_already_refunded"


class ChargeAlreadyCaptured(NotPossible):
    """The charge was captured before."""

    code = "charge_already_captured"


class ChargeDisputed(NotPossible):
    """The amount was withdrawn by a dispute."""

    code = "charge_disputed"


class RefundExceedsRest(NotPossible):
    """More than is left of the charge."""

    code = "refund_exceeds_rest"


class NotPossibleNow(NotPossible):
    """The object is in no state for it."""

    code = "not_possible"


def missing(noun: str, id_: str, field: str = "") -> EngineError:
    """Make the refusal of an unknown id: of one in a `field`, or else in the path."""
    sentence = f"No such {noun}: '{id_}'"
    if field:
        return ReferenceMissing(sentence, (FieldError(f"/{field}", sentence),))
    name = noun.rpartition(".")[2].lower()
    return ResourceMissing(sentence, (FieldError(f"/path/{name}", sentence),))


def invalid(field: str, message: str) -> ParameterInvalid:
    """Make the refusal of a field."""
    return ParameterInvalid(message, (FieldError(f"/{field}", message),))


def needed(field: str, message: str) -> ParameterMissing:
    """Make the refusal of a request without a field that it needs."""
    return ParameterMissing(message, (FieldError(f"/{field}", message, "required"),))
