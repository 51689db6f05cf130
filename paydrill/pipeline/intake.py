"""Take in every request first: the outermost layer, in front of both drivers.

It finds the sandbox and the operations that are meant, gives the request its id and guards the
control plane.
"""

import re
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from itertools import count
from typing import Any, NamedTuple, Protocol

from paydrill.errors import InvalidInput
from paydrill.pipeline.addressing import Addressed, addressed
from paydrill.pipeline.connection import Connection, connection_of
from paydrill.pipeline.control_guard import Guard, is_control
from paydrill.pipeline.error_shape import refuse
from paydrill.pipeline.escapes import decoded, has_encoded_delimiter
from paydrill.pipeline.keys import LIVE_KEY
from paydrill.pipeline.origins import Origins, is_permitted, permission
from paydrill.pipeline.refusal import Refusal, refusal_of, unauthorized
from paydrill.pipeline.request import KEY, Request, fields_of
from paydrill.pipeline.response import NO_HEADERS
from paydrill.pipeline.result import Result
from paydrill.pipeline.router import NOWHERE, Routes
from paydrill.pipeline.sender import REQUEST_ID, Sender
from paydrill.pipeline.subprotocols import chosen, with_token
from paydrill.sandbox.eviction import DEFAULT_SANDBOX
from paydrill.server.asgi import Application, Receive, Scope, Send
from paydrill.server.connection import lines_of
from paydrill.server.heads import fault_of
from paydrill.values.ids import new_secret
from paydrill.values.own_contracts import CONTROL_PATH

_PRINTABLE = re.compile(rb"[!-~]{1,128}")
# WebSocket close codes: 4000 plus the HTTP status of the same meaning.
_BAD_REQUEST, _UNAUTHORIZED = 4400, 4401
_SPECIAL = ("/~", CONTROL_PATH)
_AUTHORIZATION = (b"authorization",)


