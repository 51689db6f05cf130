"""Check requests in Connexion's own stack, where it leaves that to the application."""

from collections.abc import Mapping, Sequence
from typing import Any

from connexion.datastructures import MediaTypeDict
from connexion.middleware.request_validation import (
    RequestValidationAPI,
    RequestValidationMiddleware,
    RequestValidationOperation,
)
from connexion.validators import VALIDATOR_MAP, AbstractRequestBodyValidator

from paydrill.errors import FieldError
from paydrill.openapi.operation import JSON
from paydrill.pipeline.body import Body, ReadsBody, body_of, whole_body
from paydrill.pipeline.execution import Execution
from paydrill.pipeline.refusal import invalid
from paydrill.pipeline.request import Request
from paydrill.pipeline.stops import ClientLeft, Refused
from paydrill.server.asgi import Application, Message, Receive, Scope, Send

_ROUTING = "connexion_routing"
_FRAMING = {b"content-length", b"transfer-encoding"}


def validating(middlewares: Sequence[Any]) -> list[Any]:
    """Replace the request validation among Connexion's middlewares by Paydrill's."""
    return [
        _RequestValidation if each is RequestValidationMiddleware else each for each in middlewares
    ]


class _ValidationAPI(RequestValidationAPI):
    """Refuse unknown query parameters and unwanted bodies where the contract documents a 400."""

    def make_operation(self, operation: Any) -> RequestValidationOperation:
        made = super().make_operation(operation)
        own = operation.function.execution.operation
        made.strict_validation = own.documents_refusals
        body = None if own.body_schemas else body_of(own)
        if body is not None:
            made.next_app = _reading(body, made.next_app)
        return made


class _RequestValidation(RequestValidationMiddleware):
    """Connexion's own middleware, with `_ValidationAPI`."""

    api_cls = _ValidationAPI


def validators(executions: Mapping[str, Execution]) -> dict[str, Any]:
    """Make Connexion's map of validators, with a JSON body validator that reports all faults."""
    bodies = {
        name: Body(execution.operation)
        for name, execution in executions.items()
        if JSON in execution.operation.body_schemas
    }

    class JsonBody(AbstractRequestBodyValidator):
        """Read and check a JSON body of limited size, however its length is framed."""

        async def wrap_receive(self, receive: Receive, *, scope: Scope) -> tuple[Receive, Scope]:
            return await _read(
                bodies[scope["extensions"][_ROUTING]["operation_id"]], scope, receive
            )

    stock: dict[str, Any] = dict(VALIDATOR_MAP)
    return {**stock, "body": MediaTypeDict({**stock["body"], JSON: JsonBody})}


def _reading(body: ReadsBody, app: Application) -> Application:
    """Wrap an application to refuse bodies with content first."""

    async def read_first(scope: Scope, receive: Receive, send: Send) -> None:
        receive, scope = await _read(body, scope, receive)
        await app(scope, receive, send)

    return read_first


async def _read(body: ReadsBody, scope: Scope, receive: Receive) -> tuple[Receive, Scope]:
    """Check a body, and return a `receive` that gives it again. Raises `Refused`."""
    request = Request.of(scope)
    try:
        request.body = await whole_body(request, receive, body.too_long)
    except ClientLeft:
        raise Refused(invalid([FieldError("", "The body has not come whole.")])) from None
    body.read(request)
    parts: list[Message] = [{"type": "http.request", "body": request.body, "more_body": False}]

    async def again() -> Message:
        return parts.pop() if parts else await receive()

    return again, _delimited(scope, request)


def _delimited(scope: Scope, request: Request) -> Scope:
    """Set `Content-Length` to the length of the body: WSGI reads only that far."""
    others = [line for line in scope["headers"] if line[0].lower() not in _FRAMING]
    length = (b"content-length", b"%d" % len(request.body))
    return {**scope, "headers": [*others, length] if request.body else others}
