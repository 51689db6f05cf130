"""Put refusals into the shape that a contract documents for them."""

import re
from dataclasses import replace
from http import HTTPStatus

from paydrill.errors import FieldError, listed
from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.media_types import covering
from paydrill.openapi.operation import JSON, Operation
from paydrill.openapi.pointers import unescape
from paydrill.openapi.wording import suggestion_in
from paydrill.pipeline.problems import (
    LONGEST_POINTER,
    REASON,
    body_of,
    detail_of,
    problem,
    reason_of,
    shown,
)
from paydrill.pipeline.refusal import Refusal
from paydrill.pipeline.response import Response
from paydrill.responders.error_bodies import Fault, error_body, required_headers
from paydrill.values.masking import mask

FORM = "application/x-www-form-urlencoded"

_OWN_STATUS = re.compile("4(?!51)[4-9][0-9]").fullmatch
"""Statuses of the client's faults that are not registered (IANA), but for 451."""

_ALIKE = {400: (422,), 422: (400,)}

_PLACE = re.compile("^/(?:query|header|path|cookie)(?=/)")
_OURS = {"message", "errors"}

_VERBS = {"is", "has", "must", "does", "fits", "cannot"}
"""First words of messages whose subject is the field."""

_MOST_FIELDS = 100


def refuse(refusal: Refusal, operation: Operation | None) -> Response:
    """Put a refusal into the shape that the operation documents; without one, into a problem.

    That is a problem, or `{"message": …}`, where the contract allows it, else a body made from the
    documented schema. Details may repeat text that was sent; card numbers in it are masked.
    """
    if operation is None:
        return problem(refusal, None)
    status, key = _documented(refusal.status, operation)
    ours = problem(refusal._replace(status=status), operation)
    if key is None:
        return ours
    takes_ours = _takes_ours(refusal, operation, key)
    fault = _fault(refusal, operation)._replace(status=status)
    made = None if takes_ours else error_body(operation, key, fault)
    if made is None:
        return replace(ours, headers={**required_headers(operation, key), **ours.headers})
    headers = {**made.headers, **refusal.headers, REASON: reason_of(refusal)}
    return Response(status, made.media_type, made.content, headers)


def _fault(refusal: Refusal, operation: Operation) -> Fault:
    """Say what was wrong: in the refusal's own words, or field by field."""
    errors = refusal.errors
    fields = [_field(error.pointer, operation) for error in errors[:_MOST_FIELDS]]
    fault = Fault(refusal.status, detail_of(refusal), names=_names(refusal), beside=refusal.beside)
    if not errors:
        return fault
    fault = fault._replace(field=fields[0])
    if refusal.detail != listed(errors):
        return fault
    first, *others = [_sentence(*each) for each in zip(fields, errors, strict=False)]
    return fault._replace(
        sentence=shown(first),
        more=shown(" ".join(others)),
        suggestion=suggestion_in(errors[0].message),
        is_of_contract=True,
    )


def _names(refusal: Refusal) -> tuple[str, ...]:
    """Return the names that a contract's example of this refusal may have.

    That is its code, or more exactly its code and the keyword that the first field at fault breaks.
    """
    keyword = refusal.errors[0].keyword if refusal.errors else ""
    exact = dict.fromkeys(filter(None, [keyword, keyword.partition(".")[0]]))
    return (*(f"{refusal.code}.{each}" for each in exact), refusal.code)


def _field(pointer: str, operation: Operation) -> str:
    """Name a field as `address.city`, or as `address[city]` in a query and where forms are sent.

    Empty for the whole body.
    """
    steps = mask(_PLACE.sub("", pointer).lstrip("/")).split("/")
    first, *below = map(unescape, steps)
    if pointer.startswith("/query/") or FORM in operation.body_content:
        return shown("".join([first, *(f"[{step}]" for step in below)]), LONGEST_POINTER)
    return shown(".".join([first, *below]), LONGEST_POINTER)


def _sentence(field: str, error: FieldError) -> str:
    """Say what is wrong with a field, in a sentence of which it is the subject."""
    if error.message.partition(" ")[0] in _VERBS:
        return f"{field or 'The body'} {error.message}"
    return f"{field}: {error.message}" if field else error.message


def _documented(status: int, operation: Operation) -> tuple[int, str | None]:
    """Find the documented response of a refusal: its status, and its key in the contract.

    Some contracts document a 422 for what is invalid, or only a 400 for it and for keys that are
    used again; or a number of their own, as 480.
    """
    is_invalid = status == HTTPStatus.BAD_REQUEST
    for each in (status, *_ALIKE.get(status, ())):
        if str(each) in operation.responses:
            return each, str(each)
    key = operation.documents(status)
    if key is None and is_invalid:
        own = next((each for each in sorted(operation.responses) if _OWN_STATUS(each)), None)
        return (status, None) if own is None else (int(own), own)
    return status, key


def _takes_ours(refusal: Refusal, operation: Operation, key: str) -> bool:
    """Return whether the contract allows our own shape, and documents no field more."""
    content = operation.responses[key].get("content") or {}
    media_type, body = body_of(refusal, operation)
    covered = covering(content, media_type)
    if covered is None:
        return not content
    schema = content[covered].get("schema", {})
    if media_type == JSON and not {"message"} <= operation.fields_of(schema) <= _OURS:
        return False
    return operation.schemas.of(RESPONSE).compile(schema).is_valid(body)
