"""Hold refusals, before they are put into the shape that a contract documents."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from paydrill.errors import (
    Conflict,
    EngineError,
    FieldError,
    IdempotencyKeyReused,
    InvalidInput,
    InvalidToken,
    InvariantBroken,
    NoAnswer,
    NotAcceptable,
    NotFound,
    NotPossible,
    Unpayable,
)
from paydrill.pipeline.response import NO_HEADERS
from paydrill.sandbox.ports import StoreUnavailable

# The nearest class in an error's ancestry decides.
STATUS: dict[type[EngineError], int] = {
    InvalidInput: 400,
    NotPossible: 400,
    InvalidToken: 401,
    Unpayable: 402,
    NotFound: 404,
    NotAcceptable: 406,
    Conflict: 409,
    IdempotencyKeyReused: 422,
    InvariantBroken: 500,
    NoAnswer: 501,
}

# RFC 9110 §11.6.1: a 401 says how to authenticate.
_BEARER = 'Bearer realm="paydrill"'
_HEADERS: dict[int, Mapping[str, str]] = {401: {"WWW-Authenticate": _BEARER}}


class Refusal(NamedTuple):
    """The refusal of a request, before it is put into its contract's error shape."""

    status: int
    code: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = NO_HEADERS
    beside: Mapping[str, Any] = MappingProxyType({})
    """Fields beside the sentence."""


def refusal_of(error: EngineError | StoreUnavailable) -> Refusal:
    """Return the refusal for an error of the engine or of its store."""
    if isinstance(error, StoreUnavailable):
        return Refusal(503, "store_unavailable", str(error), headers={"Retry-After": "1"})
    status = next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS)
    headers = _HEADERS.get(status, NO_HEADERS)
    return Refusal(status, error.code, error.detail, error.errors, headers, error.beside)


def invalid(errors: list[FieldError]) -> Refusal:
    """Return the refusal of a request whose fields break the contract."""
    return refusal_of(InvalidInput.of(*errors))


def unauthorized(detail: str, code: str = "unauthorized", challenge: str = _BEARER) -> Refusal:
    """Return the refusal of a request without the credentials that `challenge` asks for."""
    return Refusal(401, code, detail, headers={"WWW-Authenticate": challenge})
