"""Put refusals into the shape that a contract documents for them."""

from http import HTTPStatus

from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.media_types import covering
from paydrill.openapi.operation import Operation
from paydrill.pipeline.problems import REASON, body_of, detail_of, problem, reason_of
from paydrill.pipeline.refusal import Refusal
from paydrill.pipeline.response import Response
from paydrill.responders.documented import response_of
from paydrill.responders.error_bodies import error_body


def refuse(refusal: Refusal, operation: Operation | None) -> Response:
    """Put a refusal into the shape that the operation documents; without one, into a problem.

    That is a problem, or `{"message": …}`, where the contract allows it, else a body made from the
    documented schema. Details may repeat text that was sent; card numbers in it are masked.
    """
    if operation is None:
        return problem(refusal, None)
    status, key = _documented(refusal.status, operation)
    if key is None or _takes_ours(refusal, operation, key):
        return problem(refusal._replace(status=status), operation)
    made = error_body(operation, key, status, detail_of(refusal))
    if made is None:
        return problem(refusal._replace(status=status), operation)
    headers = {**made.headers, **refusal.headers, REASON: reason_of(refusal)}
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
    media_type, body = body_of(refusal, operation)
    covered = covering(content, media_type)
    if covered is None:
        return not content
    schema = content[covered].get("schema", {})
    return operation.schemas.of(RESPONSE).compile(schema).is_valid(body)
