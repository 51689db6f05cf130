"""Answer requests that need not wait in one batch, without a task and without ASGI's messages.

They pass the same endpoints as all other requests; but the requests of one event-loop turn go
together, stage by stage. Every stage runs through more code and records than a processor's first
caches hold: the second request finds there what the first has fetched. A response that has to wait
after all is finished by ASGI.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar, TypeVarTuple

from paydrill.pipeline.endpoint import Endpoint
from paydrill.pipeline.failures import failure
from paydrill.pipeline.request import Request
from paydrill.pipeline.response import Response
from paydrill.pipeline.router import Routes
from paydrill.pipeline.sender import Sender

Matched = tuple[Endpoint, tuple[str, ...]]

Args = TypeVarTuple("Args")
T = TypeVar("T")

# HEAD is answered by GET, without a body; OPTIONS may be a browser's preflight (`origins`).
_BY_ASGI = frozenset({"HEAD", "OPTIONS"})


class BatchDriver:
    """Answer the prompt requests of one event-loop turn together, at its end."""

    def __init__(self, routes: Routes, endpoints: Mapping[str, Endpoint], sender: Sender) -> None:
        """Take `endpoints`, the endpoints by operation id; Connexion fills them at start."""
        self._routes = routes
        self._endpoints = endpoints
        self._sender = sender
        self._asked: list[tuple[Request, Matched]] = []

    def find(self, request: Request) -> Matched | None:
        """Find the endpoint and path parameters of a request; `None` if it may have to wait."""
        match = self._routes.match(request.path)
        if match is None or request.method in _BY_ASGI:
            return None
        operations, parameters = match
        operation = operations.get(request.method)
        endpoint = None if operation is None else self._endpoints.get(operation.id)
        return (endpoint, parameters) if endpoint is not None and endpoint.is_prompt else None

    def defer(self, request: Request, found: Matched) -> None:
        """Put off a request, received whole, to the end of the turn."""
        if not self._asked:
            request.connection.defer(self._answer)
        self._asked.append((request, found))

    def _answer(self) -> None:
        asked, self._asked = self._asked, []
        given = [
            _of(endpoint, endpoint.given, request, path) for request, (endpoint, path) in asked
        ]
        replies = [
            each if isinstance(each, Response) else _of(endpoint, endpoint.answer, request, each)
            for (request, (endpoint, _)), each in zip(asked, given, strict=True)
        ]
        send = self._sender.send_in_batch
        for (request, (endpoint, _)), reply in zip(asked, replies, strict=True):
            rest = _of(endpoint, send, request, endpoint.operation, reply)
            if isinstance(rest, Response):
                rest = self._sender.sending(request, endpoint.operation, rest)
            request.connection.finish(rest)


def _of(endpoint: Endpoint, stage: Callable[[*Args], T], *args: *Args) -> T | Response:
    """Run one stage for one request; its failure must not fail the others of the batch."""
    try:
        return stage(*args)
    except BaseException as error:  # noqa: BLE001 - see `failure`
        return failure(error, endpoint.operation)
