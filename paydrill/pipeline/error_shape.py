"""Put refusals into the shape that a contract documents for them."""

import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.media_types import covering
from paydrill.openapi.operation import JSON, PROBLEM_JSON, Operation
from paydrill.pipeline.refusal import Refusal
from paydrill.pipeline.response import Response
from paydrill.responders.documented import response_of
from paydrill.responders.error_bodies import error_body
from paydrill.values.masking import mask

# Bounds of a refusal: a request can have any number of errors, and values of any length.
_MOST_ERRORS = 100
_LONGEST_DETAIL = 500
_LONGEST_POINTER = 200


# RFC 9110's own words, which Python has only since 3.13.
_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}


_REASON = "Paydrill-Error"
"""A header with the reason of a refusal, whatever shape its body has."""

_LONGEST_REASON = 1_000


def refuse(refusal: Refusal, operation: Operation | None) -> Response:
    """Put a refusal into the shape that the operation documents; without one, into a problem.

    That is a problem, or `{"message": …}`, where the contract allows it, else a body made from the
    documented schema. Details may repeat text that was sent; card numbers in it are masked.
    """
    reason = {_REASON: _reason(refusal)}
    if operation is None:
        return _usual(refusal, None, reason)
    status, key = _documented(refusal.status, operation)
    if key is None or _takes_ours(refusal, operation, key):
        return _usual(refusal._replace(status=status), operation, reason)
    detail = _shown(refusal.detail, _LONGEST_DETAIL)
    made = error_body(operation, key, status, detail)
    if made is None:
        return _usual(refusal._replace(status=status), operation, reason)
    headers = {**made.headers, **refusal.headers, **reason}
    return Response(status, made.media_type, made.content, headers)


def _documented(status: int, operation: Operation) -> tuple[int, str | None]:
    """Find the documented response of a refusal: its status, and its key in the contract.

    Some contracts document a 422, and no 400, for what is invalid.
    """
    named = (status, 422) if status == HTTPStatus.BAD_REQUEST else (status,)
    for each in named:
        if str(each) in operation.responses:
            return each, str(each)
    return status, response_of(operation.responses, status)


def _takes_ours(refusal: Refusal, operation: Operation, key: str) -> bool:
    """Return whether the contract allows the shape that its refusals have here."""
    content = operation.responses[key].get("content") or {}
    media_type, body = _body(refusal, operation)
    covered = covering(content, media_type)
    if covered is None:
        return not content
    schema = content[covered].get("schema", {})
    return operation.schemas.of(RESPONSE).compile(schema).is_valid(body)


def _usual(refusal: Refusal, operation: Operation | None, reason: dict[str, str]) -> Response:
    media_type, body = _body(refusal, operation)
    headers = {**refusal.headers, **reason}
    if media_type == PROBLEM_JSON:
        return Response(refusal.status, media_type, body, headers)
    # Clients of this shape compare the text, so the JSON is spaced as their servers did.
    text = json.dumps(body, ensure_ascii=False).encode()
    return Response(refusal.status, media_type, text, headers)


def _body(refusal: Refusal, operation: Operation | None) -> tuple[str, dict[str, Any]]:
    if operation is None or operation.speaks_problems:
        return PROBLEM_JSON, _problem(refusal)
    return JSON, _message(refusal, operation)


def _reason(refusal: Refusal) -> str:
    """Write the errors on one line: each pointer with its sentence, or the detail."""
    errors = [f"{each.pointer} {each.message}".strip() for each in refusal.errors]
    text = _shown(" ".join(errors) or refusal.detail, _LONGEST_REASON)
    line = "".join(each if each.isprintable() else " " for each in text)
    return line.encode("ascii", "replace").decode()


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
