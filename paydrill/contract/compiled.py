"""The compiled pipeline: a Connexion middleware that has worked everything out at start.

Connexion loads the contracts, resolves the handlers and makes the security checks; of the 1.2 ms
its stack then spends on a request, almost nothing depends on the request. Here each operation
becomes a `Plan`, once. What cannot be compiled, and pages that are Flask's own, are passed on.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from connexion.middleware.abstract import AbstractRoutingAPI, SpecMiddleware
from connexion.middleware.security import SecurityOperation
from connexion.security import SecurityHandlerFactory

from paydrill.contract.asgi import Application, Receive, Scope, Send
from paydrill.contract.exchange import Exchange
from paydrill.contract.operations import Operation
from paydrill.contract.plan import Plan
from paydrill.contract.refused import NotCompiled
from paydrill.contract.replies import Refusal, Reply, refuse
from paydrill.contract.requests import KEY, Request
from paydrill.contract.routes import Match, Routes
from paydrill.contract.sending import Sender

# An escaped slash is part of a name, not a separator (RFC 3986 §2.2), and no name here has one.
_ESCAPED_SLASH = re.compile(rb"%2[fF]")


class CompiledPipeline(SpecMiddleware):
    """Answers what it could compile, passes on what it could not."""

    def __init__(
        self,
        app: Application,
        *,
        routes: Routes,
        plans: dict[str, Plan],
        sender: Sender,
        pages: Collection[str],
        blocking: bool,
    ) -> None:
        """`app` is the rest of Connexion's stack; `pages` are first segments of Flask's pages.

        `plans` are those that were made, by operation.
        """
        self._app = app
        self._routes = routes
        self._sender = sender
        self._pages = frozenset(pages)
        self._blocking = blocking
        self._plans = plans

    def add_api(self, specification: Any, **kwargs: Any) -> None:
        """Compile every operation of a specification; Connexion calls this at start."""
        _PlanApi(specification, plans=self._plans, blocking=self._blocking, **kwargs)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request: Request = scope[KEY]
        match = self._routes.match(request.path)
        raw_path = scope.get("raw_path", b"")
        if match is None or (b"%" in raw_path and _ESCAPED_SLASH.search(raw_path)):
            await self._unknown(request, scope, receive, send)
            return
        operation = match.operation(request.method)
        if operation is None:
            reply, known = self._other_method(request, match)
            await self._sender.send(request, known, reply, send)
            return
        plan = self._plans.get(operation.id)
        if plan is None:
            stamped = self._sender.stamped(scope, operation, send)
            await self._app(scope, request.keeping(receive), stamped)
            return
        answer = await plan.reply(request, match.parameters, scope, receive)
        if answer is not None:
            await self._sender.send(request, operation, answer, send)

    async def _unknown(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        segment = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
        if segment in self._pages and request.path.isprintable():
            await self._app(scope, receive, self._sender.stamped(scope, None, send))
            return
        hint = self._routes.nearest.hint(request.method, request.path, request.prefix)
        detail = f"Nothing is served at this path; /docs lists what is{hint}"
        await self._sender.send(
            request, None, refuse(Refusal(404, "not_found", detail), None), send
        )

    def _other_method(self, request: Request, match: Match) -> tuple[Reply, Operation]:
        """OPTIONS is told which methods there are; any other is refused, and told as well."""
        known: Mapping[str, Operation] = match.operations
        operation = next(iter(known.values()))
        allowed = {*known, "OPTIONS", *(["HEAD"] if "GET" in known else [])}
        headers = {"Allow": ", ".join(sorted(allowed))}
        if request.method == "OPTIONS":
            return Reply(204, operation.media_types[0], b"", headers), operation
        hint = self._routes.nearest.hint_of_method(request.method, operation.path, request.prefix)
        detail = f"This path takes {headers['Allow']}{hint}"
        return refuse(Refusal(405, "method_not_allowed", detail, (), headers), operation), operation


class _PlanApi(AbstractRoutingAPI[Plan | None]):
    """Walks a specification as Connexion's own layers do, and compiles what it meets."""

    def __init__(self, specification: Any, *, plans: dict[str, Plan], **kwargs: Any) -> None:
        self._plans = plans
        self._blocking = kwargs.pop("blocking")
        self._security = SecurityHandlerFactory(kwargs.pop("security_map", None))
        super().__init__(specification, **kwargs)

    def make_operation(self, operation: Any) -> Plan | None:
        exchange: Exchange = operation.function.exchange
        verify = None
        if any(operation.security):
            security = SecurityOperation.from_operation(
                operation, next_app=_nothing, security_handler_factory=self._security
            )
            verify = security.verification_fn
        try:
            return Plan(exchange, verify, blocking=self._blocking)
        except NotCompiled:
            return None

    @staticmethod
    def _framework_path_and_name(operation: Any, path: str) -> tuple[str, str]:
        return path, operation.operation_id

    def _add_operation_internal(  # the plan knows what else there is to say
        self,
        method: str,  # noqa: ARG002
        path: str,  # noqa: ARG002
        operation: Plan | None,
        name: str | None = None,  # noqa: ARG002
    ) -> None:
        if operation is not None:
            self._plans[operation.operation.id] = operation


async def _nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """What comes after the check is the plan's, not Connexion's."""
