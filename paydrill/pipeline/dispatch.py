"""Dispatch a request to the endpoint of its operation, to Connexion, or to a 404 or 405.

Both pipelines find paths and methods here, so that unknown paths and methods are refused in one
way.
"""

import re
from collections.abc import Collection, Mapping

from paydrill.openapi.operation import Operation
from paydrill.pipeline.control_guard import CONTROL_PATH
from paydrill.pipeline.endpoint import Endpoint
from paydrill.pipeline.request import KEY, Request
from paydrill.pipeline.response import Refusal, Response, refuse
from paydrill.pipeline.router import Match, Routes
from paydrill.pipeline.sender import Sender
from paydrill.server.asgi import Application, Message, Receive, Scope, Send

# An escaped slash is part of a segment, not a separator (RFC 3986 §2.2); no path served has one.
_ESCAPED_SLASH = re.compile(rb"%2[fF]")


class Dispatcher:
    """Dispatch requests to their endpoints; to Connexion where an operation has no endpoint."""

    def __init__(
        self,
        app: Application,
        *,
        routes: Routes,
        endpoints: dict[str, Endpoint],
        sender: Sender,
        pages: Collection[str],
    ) -> None:
        """Take `app`, Connexion's stack or the rest of it.

        `endpoints` are keyed by operation id, and filled at start; `pages` are first path segments
        of Flask's pages.
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
            reply, known = self._other_method(request, match)
            await self._sender.send(request, known, reply, send)
            return
        endpoint = self._endpoints.get(operation.id)
        if endpoint is None:
            await self._pass_on(request, operation, scope, receive, send)
            return
        answer = await endpoint.reply(request, match.parameters, scope, receive)
        if answer is not None:
            await self._sender.send(request, operation, answer, send)

    async def _pass_on(
        self, request: Request, operation: Operation, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Have Connexion answer an operation."""
        if "\n" in request.path:
            # Flask's router finds the path, Connexion's does not: nothing would be validated.
            await self._sender.send(request, operation, self._not_found(request), send)
            return
        method = operation.method.upper()
        send = self._sender.stamped(scope, operation, send)
        if request.method != method:  # HEAD: Connexion would miss its body
            send = _without_body(send)
        scope = {**scope, "method": method, "path": request.prefix + request.path}
        await self._app(scope, request.keeping(receive), send)

    async def _unknown(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        path = request.path.removeprefix(CONTROL_PATH)
        segment = path.split("/", 2)[1] if path.startswith("/") else ""
        if segment in self._pages and request.path.isprintable():
            await self._app(scope, receive, self._sender.stamped(scope, None, send))
            return
        await self._sender.send(request, None, self._not_found(request), send)

    def _not_found(self, request: Request) -> Response:
        hint = self._routes.nearest.hint(request.method, request.path, request.prefix)
        detail = f"Nothing is served at this path; /docs lists what is{hint}"
        return refuse(Refusal(404, "not_found", detail), None)

    def _other_method(self, request: Request, match: Match) -> tuple[Response, Operation]:
        """Answer OPTIONS with the path's methods; refuse another method with 405 and `Allow`."""
        known: Mapping[str, Operation] = match.operations
        operation = next(iter(known.values()))
        allowed = {*known, "OPTIONS", *(["HEAD"] if "GET" in known else [])}
        headers = {"Allow": ", ".join(sorted(allowed))}
        if request.method == "OPTIONS":
            return Response(204, operation.media_types[0], b"", headers), operation
        hint = self._routes.nearest.hint_of_method(request.method, operation.path, request.prefix)
        detail = f"This path takes {headers['Allow']}{hint}"
        return refuse(Refusal(405, "method_not_allowed", detail, (), headers), operation), operation


def _without_body(send: Send) -> Send:
    """Wrap `send` to drop bodies, for responses to HEAD (RFC 9110 §9.3.2)."""

    async def send_head(message: Message) -> None:
        await send({**message, "body": b""} if "body" in message else message)

    return send_head
