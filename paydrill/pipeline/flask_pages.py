"""Serve Flask's pages beside the contracts: the documentation."""

from collections.abc import Collection
from typing import Any

from a2wsgi import WSGIMiddleware
from flask import Blueprint, Flask, request
from flask import Response as FlaskResponse
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from paydrill.pipeline.error_shape import refuse
from paydrill.pipeline.refusal import Refusal
from paydrill.pipeline.request import Request
from paydrill.pipeline.response import Response, encode
from paydrill.pipeline.router import Routes
from paydrill.pipeline.unserved import not_found
from paydrill.server.asgi import Application, Message, Receive, Scope
from paydrill.values.own_contracts import CONTROL_PATH

_NO_METHOD = "This path is served, but not with this method; see Allow"
_STATED = {"content-type", "content-length", "date"}


class FlaskPages:
    """Pages of Flask's, whose responses are taken whole and sent like all others."""

    def __init__(self, blueprint: Blueprint, segments: Collection[str], routes: Routes) -> None:
        """Serve `blueprint` under paths that begin with one of `segments`.

        `routes` know which other paths may have been meant by a path without a page.
        """
        self._segments = frozenset(segments)
        self._routes = routes
        app = Flask("paydrill", static_folder=None)
        app.url_map.merge_slashes = False
        app.config["PROPAGATE_EXCEPTIONS"] = True  # the driver answers them
        app.register_blueprint(blueprint)
        app.register_error_handler(HTTPException, self._refused)
        served: Any = WSGIMiddleware(app.wsgi_app)  # type: ignore[arg-type]
        self.application: Application = served
        """The pages as an ASGI application."""

    def has(self, path: str) -> bool:
        """See `asgi.Pages`."""
        path = path.removeprefix(CONTROL_PATH)
        segment = path.split("/", 2)[1] if path.startswith("/") else ""
        return segment in self._segments and path.isprintable()

    async def response(self, scope: Scope, receive: Receive) -> Response:
        """See `asgi.Pages`."""
        return await whole_response(self.application, scope, receive)

    def _refused(self, error: HTTPException) -> FlaskResponse:
        reply = self._refusal(error, Request.of(request.environ["asgi.scope"]))
        return FlaskResponse(
            encode(reply), reply.status, reply.headers, content_type=reply.media_type
        )

    def _refusal(self, error: HTTPException, asked: Request) -> Response:
        if isinstance(error, NotFound):
            return not_found(asked, self._routes)
        if isinstance(error, MethodNotAllowed):
            allow = {"Allow": ", ".join(sorted(error.valid_methods or ()))}
            return refuse(Refusal(405, "method_not_allowed", _NO_METHOD, (), allow), None)
        status = error.code or 500
        return refuse(Refusal(status, f"http_{status}", str(error.description)), None)


async def whole_response(app: Application, scope: Scope, receive: Receive) -> Response:
    """Return an application's response to a request, HEAD's with the body of GET's."""
    start: Message = {}
    body = bytearray()

    async def take(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
        else:
            body.extend(message.get("body", b""))

    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    await app({**scope, "method": method}, receive, take)
    lines = {name.decode("latin-1").lower(): v.decode("latin-1") for name, v in start["headers"]}
    headers = {name: value for name, value in lines.items() if name not in _STATED}
    return Response(start["status"], lines.get("content-type", ""), bytes(body), headers)
