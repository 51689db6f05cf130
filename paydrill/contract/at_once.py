"""Requests that mean to wait for nothing, answered without a task and past ASGI's messages.

They go the same way as all others, through the same plans. Whatever turns out to be special about
one of them, ASGI takes up where it was left.
"""

from collections.abc import Mapping

from paydrill.contract.asgi import Application
from paydrill.contract.plan import Plan
from paydrill.contract.requests import Request
from paydrill.contract.routes import Routes
from paydrill.contract.sending import Sender

Found = tuple[Plan, tuple[str, ...]]


class AtOnce:
    """Answers what it can."""

    def __init__(self, routes: Routes, plans: Mapping[str, Plan], sender: Sender) -> None:
        """`plans` are those of operations, once they are made."""
        self._routes = routes
        self._plans = plans
        self._sender = sender

    def find(self, request: Request) -> Found | None:
        """The plan of a request and its path's parameters, if it need not wait for anything."""
        match = self._routes.match(request.path)
        if match is None or request.method == "HEAD":  # which is answered by GET, without a body
            return None
        operations, parameters = match
        operation = operations.get(request.method)
        plan = None if operation is None else self._plans.get(operation.id)
        return (plan, parameters) if plan is not None and plan.is_prompt else None

    def answer(self, request: Request, found: Found, body: bytes) -> Application | None:
        """Answer a request that has come whole, or say who goes on with it."""
        plan, parameters = found
        request.body = body
        reply = plan.reply_at_once(request, parameters)
        return self._sender.send_at_once(request, plan.operation, reply)
