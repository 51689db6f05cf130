"""The most this server can do: uvicorn answering a constant, with nothing read or checked.

Every request gets the same bytes, those of a payment; they also hold a token and a transaction id,
so it can be asked what the others are asked.
"""

import json
from typing import Any

from bench.samples import PAYMENT

_BODY = json.dumps(PAYMENT, separators=(",", ":")).encode()
_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(_BODY)).encode()),
    ],
}
_END = {"type": "http.response.body", "body": _BODY}


async def app(_scope: Any, _receive: Any, send: Any) -> None:
    """Answer one request (ASGI 3.0)."""
    await send(_START)
    await send(_END)
