"""Write refusals in the two shapes of our own: a problem (RFC 9457), or `{"message": …}`."""

import json
from contextlib import suppress
from http import HTTPStatus
from http.client import responses as phrases
from typing import Any

from paydrill.openapi.operation import JSON, PROBLEM_JSON, Operation
from paydrill.pipeline.refusal import Refusal
from paydrill.pipeline.response import Response
from paydrill.values.masking import mask

# Bounds of a refusal: a request can have any number of errors, and values of any length.
_MOST_ERRORS = 100
_LONGEST_DETAIL = 500
LONGEST_POINTER = 200


# RFC 9110's own words, which Python has only since 3.13.
_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}


REASON = "Paydrill-Error"
"""The header with the reason of a refusal; the body has the shape of its contract."""

_LONGEST_REASON = 1_000


def problem(refusal: Refusal, operation: Operation | None) -> Response:
    """Put a refusal into our own shape: a problem, unless the operation speaks of messages.

    Details may repeat text that was sent; card numbers in it are masked.
    """
    media_type, body = body_of(refusal, operation)
    headers = {**refusal.headers, REASON: reason_of(refusal)}
    if media_type == PROBLEM_JSON:
        return Response(refusal.status, media_type, body, headers)
    # Clients of this shape compare the text, so the JSON is spaced as their servers did.
    text = json.dumps(body, ensure_ascii=False).encode()
    return Response(refusal.status, media_type, text, headers)


def body_of(refusal: Refusal, operation: Operation | None) -> tuple[str, dict[str, Any]]:
    """Return the media type and the value of a refusal's body."""
    if operation is None or operation.speaks_problems:
        return PROBLEM_JSON, _problem(refusal)
    return JSON, _message(refusal, operation)


def detail_of(refusal: Refusal) -> str:
    """Return the detail of a refusal, without card numbers and not too long."""
    return shown(refusal.detail)


def reason_of(refusal: Refusal) -> str:
    """Write the errors on one line: each pointer with its sentence, or the detail."""
    errors = [f"{each.pointer} {each.message}".strip() for each in refusal.errors]
    text = " ".join(errors) or refusal.detail
    line = "".join(each if each.isprintable() else " " for each in text)
    return shown(line, _LONGEST_REASON).encode("ascii", "replace").decode()


def _problem(refusal: Refusal) -> dict[str, Any]:
    """Write a problem (RFC 9457). Its type is about:blank: status and `code` say the kind."""
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": _PHRASES.get(refusal.status) or phrases.get(refusal.status, "Bad Request"),
        "status": refusal.status,
        "detail": detail_of(refusal),
        "code": refusal.code,
    }
    if refusal.errors:
        problem["errors"] = _faults(refusal)
    return problem


def _message(refusal: Refusal, operation: Operation) -> dict[str, Any]:
    """Write `{"message": …}`; for invalid input with the text that the contract documents.

    A contract may limit that text to some fields; faults of other fields are listed beside it.
    """
    message = detail_of(refusal)
    if not refusal.errors or refusal.status != HTTPStatus.BAD_REQUEST:
        return {"message": message}
    places, covered = {error.pointer for error in refusal.errors}, operation.fields_of_message
    if covered is None:
        return {"message": message}
    if not places.isdisjoint(covered):
        with suppress(LookupError):
            message = str(operation.example("400", JSON)["message"])
    if places <= covered:
        return {"message": message}
    return {"message": message, "errors": _faults(refusal)}


def _faults(refusal: Refusal) -> list[dict[str, str]]:
    return [
        {
            "pointer": shown(error.pointer, LONGEST_POINTER),
            "message": shown(error.message),
        }
        for error in refusal.errors[:_MOST_ERRORS]
    ]


def shown(text: str, longest: int = _LONGEST_DETAIL) -> str:
    """Return a text without card numbers, and not too long."""
    masked = mask(text)
    return masked if len(masked) <= longest else f"{masked[: longest - 1]}…"
