"""Serve contracts by Connexion and Flask as they come, to compare Paydrill's pipeline with.

Connexion gets the whole contracts, routes and validates. Added is only what Connexion leaves to the
application: the handler behind each operation, how JSON is read, and the shape of errors. Which
paths and methods there are, OPTIONS and HEAD are Paydrill's (see decision 6).
"""

import inspect
import logging
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import connexion
from connexion.context import scope as connexion_scope
from connexion.exceptions import ProblemException
from connexion.lifecycle import ConnexionRequest, ConnexionResponse
from connexion.middleware import ConnexionMiddleware
from connexion.middleware.main import API
from connexion.options import SwaggerUIOptions
from connexion.resolver import Resolution, Resolver
from connexion.spec import OpenAPISpecification
from flask.json.provider import DefaultJSONProvider
from starlette.exceptions import HTTPException

from paydrill.app import Parts
from paydrill.errors import FieldError
from paydrill.openapi import strict_json
from paydrill.openapi.operation import Operation
from paydrill.pipeline.error_shape import refuse
from paydrill.pipeline.execution import Execution
from paydrill.pipeline.failures import failure
from paydrill.pipeline.flask_pages import whole_response
from paydrill.pipeline.refusal import Refusal, invalid, unauthorized
from paydrill.pipeline.request import KEY, Request
from paydrill.pipeline.response import NO_HEADERS, Response, encode, is_streamed
from paydrill.pipeline.result import Result
from paydrill.pipeline.router import Routes
from paydrill.pipeline.sender import REQUEST_ID
from paydrill.pipeline.stops import Refused
from paydrill.pipeline.unserved import not_found, other_method
from paydrill.server.asgi import Receive, Scope, Send
from tests.reference.merging import accept_by_default, merge
from tests.reference.validation import validating, validators

_log = logging.getLogger("paydrill")
_ANSWERED = "paydrill.answered"
_TOLD_LATER = {REQUEST_ID.decode()}
# Code and detail of what Connexion and Flask refuse on their own.
_REFUSED = {
    404: ("not_found", "Nothing is served at this path; /docs lists what is"),
    413: ("payload_too_large", "The body is too long"),
    415: ("unsupported_media_type", "Send the body as Content-Type: application/json, in UTF-8"),
}
_NOT_JSON = Refusal(415, *_REFUSED[415])
_PARAMETER = re.compile(r"Error for (path|query|header|cookie) parameter '([^']*)'")


def stock_stack(parts: Parts) -> tuple["StockStack", None]:
    """Make Connexion's own stack of a server's parts; it has no batch driver."""
    return StockStack(parts), None


class StockStack:
    """Connexion's own application, behind the paths, methods and the sender of a server."""

    def __init__(self, parts: Parts) -> None:
        """Build it."""
        self._app = _application(parts)
        self._routes = parts.routes
        self._sender = parts.sender

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request: Request = scope[KEY]
        await self._sender.deliver(request, self._result(request, scope, receive), send)

    async def _result(self, request: Request, scope: Scope, receive: Receive) -> Result:
        # Flask's router finds a path with a line break, Connexion's does not; to both an encoded
        # slash is a separator.
        has_odd_path = "\n" in request.path or b"%2f" in scope["raw_path"].lower()
        if not request.match.operations or has_odd_path:
            return Result(None, not_found(request, self._routes))
        operation = request.match.operation(request.method)
        if operation is None:
            return other_method(request, self._routes)
        answered: list[Result] = []
        scope = {
            **scope,
            "method": operation.method.upper(),
            "path": request.prefix + request.path,
            _ANSWERED: answered,
        }
        response = await whole_response(self._app, scope, receive)
        response.headers = {n: v for n, v in response.headers.items() if n not in _TOLD_LATER}
        result = answered[0] if answered else Result(operation, response)
        response.wire, response.rules = result.response.wire, result.response.rules
        return result._replace(response=response)


def _application(parts: Parts) -> connexion.FlaskApp:
    """Build Connexion's own application over the contracts."""
    app = connexion.FlaskApp(
        "paydrill",
        swagger_ui_options=SwaggerUIOptions(serve_spec=False, swagger_ui=False),
        server_args={"static_folder": None},
        middlewares=validating(ConnexionMiddleware.default_middlewares),
        validator_map=validators(parts.executions),
        validate_responses=True,
        strict_validation=True,
        resolver=_ExecutionResolver(parts.executions),
    )
    app.app.json = _StrictJson(app.app)
    for base_path, document in merge(parts.contracts).items():
        accept_by_default(document)
        options = vars(app.middleware.options)
        specification = _SoundSpecification(document)  # type: ignore[no-untyped-call]
        app.middleware.apis.append(
            API(specification, base_path=base_path, name=base_path or "root", **options)
        )
    errors = _Errors(parts.routes)
    app.add_error_handler(404, errors.http)
    app.add_error_handler(HTTPException, errors.http)
    app.add_error_handler(ProblemException, errors.problem)
    app.add_error_handler(Refused, errors.refused)
    app.add_error_handler(Exception, errors.unexpected)
    return app


