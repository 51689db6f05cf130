"""Name the refusals that only Stripe's API has (docs.stripe.com/error-codes).

    EngineError
    ├── NotFound
    │   └── ResourceMissing
    ├── InvalidInput
    │   └── ReferenceMissing
    ├── NotPossible
    │   └── UnexpectedState
    │       └── IntentUnexpectedState, SetupUnexpectedState
    └── Unpayable
        └── IncorrectNumber, InvalidExpiryMonth, InvalidExpiryYear, InvalidCvc

The contract's examples say by which code and type a client meets each of them.
"""

from paydrill.errors import EngineError, FieldError, InvalidInput, NotFound, NotPossible, Unpayable


class ResourceMissing(NotFound):
    """No object of that kind and id, in the path."""

    code = "resource_missing"


class ReferenceMissing(InvalidInput):
    """No object of that kind and id, in a field."""

    code = "reference_missing"


class UnexpectedState(NotPossible):
    """The status of the object forbids what was asked."""

    code = "unexpected_state"


class IntentUnexpectedState(UnexpectedState):
    """The status of the payment intent forbids what was asked."""

    code = "payment_intent_unexpected_state"


class SetupUnexpectedState(UnexpectedState):
    """The status of the setup intent forbids what was asked."""

    code = "setup_intent_unexpected_state"


class IncorrectNumber(Unpayable):
    """A card number with a wrong length or check digit."""

    code = "incorrect_number"
    default = "Your card number is incorrect."


class InvalidExpiryMonth(Unpayable):
    """A month that no year has, or that is over."""

    code = "invalid_expiry_month"
    default = "Your card's expiration month is invalid."


class InvalidExpiryYear(Unpayable):
    """A year that is over."""

    code = "invalid_expiry_year"
    default = "Your card's expiration year is invalid."


class InvalidCvc(Unpayable):
    """A security code of a wrong length."""

    code = "invalid_cvc"
    default = "Your card's security code is invalid."


def missing(noun: str, id_: str, field: str = "") -> EngineError:
    """Make the refusal of an unknown id: of one in a `field`, or else in the path."""
    sentence = f"No such {noun}: '{id_}'"
    if field:
        return ReferenceMissing(sentence, (FieldError(f"/{field}", sentence),))
    name = noun.rpartition(".")[2].lower()
    return ResourceMissing(sentence, (FieldError(f"/path/{name}", sentence),))


def invalid(field: str, message: str) -> InvalidInput:
    """Make the refusal of a field."""
    return InvalidInput(message, (FieldError(f"/{field}", message),))


def needed(field: str, message: str) -> InvalidInput:
    """Make the refusal of a request without a field that it needs."""
    return InvalidInput(message, (FieldError(f"/{field}", message, "required"),))