class Sockets(Protocol):
    """Answer WebSocket handshakes."""

    async def serve(
        self, sandbox: str, path: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer a handshake; `path` is the path inside the sandbox."""

    async def refuse(
        self, send: Send, code: int, reason: str, subprotocol: str | None = None
    ) -> None:
        """Close a connection that cannot be served; `subprotocol` is the one that was chosen."""


_Admission = tuple[Request, Refusal | None]
"""A request, and its refusal, if it is refused."""


class Batch(Protocol):
    """Answer requests that need not wait (see `batch.BatchDriver`)."""

    def find(self, request: Request) -> Any:
        """Find the work for a request that need not wait; `None` for any other request."""

    def defer(self, request: Request, found: Any) -> None:
        """Do the work `found` for a request, received whole, at the end of the turn."""


class NonHttpHandlers(NamedTuple):
    """Handlers of lifespan and WebSocket scopes, and the optional fast path without ASGI."""

    lifespan: Application
    sockets: Sockets
    batch: Batch | None = None
    """The fast path for requests that need not wait; `None` has ASGI answer all of them."""


class Intake:
    """Wrap the ASGI application that answers: admit each request, or refuse it."""

    def __init__(
        self,
        app: Application,
        routes: Routes,
        guard: Guard,
        sender: Sender,
        others: NonHttpHandlers,
        origins: Origins | None = None,
    ) -> None:
        """Have `app` answer requests that the guard admits, and `others` scopes that are not HTTP.

        Pages of `origins` may use the services; by default pages on loopback.
        """
        self._app = app
        self._lifespan, self._sockets, self._batch = others
        self._routes = routes
        self._guard = guard
        self._origins = origins or Origins()
        self._sender = sender
        # The prefix ends with a letter: sixteen digits in a row could be taken for a card number.
        self._process = b"req_" + new_secret()[:7].encode() + b"a"
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI scope."""
        if scope["type"] != "http":
            await (self._handshake if scope["type"] == "websocket" else self._lifespan)(
                scope, receive, send
            )
            return
        request, refusal = self._take(
            scope["method"], scope["path"], scope["query_string"], fields_of(scope["headers"])
        )
        raw_path = scope.get("raw_path", b"")
        if has_encoded_delimiter(raw_path):
            # The prefix has no other slash than the one in front of it.
            inside = b"/" + raw_path[1:].partition(b"/")[2] if request.prefix else raw_path
            request.match = self._routes.match(decoded(inside)) or NOWHERE
        fault = fault_of(scope["http_version"], scope["headers"])
        if fault is not None:
            closing = {"Connection": "close"} if fault.closes else NO_HEADERS
            refusal = Refusal(fault.status, fault.code, fault.detail, (), closing)
        request.connection = connection_of(scope)
        request.scheme = scope["scheme"]
        await self._by_asgi((request, refusal), scope, receive, send)

    def accept(
        self,
        method: bytes,
        target: bytes,
        headers: dict[bytes, bytes],
        body: bytes,
        connection: Connection,
    ) -> Application | None:
        """Answer a request without ASGI, or return the application to finish it.

        See `protocol.FastPath`.
        """
        path, _, query = target.partition(b"?")
        taken = self._take(method.decode("ascii"), path.decode("ascii"), query, headers)
        request, refusal = taken
        request.connection = connection
        request.scheme = connection.scheme
        request.received = connection.received
        request.body = body
        if self._batch is None or refusal is not None:
            return partial(self._by_asgi, taken)
        found = self._batch.find(request)
        if found is None:
            return partial(self._by_asgi, taken)
        self._batch.defer(request, found)
        return None

    async def _by_asgi(self, taken: _Admission, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered by ASGI, or refuse it."""
        request, refusal = taken
        if refusal is not None:
            operation = request.match.any_operation(request.method)
            result = Result(operation, refuse(refusal, operation))
            await self._sender.sending(request, result)(scope, receive, send)
            return
        if is_permitted(request.method, request.headers, request.cors):
            await self._permit(request, send)
            return
        scope["root_path"] = scope.get("root_path", "") + request.prefix
        scope[KEY] = request
        await self._app(scope, receive, send)

    def _take(
        self, method: str, path: str, query: bytes, headers: dict[bytes, bytes]
    ) -> _Admission:
        id_ = self._request_id(headers)
        is_of_page = b"origin" in headers or b"sec-fetch-site" in headers
        is_special = is_of_page or path.startswith(_SPECIAL) or b"paydrill-sandbox" in headers
        if not is_special and b"authorization" not in headers:
            request = Request(method, path, query, headers, DEFAULT_SANDBOX, id_)
            request.match = self._routes.match(path) or NOWHERE
            return request, None
        telling = headers if is_special else _AUTHORIZATION
        texts = {name.decode("latin-1"): headers[name].decode("latin-1") for name in telling}
        meant, refusal = self._admit(method, path, texts)
        request = Request(method, meant.path, query, headers, meant.sandbox, id_)
        request.match = self._routes.match(meant.path) or NOWHERE
        request.prefix = meant.prefix
        if is_of_page and not is_control(meant.path):
            refusal = self._origins.refusal(method, texts) or refusal
            request.cors = self._origins.fields(texts)
        return request, refusal

    async def _permit(self, request: Request, send: Send) -> None:
        """Answer a preflight. It is not logged: the browser sends it, not the application."""
        fields = permission(request.headers, request.cors, request.match.operations)
        headers = [(REQUEST_ID, request.id), *lines_of(fields)]
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body"})

    async def _handshake(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a WebSocket handshake, then serve or refuse it."""
        headers = {n.decode("latin-1"): v.decode("latin-1") for n, v in scope["headers"]}
        if self._origins.is_foreign(headers):
            await _forbid(receive, send)
            return
        try:
            meant = addressed(scope["path"], headers)
        except InvalidInput as error:
            await receive()
            await self._sockets.refuse(send, _BAD_REQUEST, error.detail)
            return
        if meant.has_live_key:
            await receive()
            await self._sockets.refuse(send, _UNAUTHORIZED, LIVE_KEY)
            return
        refusal = self._guard.refusal(meant.path, with_token(headers, scope))
        if refusal is not None and refusal.status == HTTPStatus.UNAUTHORIZED:
            await receive()
            await self._sockets.refuse(send, _UNAUTHORIZED, refusal.detail, chosen(scope))
            return
        if refusal is not None:
            await _forbid(receive, send)
            return
        await self._sockets.serve(meant.sandbox, meant.path, scope, receive, send)

    def _admit(
        self, method: str, path: str, headers: Mapping[str, str]
    ) -> tuple[Addressed, Refusal | None]:
        """Return the sandbox that a request means, and the request's refusal, if it is refused."""
        try:
            meant = addressed(path, headers)
        except InvalidInput as error:
            return Addressed(DEFAULT_SANDBOX, path), refusal_of(error)
        refusal = self._guard.refusal(meant.path, headers, method)
        if meant.has_live_key:
            refusal = refusal or unauthorized(LIVE_KEY, "live_key")
        return meant, refusal

    def _request_id(self, headers: Mapping[bytes, bytes]) -> bytes:
        """Return the request id that the client sent, if it is usable, else a new one."""
        sent = headers.get(REQUEST_ID)
        if sent is not None and _PRINTABLE.fullmatch(sent):
            return sent
        return b"%b%08x" % (self._process, next(self._numbers))


async def _forbid(receive: Receive, send: Send) -> None:
    """Refuse a WebSocket handshake with a 403."""
    await receive()
    await send({"type": "websocket.close"})  # before it is accepted
