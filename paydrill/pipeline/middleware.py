"""Have Connexion find the handlers and make the security checks, and compile each operation.

Connexion walks the skeleton of the contracts (see `openapi.skeleton`). Of the 1.2 ms that its own
stack spends on a request, almost nothing depends on the request: here each operation is compiled to
an `Endpoint`, once.
"""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from connexion import ConnexionMiddleware
from connexion.lifecycle import ConnexionRequest
from connexion.middleware.abstract import AbstractRoutingAPI, SpecMiddleware
from connexion.middleware.main import API
from connexion.middleware.security import SecurityOperation
from connexion.resolver import Resolution, Resolver
from connexion.security import NO_VALUE, AbstractSecurityHandler, SecurityHandlerFactory
from connexion.spec import OpenAPISpecification
from starlette.exceptions import HTTPException

from paydrill.openapi.documents import Contract
from paydrill.openapi.operation import Operation
from paydrill.openapi.security import AUTHORIZATION
from paydrill.openapi.skeleton import skeleton
from paydrill.pipeline.endpoint import Endpoint, Executable, Verify
from paydrill.pipeline.keys import ACCEPTING, key_in
from paydrill.pipeline.refusal import Refusal, unauthorized
from paydrill.pipeline.request import Request
from paydrill.pipeline.stops import Refused
from paydrill.server.asgi import Application, Receive, Scope, Send


def connexion_app(
    contracts: Iterable[Contract],
    executions: Mapping[str, Executable],
    pages: Application,
    pipeline: Any,
) -> ConnexionMiddleware:
    """Make Connexion's application over the contracts; `executions` are keyed by operation id.

    `pipeline`, a class of middleware, is put in front of `pages`.
    """
    app = ConnexionMiddleware(
        pages,
        import_name="paydrill",
        middlewares=[pipeline],
        resolver=_ExecutionResolver(executions),
    )
    for contract in contracts:
        specification = _Skeleton(skeleton(contract))  # type: ignore[no-untyped-call]
        # Requests are routed by the pipeline: this path only keeps the contracts apart.
        apart = f"/{contract.name}"
        app.apis.append(API(specification, base_path=apart, name=apart, **vars(app.options)))
    return app


class _Skeleton(OpenAPISpecification):
    """A document that was made here, so that its validity need not be checked."""

    @classmethod
    def _validate_spec(cls, spec: dict[str, Any]) -> None:
        """Skip the check, which takes longer than all the rest that Connexion does at start."""


class _ExecutionResolver(Resolver):
    """Resolve every operation to its execution."""

    def __init__(self, executions: Mapping[str, Executable]) -> None:
        super().__init__()
        self._executions = executions

    def resolve(self, operation: Any) -> Resolution:
        id_ = operation.operation_id
        return Resolution(self._executions[id_], id_)  # type: ignore[no-untyped-call]


class PipelineMiddleware(SpecMiddleware):
    """Have a driver answer all requests, by endpoints that are made here."""

    def __init__(
        self, app: Application, *, driver: Application, endpoints: dict[str, Endpoint]
    ) -> None:
        """Put endpoints into `endpoints`, by operation id; `app` serves what is not HTTP."""
        self._app = app
        self._driver = driver
        self._endpoints = endpoints

    def add_api(self, specification: Any, **kwargs: Any) -> None:
        """Make the endpoints of a specification; Connexion calls this at start."""
        _EndpointApi(specification, endpoints=self._endpoints, **kwargs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI scope."""
        await (self._driver if scope["type"] == "http" else self._app)(scope, receive, send)


class _EndpointApi(AbstractRoutingAPI[Endpoint]):
    """Walk a specification as Connexion's own layers do, and make endpoints of it."""

    def __init__(
        self, specification: Any, *, endpoints: dict[str, Endpoint], **kwargs: Any
    ) -> None:
        self._endpoints = endpoints
        self._security = SecurityHandlerFactory({AUTHORIZATION: _AnyOfForm})
        super().__init__(specification, **kwargs)

    def make_operation(self, operation: Any) -> Endpoint:
        return Endpoint(operation.function, self._verify(operation))

    def _verify(self, operation: Any) -> Verify | None:
        """Make the check of an operation's credentials; `None` if none are asked for."""
        if not any(operation.security):
            return None
        check = SecurityOperation.from_operation(
            operation, next_app=_nothing, security_handler_factory=self._security
        ).verification_fn
        asked: Operation = operation.function.operation
        is_by_key = _is_by_key(asked)
        places = f"This operation takes credentials in {', '.join(asked.credential_places)}"

        def verify(request: Request) -> None:
            if is_by_key and key_in(request.header(b"authorization") or "") is not None:
                return  # in a twentieth of the time that Connexion takes for it
            try:
                _finished(check(ConnexionRequest(_scope_of(request))))  # type: ignore[no-untyped-call]
            except HTTPException as error:
                detail = str(error.detail or "The credentials are not accepted")
                if error.status_code == HTTPStatus.FORBIDDEN:
                    raise Refused(Refusal(403, "forbidden", detail)) from None
                detail = f"{detail.rstrip('.')}. {places}"
                raise Refused(unauthorized(detail, challenge=asked.challenge)) from None

        return verify

    @staticmethod
    def _framework_path_and_name(operation: Any, path: str) -> tuple[str, str]:
        return path, operation.operation_id

    def _add_operation_internal(  # the endpoint knows method, path and name
        self,
        method: str,  # noqa: ARG002
        path: str,  # noqa: ARG002
        operation: Endpoint,
        name: str | None = None,  # noqa: ARG002
    ) -> None:
        self._endpoints[operation.operation.id] = operation


class _AnyOfForm(AbstractSecurityHandler):
    """Ask for `Authorization: <form> <any credentials>`."""

    def get_fn(
        self, security_scheme: dict[str, Any], _required_scopes: list[str]
    ) -> Callable[[ConnexionRequest], object]:
        """See `AbstractSecurityHandler.get_fn`."""

        def verify(request: ConnexionRequest) -> object:
            form, _ = self.get_auth_header_value(request)  # type: ignore[no-untyped-call]
            return {} if form == security_scheme["form"] else NO_VALUE

        return verify


def _is_by_key(operation: Operation) -> bool:
    """Tell whether a key is all that an operation asks for."""
    schemes = operation.document.get("components", {}).get("securitySchemes", {})
    named = [schemes.get(name, {}) for each in operation.security for name in each]
    return all(ACCEPTING & set(map(str, scheme.values())) for scheme in named)


def _scope_of(request: Request) -> Scope:
    """Write a scope with all that a check of credentials reads."""
    headers = list(request.headers.items())
    return {"type": "http", "headers": headers, "query_string": request.query}


def _finished(check: Coroutine[Any, Any, object]) -> None:
    """Run a coroutine that waits for nothing, as Connexion's checks by our own functions do."""
    try:
        check.send(None)
    except StopIteration:
        return
    raise RuntimeError("a check of credentials waits for something")


async def _nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Do nothing: after the security check the endpoint goes on, not Connexion."""
