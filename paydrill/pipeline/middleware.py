"""Compile the pipeline at start, as a middleware of Connexion.

Connexion loads the contracts, resolves the handlers and makes the security checks; of the 1.2 ms
its stack then spends on a request, almost nothing depends on the request. Here each operation is
compiled to an `Endpoint`, once. Flask's own pages are passed on.
"""

from typing import Any

from connexion.middleware.abstract import AbstractRoutingAPI, SpecMiddleware
from connexion.middleware.security import SecurityOperation
from connexion.security import SecurityHandlerFactory

from paydrill.pipeline.dispatch import Dispatcher
from paydrill.pipeline.endpoint import Endpoint
from paydrill.pipeline.execution import Execution
from paydrill.server.asgi import Application, Receive, Scope, Send


class PipelineMiddleware(Dispatcher, SpecMiddleware):
    """Answer the operations, and pass on requests for Flask's own pages."""

    def __init__(self, app: Application, *, blocking: bool, **others: Any) -> None:
        """Take the rest of Connexion's stack as `app`; `others` are for the `Dispatcher`.

        The dispatcher's `endpoints` are filled here. `blocking` handlers run on a worker thread.
        """
        super().__init__(app, **others)
        self._blocking = blocking

    def add_api(self, specification: Any, **kwargs: Any) -> None:
        """Compile every operation of a specification; Connexion calls this at start."""
        _EndpointApi(specification, endpoints=self._endpoints, blocking=self._blocking, **kwargs)


class _EndpointApi(AbstractRoutingAPI[Endpoint]):
    """Walk a specification as Connexion's own layers do, and compile its operations."""

    def __init__(
        self, specification: Any, *, endpoints: dict[str, Endpoint], **kwargs: Any
    ) -> None:
        self._endpoints = endpoints
        self._blocking = kwargs.pop("blocking")
        self._security = SecurityHandlerFactory(kwargs.pop("security_map", None))
        super().__init__(specification, **kwargs)

    def make_operation(self, operation: Any) -> Endpoint:
        execution: Execution = operation.function.execution
        verify = None
        if any(operation.security):
            security = SecurityOperation.from_operation(
                operation, next_app=_nothing, security_handler_factory=self._security
            )
            verify = security.verification_fn
        return Endpoint(execution, verify, blocking=self._blocking)

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


async def _nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Do nothing: after the security check the endpoint goes on, not Connexion."""
