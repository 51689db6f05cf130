"""Name the refusals of stand-ins; `paydrill.errors` names those of the engine.

    EngineError
    ├── InvalidInput
    │   └── UnknownPreference    `Prefer` asks for what the contract does not document
    ├── NotAcceptable            `Accept` allows none of the documented media types
    └── NoAnswer                 the contract allows no answer that could be sent

Their codes are as stable as the others.
"""

from paydrill.errors import EngineError, InvalidInput


class UnknownPreference(InvalidInput):
    """A status or an example that `Prefer` asks for, and that the contract does not document."""

    code = "unknown_preference"


class NotAcceptable(EngineError):
    """A request whose `Accept` allows none of the documented media types."""

    code = "not_acceptable"


class NoAnswer(EngineError):
    """An operation for which the contract allows no answer that could be made."""

    code = "no_valid_answer"
