"""Deliberate bugs, put around a correct server: each one a thing that Schemathesis has to notice.

A mutant is an ASGI application that spoils requests on the way in or answers on the way out. The
pipeline's own check of answers is behind it, so nothing else stands between the bug and the client.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from paydrill.server.asgi import Application, Receive, Scope, Send

PROBLEM = {
    "type": "about:blank",
    "title": "Bad Request",
    "status": 400,
    "detail": "No",
    "code": "refused",
}


@dataclass
class Exchanged:
    """A request and, once there is one, its answer; changes to either are sent."""

    method: str
    path: str
    request: Any
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    answer: Any = None

    def become(self, status: int, answer: Any, media_type: str) -> None:
        """Another answer in place of this one."""
        self.status, self.answer = status, answer
        self.headers["content-type"] = media_type


_numbers = count(1)

Spoil = Callable[[Exchanged], None]


def nothing(_exchanged: Exchanged) -> None:
    """Leave it as it is."""


def mutant(app: Application, before: Spoil = nothing, after: Spoil = nothing) -> Application:
    """`app`, with requests spoiled `before` it sees them and answers `after` it made them.

    Each mutant has a sandbox of its own.
    """
    sandbox = (b"paydrill-sandbox", f"mutant-{next(_numbers)}".encode())

    async def spoiled(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/openapi/"):
            await app(scope, receive, send)
            return
        exchanged = Exchanged(scope["method"], scope["path"], _parsed(await _body(receive)))
        before(exchanged)
        spoiled_scope = {**scope, "headers": [*scope["headers"], sandbox]}
        await app(*_request(spoiled_scope, exchanged), _collect(exchanged))
        after(exchanged)
        await _send(exchanged, send)

    return spoiled


def _request(scope: Scope, exchanged: Exchanged) -> tuple[Scope, Receive]:
    body = _written(exchanged.request)
    kept = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
    length = [(b"content-length", str(len(body)).encode())]
    scope = {**scope, "method": exchanged.method, "headers": kept + length}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return scope, receive


def _collect(exchanged: Exchanged) -> Send:
    parts: list[bytes] = []

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            exchanged.status = message["status"]
            exchanged.headers = {n.decode(): v.decode() for n, v in message["headers"]}
        else:
            parts.append(message.get("body", b""))
            exchanged.answer = _parsed(b"".join(parts))

    return send


async def _send(exchanged: Exchanged, send: Send) -> None:
    body = _written(exchanged.answer)
    headers = exchanged.headers | {"content-length": str(len(body))}
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": exchanged.status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _parsed(body: bytes) -> Any:
    """JSON as data, anything else as it is."""
    try:
        return json.loads(body)
    except ValueError:
        return body


def _written(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()
