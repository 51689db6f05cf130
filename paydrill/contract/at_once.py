"""Requests that mean to wait for nothing, answered without a task and past ASGI's messages.

They go the same way as all others, through the same plans; but those that came in one turn of the
event loop go together, one stage after the other. Every stage runs through more code and records
than a processor's first caches hold: the second request finds there what the first has fetched.
Whatever turns out to be special about one of them, ASGI takes up where it was left.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar, TypeVarTuple

from paydrill.contract.failures import failure
from paydrill.contract.plan import Plan
from paydrill.contract.replies import Reply
from paydrill.contract.requests import Request
from paydrill.contract.routes import Routes
from paydrill.contract.sending import Sender

Found = tuple[Plan, tuple[str, ...]]

Args = TypeVarTuple("Args")
T = TypeVar("T")

# HEAD is answered by GET, without a body; OPTIONS may be the browser's own question (`origins`).
_BY_ASGI = frozenset({"HEAD", "OPTIONS"})


class AtOnce:
    """Answers what it can, at the end of the turn in which it was asked."""

    def __init__(self, routes: Routes, plans: Mapping[str, Plan], sender: Sender) -> None:
        """`plans` are those of operations, once they are made."""
        self._routes = routes
        self._plans = plans
        self._sender = sender
        self._asked: list[tuple[Request, Found]] = []

    def find(self, request: Request) -> Found | None:
        """The plan of a request and its path's parameters, if it need not wait for anything."""
        match = self._routes.match(request.path)
        if match is None or request.method in _BY_ASGI:
            return None
        operations, parameters = match
        operation = operations.get(request.method)
        plan = None if operation is None else self._plans.get(operation.id)
        return (plan, parameters) if plan is not None and plan.is_prompt else None

    def put_off(self, request: Request, found: Found) -> None:
        """Answer a request that has come whole, at the end of the turn."""
        if not self._asked:
            request.connection.put_off(self._answer)
        self._asked.append((request, found))

    def _answer(self) -> None:
        asked, self._asked = self._asked, []
        given = [_of(plan, plan.given, request, path) for request, (plan, path) in asked]
        replies = [
            each if isinstance(each, Reply) else _of(plan, plan.answer, request, each)
            for (request, (plan, _)), each in zip(asked, given, strict=True)
        ]
        send = self._sender.send_at_once
        for (request, (plan, _)), reply in zip(asked, replies, strict=True):
            rest = _of(plan, send, request, plan.operation, reply)
            if isinstance(rest, Reply):
                rest = self._sender.sending(request, plan.operation, rest)
            request.connection.go_on(rest)


def _of(plan: Plan, stage: Callable[[*Args], T], *args: *Args) -> T | Reply:
    """Take a request through a stage; its failure is not the affair of the others."""
    try:
        return stage(*args)
    except BaseException as error:  # noqa: BLE001 - see `failure`
        return failure(error, plan.operation)
