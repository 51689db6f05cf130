"""Define the refusals of the engine.

A decline is a value (see `scenarios.outcomes`). A refusal is an error: the request cannot be
carried out as asked, and changes nothing in the store. Payments and webhooks have more of their
own: `payments.errors`, `webhooks.errors`.

    EngineError
    ├── InvalidInput             a field is wrong, `errors` says which
    │   ├── InvalidAmount, InvalidCard, InvalidClock, InvalidCursor
    │   └── InvalidScenario, UnknownName, UnknownPreference
    ├── InvalidToken             unknown, expired, or another customer's
    ├── NotFound                 nothing is known under that id
    │   ├── SandboxNotFound, SnapshotNotFound, ScenarioNotFound, RequestNotFound, ContractNotFound
    │   ├── AuthorityNotFound
    │   └── UnknownThing         of a resource of a contract without handlers
    ├── NotPossible              the payment's state forbids it
    ├── Conflict                 another request or record is in the way
    │   ├── RequestInFlight, SandboxExists, SnapshotExists, TooManySnapshots
    │   ├── ScenarioChanged, ScenarioReadOnly
    │   ├── NothingDue           a clock that has nothing to advance to
    │   └── NothingToSend        a callback without a URL, a webhook that has no valid body
    ├── Unpayable                the card is one that no issuer would have printed
    ├── IdempotencyKeyReused
    ├── NotAcceptable            `Accept` allows none of the documented media types
    ├── NoAnswer                 the contract allows no answer that could be sent
    └── InvariantBroken          the records do not add up: a fault of ours, `errors` says where
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Self


class FieldError(NamedTuple):
    """One wrong field; `pointer` is an RFC 6901 JSON Pointer into the body.

    `keyword` is that of JSON Schema which its value breaks, if it breaks one. Behind a dot stands
    the keyword's own value, where that is one type or a whole number: `type.array`, `minLength.1`.
    """

    pointer: str
    message: str
    keyword: str = ""


def listed(errors: Iterable[FieldError]) -> str:
    """Write errors in a row, each behind its pointer."""
    return " ".join(": ".join(filter(None, error[:2])) for error in errors)


class EngineError(Exception):
    """Never raised itself. `code` is stable.

    `beside` are fields to be shown beside the sentence, where the contract's shape has them.
    """

    code: ClassVar[str] = "error"
    default: ClassVar[str] = "The request cannot be carried out"
    beside: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, detail: str = "", errors: tuple[FieldError, ...] = ()) -> None:
        """Take one sentence for people as `detail`; without it the class's own is used."""
        self.detail = detail or self.default
        self.errors = errors
        super().__init__(self.detail)


class InvalidInput(EngineError):
    """A field holds something that cannot be used."""

    code = "invalid_request"

    @classmethod
    def of(cls, *errors: FieldError) -> Self:
        """Make one error of the fields' own."""
        return cls(listed(errors), errors)


class InvalidAmount(InvalidInput):
    """An amount with the wrong sign, precision, size or currency."""

    code = "invalid_amount"


class InvalidCard(InvalidInput):
    """A card number, expiry or CVV that no issuer would have printed."""

    code = "invalid_card"


class InvalidClock(InvalidInput):
    """A time or a duration that the clock cannot be set to."""

    code = "invalid_clock"


class InvalidCursor(InvalidInput):
    """A paging cursor that this server did not issue."""

    code = "invalid_cursor"


class InvalidScenario(InvalidInput):
    """A scenario file, or a rule by itself, that cannot be used; each error says where."""

    code = "invalid_scenario"


class UnknownName(InvalidInput):
    """A filter by something that nothing is called; without it, nothing would be found for ever."""

    code = "unknown_name"


class UnknownPreference(InvalidInput):
    """A status or an example that `Prefer` asks for, and that the contract does not document."""

    code = "unknown_preference"


