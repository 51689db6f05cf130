"""The outermost layer: it sees every request first.

It finds out which sandbox is meant, gives the request its id and guards the control plane,
whichever pipeline answers.
"""

import re
from collections.abc import Mapping
from itertools import count
from typing import NamedTuple, Protocol

from paydrill.contract.asgi import Application, Receive, Scope, Send
from paydrill.contract.connection import connection_of
from paydrill.contract.guard import CONTROL_PATH, Guard, is_foreign
from paydrill.contract.replies import Refusal, refusal_of, refuse
from paydrill.contract.requests import KEY, Request
from paydrill.contract.routes import Routes
from paydrill.contract.sandboxes import Addressed, addressed
from paydrill.contract.sending import REQUEST_ID, Sender
from paydrill.engine.errors import InvalidInput
from paydrill.engine.ids import new_secret
from paydrill.engine.last_use import DEFAULT_SANDBOX

_PRINTABLE = re.compile(rb"[!-~]{1,128}")
# A close code of our own: 4000 and the status that HTTP has for it.
_BAD_REQUEST = 4400
_SPECIAL = ("/~", CONTROL_PATH)


class Sockets(Protocol):
    """Whoever answers WebSocket handshakes."""

    async def serve(
        self, sandbox: str, path: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer one whose `path` is that inside the sandbox."""

    async def refuse(self, send: Send, code: int, reason: str) -> None:
        """End a connection that cannot be served."""


class Others(NamedTuple):
    """Those who answer what is not HTTP."""

    lifespan: Application
    sockets: Sockets


class Edge:
    """An ASGI application around the one that answers."""

    def __init__(
        self,
        app: Application,
        routes: Routes,
        guard: Guard,
        sender: Sender,
        others: Others,
    ) -> None:
        """`app` answers what the guard lets through, `others` anything that is not HTTP."""
        self._app = app
        self._others, self._sockets = others
        self._routes = routes
        self._guard = guard
        self._sender = sender
        self._process = new_secret()[:8].encode()
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await (self._handshake if scope["type"] == "websocket" else self._others)(
                scope, receive, send
            )
            return
        path: str = scope["path"]
        raw: dict[bytes, bytes] = dict(scope["headers"])
        sandbox, refusal = DEFAULT_SANDBOX, None
        if path.startswith(_SPECIAL) or b"paydrill-sandbox" in raw or b"authorization" in raw:
            headers = {n.decode("latin-1"): v.decode("latin-1") for n, v in raw.items()}
            (sandbox, path, prefix), refusal = self._admit(path, headers)
            scope["root_path"] = scope.get("root_path", "") + prefix
        request = Request(
            scope["method"], path, scope["query_string"], raw, sandbox, self._request_id(raw)
        )
        request.connection = connection_of(scope)
        if refusal is not None:
            operation = self._routes.operation(request.method, path)
            await self._sender.send(request, operation, refuse(refusal, operation), send)
            return
        scope[KEY] = request
        await self._app(scope, receive, send)

    async def _handshake(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let somebody listen to a sandbox."""
        headers = {n.decode("latin-1"): v.decode("latin-1") for n, v in scope["headers"]}
        if is_foreign(headers):
            await receive()
            await send({"type": "websocket.close"})  # before it is open: a 403
            return
        try:
            meant = addressed(scope["path"], headers)
        except InvalidInput as error:
            await receive()
            await self._sockets.refuse(send, _BAD_REQUEST, error.detail)
            return
        await self._sockets.serve(meant.sandbox, meant.path, scope, receive, send)

    def _admit(self, path: str, headers: Mapping[str, str]) -> tuple[Addressed, Refusal | None]:
        """Which sandbox is meant, and why the request may not go on, if it may not."""
        try:
            meant = addressed(path, headers)
        except InvalidInput as error:
            return Addressed(DEFAULT_SANDBOX, path), refusal_of(error)
        return meant, self._guard.refusal(meant.path, headers)

    def _request_id(self, headers: Mapping[bytes, bytes]) -> bytes:
        """The client's own id if it sent a usable one, else one of ours."""
        sent = headers.get(REQUEST_ID)
        if sent is not None and _PRINTABLE.fullmatch(sent):
            return sent
        return b"req_%s%08x" % (self._process, next(self._numbers))
