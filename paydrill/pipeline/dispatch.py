"""Dispatch a request to the endpoint of its operation, to a page of Flask's, or to a refusal."""

import re
from collections.abc import Collection

from paydrill.pipeline.endpoint import Endpoint
from paydrill.pipeline.flask_pages import whole_page
from paydrill.pipeline.request import KEY, Request
from paydrill.pipeline.router import Routes
from paydrill.pipeline.sender import Sender
from paydrill.pipeline.unserved import not_compiled, not_found, other_method
from paydrill.server.asgi import Application, Receive, Scope, Send

# An escaped slash is part of a segment, not a separator (RFC 3986 §2.2); no path served has one.
_ESCAPED_SLASH = re.compile(rb"%2[fF]")


class Dispatcher:
    """Dispatch requests to their endpoints, and to Flask's pages."""

    def __init__(
        self,
        app: Application,
        *,
        routes: Routes,
        endpoints: dict[str, Endpoint],
        sender: Sender,
        pages: Collection[str],
    ) -> None:
        """Take `app`, which serves Flask's pages.

        `endpoints` are keyed by operation id, and filled at start; `pages` are first path segments
        of the pages.
        """
        self._app = app
        self._routes = routes
        self._sender = sender
        self._pages = frozenset(pages)
        self._endpoints = endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request: Request = scope[KEY]
        match = self._routes.match(request.path)
        raw_path = scope.get("raw_path", b"")
        if match is None or (b"%" in raw_path and _ESCAPED_SLASH.search(raw_path)):
            await self._unknown(request, scope, receive, send)
            return
        operation = match.operation(request.method)
        if operation is None:
            reply, known = other_method(request, match, self._routes)
            await self._sender.send(request, known, reply, send)
            return
        endpoint = self._endpoints.get(operation.id)
        if endpoint is None:
            await self._sender.send(request, operation, not_compiled(operation), send)
            return
        answer = await endpoint.reply(request, match.parameters, scope, receive)
        if answer is not None:
            await self._sender.send(request, operation, answer, send)

    async def _unknown(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        segment = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
        if segment in self._pages and request.path.isprintable():
            reply = await whole_page(self._app, scope, receive)
        else:
            reply = not_found(request, self._routes)
        await self._sender.send(request, None, reply, send)
