"""Requests that mean to wait for nothing, answered without a task and past ASGI's messages.

They go the same way as all others, through the same plans; but those that came in one turn of the
event loop go together, one stage after the other. Every stage runs through more code and records
than a processor's first caches hold: the second request finds there what the first has fetched.
Whatever turns out to be special about one of them, ASGI takes up where it was left.
"""

from collections.abc import Mapping

from paydrill.connections import Rest
from paydrill.contract.operations import Operation
from paydrill.contract.plan import Plan
from paydrill.contract.replies import Reply
from paydrill.contract.requests import Request
from paydrill.contract.routes import Routes
from paydrill.contract.sending import Sender

Found = tuple[Plan, tuple[str, ...]]

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
        given = [plan.given(request, path) for request, (plan, path) in asked]
        replies = [
            plan.reply_at_once(request, each)
            for (request, (plan, _)), each in zip(asked, given, strict=True)
        ]
        for (request, (plan, _)), reply in zip(asked, replies, strict=True):
            request.connection.go_on(self._send(request, plan.operation, reply))

    def _send(self, request: Request, operation: Operation, reply: Reply) -> Rest:
        try:
            return self._sender.send_at_once(request, operation, reply)
        except BaseException as error:  # noqa: BLE001 - the others have nothing to do with it
            return error
