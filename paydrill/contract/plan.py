"""One operation, compiled: parameters → body → handler → answer."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from connexion.exceptions import ProblemException
from connexion.lifecycle import ConnexionRequest
from starlette.concurrency import run_in_threadpool

from paydrill.contract.asgi import Receive, Scope
from paydrill.contract.bodies import Body
from paydrill.contract.exchange import Exchange
from paydrill.contract.long_poll import WAIT_S, LongPoll
from paydrill.contract.parameters import Parameters
from paydrill.contract.refused import ClientLeft, Refused
from paydrill.contract.replies import Refusal, Reply, refuse, unauthorized
from paydrill.contract.requests import Request

Verify = Callable[[ConnexionRequest], Awaitable[object]]

_log = logging.getLogger("paydrill")
_FORBIDDEN = 403


class Plan:
    """What there is to do for a request of one operation; all of it was worked out at start."""

    def __init__(self, exchange: Exchange, verify: Verify | None, *, blocking: bool) -> None:
        """`verify` is Connexion's check of the operation's security, `None` where it has none.

        `blocking` handlers run on a worker thread. Raises `NotCompiled` for an operation that is
        left to Connexion.
        """
        self.operation = exchange.operation
        self._exchange = exchange
        self._verify = verify
        self._blocking = blocking
        self._parameters = Parameters(self.operation)
        self._body = Body(self.operation) if self.operation.body_schemas else None
        self._takes = frozenset(exchange.takes)
        wanted = self.operation.waits_for
        self._long_poll = None if wanted is None else LongPoll(wanted, exchange.signals)

    async def reply(
        self, request: Request, path: tuple[str, ...], scope: Scope, receive: Receive
    ) -> Reply | None:
        """The answer to a request, whatever goes wrong; `None` when the client has left."""
        try:
            if self._verify is not None:
                await self._authorize(self._verify, scope)
            arguments = self._parameters.read(request, path)
            if self._body is not None:
                arguments["body"] = await self._body.read(request, receive)
            wait_s = arguments.get(WAIT_S)
            if self._takes != arguments.keys():  # not every handler wants all there is
                arguments = {name: arguments[name] for name in self._takes & arguments.keys()}
            if wait_s and self._long_poll is not None:
                ask = partial(self._ask, request, arguments)
                return await self._long_poll.reply(request, wait_s, ask)
            return await self._ask(request, arguments)
        except Refused as refused:
            return refuse(refused.refusal, self.operation)
        except ClientLeft:
            return None
        except Exception:  # noqa: BLE001 - whatever it is, the client gets an answer
            _log.exception("%s failed", self.operation.id)
            detail = f"{self.operation.id} failed; the server's log has the reason"
            return refuse(Refusal(500, "internal_error", detail), self.operation)

    async def _ask(self, request: Request, arguments: dict[str, Any]) -> Reply:
        if self._blocking:
            return await run_in_threadpool(self._exchange.answer, request, arguments)
        return self._exchange.answer(request, arguments)

    async def _authorize(self, verify: Verify, scope: Scope) -> None:
        try:
            await verify(ConnexionRequest(scope))  # type: ignore[no-untyped-call]
        except ProblemException as problem:
            detail = str(problem.detail or problem.title)
            if problem.status == _FORBIDDEN:
                raise Refused(Refusal(403, "forbidden", detail)) from None
            raise Refused(unauthorized(detail, challenge=self.operation.challenge)) from None
