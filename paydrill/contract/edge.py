"""The outermost layer: it sees every request first and every answer last.

It finds out which sandbox is meant, guards the control plane, gives each answer its `X-Request-Id`
and counts it, whichever pipeline answers.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from itertools import count
from typing import Any, Protocol

from paydrill.contract.guard import Guard
from paydrill.contract.replies import Reply, refusal_of, refuse
from paydrill.contract.routes import Routes
from paydrill.contract.sandboxes import DEFAULT, HEADER, addressed
from paydrill.engine.errors import InvalidInput
from paydrill.engine.ids import new_secret

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HeaderLine = tuple[bytes, bytes]

REQUEST_ID = "x-request-id"
_PRINTABLE = re.compile("[!-~]{1,128}")


class Counter(Protocol):
    """Told of every answer."""

    def count(self, operation: str, status: int) -> None:
        """One more answer of this operation, `none` if no contract knows the path."""


class Edge:
    """An ASGI application around the one that answers."""

    def __init__(self, app: Application, routes: Routes, guard: Guard, counter: Counter) -> None:
        """`app` answers what the guard lets through, and anything that is not HTTP."""
        self._app = app
        self._routes = routes
        self._guard = guard
        self._counter = counter
        self._process = new_secret()[:8]
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {n.decode("latin-1"): v.decode("latin-1") for n, v in scope["headers"]}
        request_id = self._request_id(headers)
        try:
            sandbox, path, prefix = addressed(scope["path"], headers)
            refusal = self._guard.refusal(path, headers)
        except InvalidInput as error:
            sandbox, path, prefix = DEFAULT, scope["path"], ""
            refusal = refusal_of(error)
        operation = self._routes.operation(scope["method"], path)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with(message["headers"], REQUEST_ID, request_id)
                self._counter.count(operation.id if operation else "none", message["status"])
            await send(message)

        if refusal is not None:
            await _send(refuse(refusal, operation), send_with_id)
            return
        lines = _with(scope["headers"], REQUEST_ID, request_id)
        inner = {
            **scope,
            "root_path": scope.get("root_path", "") + prefix,
            "headers": _with(lines, HEADER, sandbox),
        }
        await self._app(inner, receive, send_with_id)

    def _request_id(self, headers: Mapping[str, str]) -> str:
        """The client's own id if it sent a usable one, else one of ours."""
        sent = headers.get(REQUEST_ID, "")
        return (
            sent if _PRINTABLE.fullmatch(sent) else f"req_{self._process}{next(self._numbers):08x}"
        )


def _with(lines: Iterable[HeaderLine], name: str, value: str) -> list[HeaderLine]:
    """The header lines with one of them set."""
    raw = name.encode()
    return [*(line for line in lines if line[0] != raw), (raw, value.encode("latin-1"))]


async def _send(reply: Reply, send: Send) -> None:
    lines = {"content-type": reply.media_type, "content-length": str(len(reply.body))}
    lines.update({name.lower(): value for name, value in reply.headers.items()})
    raw = [(name.encode(), value.encode()) for name, value in lines.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": raw})
    await send({"type": "http.response.body", "body": reply.body})
