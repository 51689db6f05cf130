"""Make responses, and put refusals into the shape that the contract documents."""

import json
import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from types import GeneratorType
from typing import Any, NamedTuple

import orjson

from paydrill.errors import (
    Conflict,
    EngineError,
    FieldError,
    IdempotencyKeyReused,
    InvalidInput,
    InvalidToken,
    InvariantBroken,
    NotFound,
    NotPossible,
)
from paydrill.openapi.operation import JSON, PROBLEM_JSON, Operation
from paydrill.responders.errors import NoAnswer, NotAcceptable
from paydrill.sandbox.ports import StoreUnavailable
from paydrill.scenarios.transport import TransportFault
from paydrill.values.header_fields import TCHARS
from paydrill.values.masking import mask

NO_HEADERS: Mapping[str, str] = {}

_is_token = re.compile(TCHARS).fullmatch

# Bounds of a refusal: a request can have any number of errors, and values of any length.
_MOST_ERRORS = 100
_LONGEST_DETAIL = 500
_LONGEST_POINTER = 200


@dataclass(slots=True)
class Response:
    """A response before it is encoded; `content` of `bytes` or of text is sent unchanged.

    A generator of bytes is sent piece by piece.
    """

    status: int
    media_type: str
    content: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    wire: TransportFault | None = None
    """The delay and transport fault of the response, if there is any."""
    rules: tuple[str, ...] = ()
    """The names `<scenario>/<rule>` of the scenario's rules that applied."""
    encoded: bytes | None = None
    """`content` in bytes, once `encode` was called."""


class Refusal(NamedTuple):
    """The refusal of a request, before it is put into its contract's error shape."""

    status: int
    code: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = NO_HEADERS


# The nearest class in an error's ancestry decides.
STATUS: dict[type[EngineError], int] = {
    InvalidInput: 400,
    NotPossible: 400,
    InvalidToken: 401,
    NotFound: 404,
    NotAcceptable: 406,
    Conflict: 409,
    IdempotencyKeyReused: 422,
    InvariantBroken: 500,
    NoAnswer: 501,
}

# RFC 9110 §15.3.5, §15.3.6 and §15.4.5: more bytes would be taken for the next response.
WITHOUT_CONTENT = {204, 205, 304}

# RFC 9110's own words, which Python has only since 3.13.
_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}

# RFC 9110 §11.6.1: a 401 says how to authenticate.
_BEARER = 'Bearer realm="paydrill"'
_HEADERS: dict[int, Mapping[str, str]] = {401: {"WWW-Authenticate": _BEARER}}


def refusal_of(error: EngineError | StoreUnavailable) -> Refusal:
    """Return the refusal for an error of the engine or of its store."""
    if isinstance(error, StoreUnavailable):
        return Refusal(503, "store_unavailable", str(error), headers={"Retry-After": "1"})
    status = next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS)
    return Refusal(status, error.code, error.detail, error.errors, _HEADERS.get(status, NO_HEADERS))


def invalid(errors: list[FieldError]) -> Refusal:
    """Return the refusal of a request whose fields break the contract."""
    return refusal_of(InvalidInput.of(*errors))


def unauthorized(detail: str, code: str = "unauthorized", challenge: str = _BEARER) -> Refusal:
    """Return the refusal of a request without the credentials that `challenge` asks for."""
    return Refusal(401, code, detail, headers={"WWW-Authenticate": challenge})


def is_streamed(reply: Response) -> bool:
    """Return whether the content comes in pieces, which can be read only once."""
    return type(reply.content) is GeneratorType


def begun(reply: Response) -> Response:
    """Make the first piece of a streamed response, so that its failure can still be answered."""
    pieces = reply.content
    reply.content = _resumed(next(pieces, b""), pieces)
    return reply


def _resumed(first: bytes, rest: Iterator[bytes]) -> Generator[bytes]:
    yield first
    yield from rest


def encode(reply: Response) -> bytes:
    """Encode the body of a response: JSON in UTF-8 with keys in the given order, text, or bytes.

    Raises `TypeError` or `ValueError` for content that is none of these.
    """
    if reply.encoded is None:
        reply.encoded = _encoded(reply)
    return reply.encoded


def _encoded(reply: Response) -> bytes:
    content = reply.content
    if reply.status in WITHOUT_CONTENT:
        return b""
    if isinstance(content, bytes):
        return content
    if reply.media_type.endswith("json"):
        return orjson.dumps(content)
    return str(content).encode()


def field_line(name: str, value: str) -> bytes:
    """Write a header line (RFC 9112 §5). Raises `ValueError` for what would not be one line."""
    if not value.isprintable() or not _is_token(name):
        raise ValueError(f"the header {name!a} of an answer would not be one line")
    return f"{name.lower()}: {value}\r\n".encode("latin-1")


def refuse(refusal: Refusal, operation: Operation | None) -> Response:
    """Put a refusal into the operation's error shape; into a problem where there is no operation.

    Details may repeat text that was sent; card numbers in it are masked.
    """
    if operation is None or operation.speaks_problems:
        return Response(refusal.status, PROBLEM_JSON, _problem(refusal), refusal.headers)
    # Clients of this shape compare the text, so the JSON is spaced as their servers did.
    body = json.dumps(_message(refusal, operation), ensure_ascii=False).encode()
    return Response(refusal.status, JSON, body, refusal.headers)


def _problem(refusal: Refusal) -> dict[str, Any]:
    """Write a problem (RFC 9457). Its type is about:blank: status and `code` say the kind."""
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": _PHRASES.get(refusal.status) or HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": _shown(refusal.detail, _LONGEST_DETAIL),
        "code": refusal.code,
    }
    if refusal.errors:
        problem["errors"] = _faults(refusal)
    return problem


def _message(refusal: Refusal, operation: Operation) -> dict[str, Any]:
    """Write `{"message": …}`; for invalid input with the text that the contract documents.

    A contract may limit that text to some fields; faults of other fields are listed beside it.
    """
    message = _shown(refusal.detail, _LONGEST_DETAIL)
    if not refusal.errors or refusal.status != HTTPStatus.BAD_REQUEST:
        return {"message": message}
    places, covered = {error.pointer for error in refusal.errors}, operation.fields_of_message
    if covered is None or not places.isdisjoint(covered):
        with suppress(LookupError):
            message = str(operation.example("400", JSON)["message"])
    if covered is None or places <= covered:
        return {"message": message}
    return {"message": message, "errors": _faults(refusal)}


def _faults(refusal: Refusal) -> list[dict[str, str]]:
    return [
        {
            "pointer": _shown(error.pointer, _LONGEST_POINTER),
            "message": _shown(error.message, _LONGEST_DETAIL),
        }
        for error in refusal.errors[:_MOST_ERRORS]
    ]


def _shown(text: str, longest: int) -> str:
    masked = mask(text)
    return masked if len(masked) <= longest else f"{masked[: longest - 1]}…"
