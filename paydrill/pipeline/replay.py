"""Write responses to be kept under an idempotency key, and read them again."""

import re

import orjson

from paydrill.openapi.operation import JSON, Operation
from paydrill.pipeline.response import Response, encode
from paydrill.sandbox.idempotency import KeptAnswer

_REPLAYED = "Idempotency-Replayed"
_NAMES = re.compile(r"idempoten(?:cy|t)-replayed", re.IGNORECASE)


def _replay_header(operation: Operation) -> dict[str, str]:
    """Return the header that marks a replay, by the name that the contract has for it, or ours."""
    documented = operation.success[1].get("headers") or {}
    return {next(filter(_NAMES.fullmatch, documented), _REPLAYED): "true"}


def body_to_keep(reply: Response, *, whole: bool) -> str:
    """Write the body of a response; `whole` with its media type and headers, which may be any."""
    body = encode(reply)
    if not whole:
        return body.decode()
    return orjson.dumps([reply.media_type, reply.headers, body.decode("latin-1")]).decode()


def replayed(kept: KeptAnswer, operation: Operation, *, whole: bool) -> Response:
    """Return a kept response, marked as a replay; `whole` as `body_to_keep` wrote it."""
    mark = _replay_header(operation)
    if not whole:
        return Response(kept.status, JSON, orjson.loads(kept.body), mark)
    media_type, headers, body = orjson.loads(kept.body)
    return Response(kept.status, media_type, body.encode("latin-1"), {**headers, **mark})