class _SoundSpecification(OpenAPISpecification):
    """A document that was validated against OpenAPI's schema when it was read."""

    @classmethod
    def _validate_spec(cls, spec: dict[str, Any]) -> None:
        """Skip the check: the document is known to be valid."""


class _ExecutionResolver(Resolver):
    """Resolve every operation to the view of its execution."""

    def __init__(self, executions: Mapping[str, Execution]) -> None:
        super().__init__()
        self._functions = {name: _view(execution) for name, execution in executions.items()}

    def resolve(self, operation: Any) -> Resolution:
        return Resolution(  # type: ignore[no-untyped-call]
            self._functions[operation.operation_id], operation.operation_id
        )


def _view(execution: Execution) -> Callable[..., ConnexionResponse]:
    """Make the function that Connexion calls with the arguments the handler takes."""

    def view(**arguments: Any) -> ConnexionResponse:
        request = Request.of(connexion_scope)
        if isinstance(arguments.get("body"), bytes):  # Connexion lets a body without a type pass
            reply = refuse(_NOT_JSON, execution.operation)
        else:
            result = execution.answer(request, arguments)
            connexion_scope[_ANSWERED].append(result)
            reply = result.response
        # Connexion checks required headers before the sender could add the id.
        return _response(reply, {REQUEST_ID.decode(): request.id.decode()})

    view.execution = execution  # type: ignore[attr-defined] # for the validation
    view.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in execution.takes]
    )
    return view


def _response(reply: Response, headers: Mapping[str, str] = NO_HEADERS) -> ConnexionResponse:
    return ConnexionResponse(  # type: ignore[no-untyped-call]
        reply.status,
        content_type=reply.media_type,
        mimetype=reply.media_type,
        body=reply.content if is_streamed(reply) else encode(reply),
        headers={**reply.headers, **headers},
    )


class _StrictJson(DefaultJSONProvider):
    """Read bodies for Flask as strictly as the check did, with numbers as they were written."""

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return strict_json.parse(s.encode() if isinstance(s, str) else s)


def _refusal(status: int, detail: str, headers: Mapping[str, str]) -> Refusal:
    code, told = _REFUSED.get(status, (f"http_{status}", detail))
    return Refusal(status, code, told, (), headers)


class _Errors:
    """Turn errors of Connexion, Flask and handlers into the error shape of the contract."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes

    def http(self, request: ConnexionRequest, error: Exception) -> ConnexionResponse:
        assert isinstance(error, HTTPException)  # registered for it
        if error.status_code == HTTPStatus.NOT_FOUND:
            return _response(not_found(Request.of(request.scope), self._routes))
        headers = dict(error.headers or {})
        return self._refuse(request, _refusal(error.status_code, str(error.detail), headers))

    def problem(self, request: ConnexionRequest, error: Exception) -> ConnexionResponse:
        assert isinstance(error, ProblemException)  # registered for it
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return self._drifted(request, error)
        if error.status == HTTPStatus.UNAUTHORIZED:
            return self._refuse(request, unauthorized(str(error.detail or error.title)))
        if error.status != HTTPStatus.BAD_REQUEST:
            return self._refuse(request, _refusal(error.status, str(error.detail), {}))
        # Connexion's own sentence repeats the value, and then prints the schema.
        parameter = _PARAMETER.match(str(error.detail))
        at = "/".join(("", *parameter.groups())) if parameter else ""
        return self._refuse(request, invalid([FieldError(at, "is not valid.")]))

    def refused(self, request: ConnexionRequest, error: Exception) -> ConnexionResponse:
        assert isinstance(error, Refused)  # registered for it
        return self._refuse(request, error.refusal)

    def unexpected(self, request: ConnexionRequest, error: Exception) -> ConnexionResponse:
        return _response(failure(error, self._operation(request)))

    def _drifted(self, request: ConnexionRequest, error: ProblemException) -> ConnexionResponse:
        operation = self._operation(request)
        _log.error("%s failed", operation.id if operation else "a request", exc_info=error)
        detail = "The server could not answer as its contract says; its log has the reason"
        return self._refuse(request, Refusal(500, "contract_broken", detail))

    def _operation(self, request: ConnexionRequest) -> Operation | None:
        asked = Request.of(request.scope)
        return asked.match.any_operation(asked.method)

    def _refuse(self, request: ConnexionRequest, refusal: Refusal) -> ConnexionResponse:
        return _response(refuse(refusal, self._operation(request)))
