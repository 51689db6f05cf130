"""Drive requests that may have to wait, and those that no endpoint answers, by ASGI's messages."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol

from paydrill.pipeline.body import whole_body
from paydrill.pipeline.endpoint import WAIT_S, Endpoint
from paydrill.pipeline.request import KEY, Request
from paydrill.pipeline.response import Response
from paydrill.pipeline.result import Result
from paydrill.pipeline.router import Routes
from paydrill.pipeline.sender import Sender
from paydrill.pipeline.stops import ClientLeft, Refused
from paydrill.pipeline.unserved import not_found, other_method
from paydrill.pipeline.waiting import LongPoll
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.ports import StoreUnavailable
from paydrill.server.asgi import Receive, Scope, Send


class Pages(Protocol):
    """Serve pages beside the operations."""

    def has(self, path: str) -> bool:
        """Tell whether a path may be that of a page."""

    async def response(self, scope: Scope, receive: Receive) -> Response:
        """Answer a request for such a path."""


class AsgiDriver:
    """Answer each request in the task that ASGI makes of it."""

    def __init__(
        self,
        endpoints: Mapping[str, Endpoint],
        sender: Sender,
        engine: Engine,
        routes: Routes,
        pages: Pages,
    ) -> None:
        """Take `endpoints`, the endpoints by operation id; Connexion fills them at start."""
        self._endpoints = endpoints
        self._sender = sender
        self._engine = engine
        self._routes = routes
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer an HTTP request."""
        request: Request = scope[KEY]
        await self._sender.deliver(request, self._result(request, scope, receive), send)

    async def _result(self, request: Request, scope: Scope, receive: Receive) -> Result | None:
        """Return the result of a request; `None` if the client has left."""
        operation = request.match.operation(request.method)
        if operation is None:
            return await self._unserved(request, scope, receive)
        endpoint = self._endpoints[operation.id]
        if (refused := endpoint.admit(request)) is not None:
            return refused
        try:
            if endpoint.body is not None:
                request.body = await whole_body(request, receive, endpoint.body.too_long)
        except ClientLeft:
            return None
        except Refused as too_long:
            return Result(operation, endpoint.refuse(too_long.refusal))
        read = endpoint.read(request)
        return read if isinstance(read, Result) else await self._answer(endpoint, request, read)

    async def _answer(
        self, endpoint: Endpoint, request: Request, arguments: dict[str, Any]
    ) -> Result:
        wanted = endpoint.operation.waits_for
        wait_s = 0 if wanted is None else arguments.pop(WAIT_S, 0)
        ask = partial(self._ask, endpoint, request, arguments)
        if wanted is None or not wait_s:
            return await ask()
        return await LongPoll(wanted, self._engine.signals).result(request, wait_s, ask)

    async def _ask(self, endpoint: Endpoint, request: Request, arguments: dict[str, Any]) -> Result:
        try:
            return await self._engine.call(endpoint.answer, request, arguments)
        except StoreUnavailable as error:  # the answer was made, but cannot be kept
            return endpoint.not_kept(error)

    async def _unserved(self, request: Request, scope: Scope, receive: Receive) -> Result:
        """Return a page; refuse an unknown path, or a method that the path does not take."""
        if request.match.operations:
            return other_method(request, self._routes)
        if self._pages.has(request.path):
            return Result(None, await self._pages.response(scope, receive))
        return Result(None, not_found(request, self._routes))