class InvalidToken(EngineError):
    """A card token that is unknown, expired, or bound to another customer."""

    code = "invalid_token"
    default = "Invalid or expired token"


class NotFound(EngineError):
    """Nothing is known under that id."""

    code = "not_found"


class ScenarioNotFound(NotFound):
    """No scenario of that name, neither the server's nor the sandbox's own."""

    code = "scenario_not_found"
    default = "Scenario not found"


class SandboxNotFound(NotFound):
    """No sandbox of that name was made or used."""

    code = "sandbox_not_found"
    default = "Sandbox not found"


class SnapshotNotFound(NotFound):
    """The sandbox has no snapshot of that name."""

    code = "snapshot_not_found"
    default = "Snapshot not found"


class RequestNotFound(NotFound):
    """No exchange of that id in the request log, or not any more."""

    code = "request_not_found"
    default = "The request log has no request of this id"


class ContractNotFound(NotFound):
    """No contract of that name is served."""

    code = "contract_not_found"
    default = "No contract of this name is served"


class AuthorityNotFound(NotFound):
    """The server has no authority whose certificate clients could trust."""

    code = "authority_not_found"
    default = "This server has no authority of its own; start it with --tls-self-signed"


class UnknownThing(NotFound):
    """No thing of a resource has that id, or it is gone."""

    code = "resource_not_found"


class NotPossible(EngineError):
    """The state of the payment forbids what was asked."""

    code = "not_possible"


class Conflict(EngineError):
    """An earlier request, or the state it left, is in the way."""

    code = "conflict"


class RequestInFlight(Conflict):
    """A request with the same idempotency key has not been answered yet."""

    code = "idempotency_key_in_use"
    default = "A request with this Idempotency-Key is still in flight; retry when it is answered"


class SandboxExists(Conflict):
    """A sandbox of that name was made, or used, before."""

    code = "sandbox_exists"
    default = "A sandbox of this name exists already; delete it, or choose another name"


class SnapshotExists(Conflict):
    """The sandbox has a snapshot of that name."""

    code = "snapshot_exists"
    default = "A snapshot of this name exists already; delete it, or choose another name"


class TooManySnapshots(Conflict):
    """The sandbox has as many snapshots as it can have."""

    code = "too_many_snapshots"
    default = "The sandbox has as many snapshots as it can have; delete one to take another"


class ScenarioChanged(Conflict):
    """A scenario's file has another text than the one that is to be replaced."""

    code = "scenario_changed"
    default = "The file has changed since it was read; read it again, and put both texts together"


class ScenarioReadOnly(Conflict):
    """A scenario's file is not one of the project's own, or cannot be written."""

    code = "scenario_read_only"
    default = (
        "This scenario comes with Paydrill, or its file is not to be written, and stays as it is."
        " Give the scenario another name, or keep it in the sandbox"
    )


class NothingDue(Conflict):
    """A clock that is to advance to the next thing due, of which there is none."""

    code = "nothing_due"
    default = "Nothing falls due in this sandbox; advance the clock by a duration"


class NothingToSend(Conflict):
    """A callback for which no request gave a URL, or a push that has no valid body."""

    code = "nothing_to_send"


class Unpayable(EngineError):
    """A card that cannot be paid with, in the words of a contract that answers this with a 402."""

    code = "card_error"


class IdempotencyKeyReused(EngineError):
    """The same idempotency key came with another request."""

    code = "idempotency_key_reused"
    default = "This Idempotency-Key was used with a different request; use a new key"


class NotAcceptable(EngineError):
    """A request whose `Accept` allows none of the documented media types."""

    code = "not_acceptable"


class NoAnswer(EngineError):
    """An operation for which the contract allows no answer that could be made."""

    code = "no_valid_answer"


class InvariantBroken(EngineError):
    """The sandbox's records contradict one another: a bug of the engine or of its store."""

    code = "invariant_broken"
    default = "The records do not add up"
