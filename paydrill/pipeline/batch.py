"""Requests that mean to wait for nothing, answered without a task and past ASGI's messages.

They go the same way as all others, through the same plans; but those that came in one turn of the
event loop go together, one stage after the other. Every stage runs through more code and records
than a processor's first caches hold: the second request finds there what the first has fetched.
Whatever turns out to be special about one of them, ASGI takes up where it was left.
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

# HEAD is answered by GET, without a body; OPTIONS may be the browser's own question (`origins`).
_BY_ASGI = frozenset({"HEAD", "OPTIONS"})


class BatchDriver:
    """Answers what it can, at the end of the turn in which it was asked."""

    def __init__(self, routes: Routes, plans: Mapping[str, Endpoint], sender: Sender) -> None:
        """`plans` are those of operations, once they are made."""
        self._routes = routes
        self._plans = plans
        self._sender = sender
        self._asked: list[tuple[Request, Matched]] = []

    def find(self, request: Request) -> Matched | None:
        """The plan of a request and its path's parameters, if it need not wait for anything."""
        match = self._routes.match(request.path)
        if match is None or request.method in _BY_ASGI:
            return None
        operations, parameters = match
        operation = operations.get(request.method)
        plan = None if operation is None else self._plans.get(operation.id)
        return (plan, parameters) if plan is not None and plan.is_prompt else None

    def defer(self, request: Request, found: Matched) -> None:
        """Answer a request that has come whole, at the end of the turn."""
        if not self._asked:
            request.connection.defer(self._answer)
        self._asked.append((request, found))

    def _answer(self) -> None:
        asked, self._asked = self._asked, []
        given = [_of(plan, plan.given, request, path) for request, (plan, path) in asked]
        replies = [
            each if isinstance(each, Response) else _of(plan, plan.answer, request, each)
            for (request, (plan, _)), each in zip(asked, given, strict=True)
        ]
        send = self._sender.send_in_batch
        for (request, (plan, _)), reply in zip(asked, replies, strict=True):
            rest = _of(plan, send, request, plan.operation, reply)
            if isinstance(rest, Response):
                rest = self._sender.sending(request, plan.operation, rest)
            request.connection.go_on(rest)


def _of(plan: Endpoint, stage: Callable[[*Args], T], *args: *Args) -> T | Response:
    """Take a request through a stage; its failure is not the affair of the others."""
    try:
        return stage(*args)
    except BaseException as error:  # noqa: BLE001 - see `failure`
        return failure(error, plan.operation)
