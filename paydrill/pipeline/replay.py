"""Write responses to be kept under an idempotency key, and read them again."""

import orjson

from paydrill.openapi.operation import JSON
from paydrill.pipeline.response import Response, encode
from paydrill.sandbox.idempotency import KeptAnswer

REPLAYED = {"Idempotency-Replayed": "true"}


def body_to_keep(reply: Response, *, whole: bool) -> str:
    """Write the body of a response; `whole` with its media type and headers, which may be any."""
    body = encode(reply)
    if not whole:
        return body.decode()
    return orjson.dumps([reply.media_type, reply.headers, body.decode("latin-1")]).decode()


def replayed(kept: KeptAnswer, *, whole: bool) -> Response:
    """Return a kept response; `whole` as `body_to_keep` wrote it."""
    if not whole:
        return Response(kept.status, JSON, orjson.loads(kept.body), REPLAYED)
    media_type, headers, body = orjson.loads(kept.body)
    return Response(kept.status, media_type, body.encode("latin-1"), {**headers, **REPLAYED})
