"""Put refusals into the shape that a contract documents for them."""

import re
from dataclasses import replace
from http import HTTPStatus

from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.media_types import covering
from paydrill.openapi.operation import JSON, Operation
from paydrill.pipeline.problems import REASON, body_of, detail_of, problem, reason_of
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
    field, names = _field(refusal, operation), _names(refusal)
    fault = Fault(status, detail_of(refusal), field, names, refusal.beside)
    made = None if takes_ours else error_body(operation, key, fault)
    if made is None:
        return replace(ours, headers={**required_headers(operation, key), **ours.headers})
    headers = {**made.headers, **refusal.headers, REASON: reason_of(refusal)}
    return Response(status, made.media_type, made.content, headers)


def _names(refusal: Refusal) -> tuple[str, ...]:
    """Return the names that a contract's example of this refusal may have.

    That is its code, or more exactly its code and the keyword that the first field at fault breaks.
    """
    keyword = refusal.errors[0].keyword if refusal.errors else ""
    return (f"{refusal.code}.{keyword}", refusal.code) if keyword else (refusal.code,)


def _field(refusal: Refusal, operation: Operation) -> str:
    """Name the first field at fault as `address.city`, or as `address[city]` where forms are sent.

    Empty where none is at fault.
    """
    pointer = refusal.errors[0].pointer if refusal.errors else ""
    first, *steps = mask(_PLACE.sub("", pointer).lstrip("/")).split("/")
    if FORM in operation.body_content:
        return "".join([first, *(f"[{step}]" for step in steps)])
    return ".".join([first, *steps])


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
