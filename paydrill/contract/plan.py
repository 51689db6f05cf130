"""One operation, compiled: parameters → body → handler → answer."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from connexion.exceptions import ProblemException
from connexion.lifecycle import ConnexionRequest
from starlette.concurrency import run_in_threadpool

from paydrill.contract.asgi import Receive, Scope
from paydrill.contract.bodies import Body, whole_body
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
        given = {*self._parameters.names, *(["body"] if self._body is not None else [])}
        self._takes_all = given <= self._takes
        wanted = self.operation.waits_for
        self._long_poll = None if wanted is None else LongPoll(wanted, exchange.signals)
        self.is_prompt = not blocking and verify is None and wanted is None
        """Whether there is never anything to wait for but the body."""

    async def reply(
        self, request: Request, path: tuple[str, ...], scope: Scope, receive: Receive
    ) -> Reply | None:
        """The answer to a request, whatever goes wrong; `None` when the client has left."""
        try:
            if self._verify is not None:
                await self._authorize(self._verify, scope)
            if self._body is not None:
                request.body = await whole_body(request, receive)
            given = self._read(request, path)
            arguments = given if self._takes_all else self._taken(given)
            ask = partial(self._ask, request, arguments)
            if self._long_poll is not None and given.get(WAIT_S):
                return await self._long_poll.reply(request, given[WAIT_S], ask)
            return await ask()
        except ClientLeft:
            return None
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            return self._failed(error)

    def given(self, request: Request, path: tuple[str, ...]) -> dict[str, Any] | Reply:
        """What the handler takes of a request whose body has come, or why it gets none of it.

        This and `reply_at_once` are the two halves of `reply` where the plan `is_prompt`.
        """
        try:
            given = self._read(request, path)
            return given if self._takes_all else self._taken(given)
        except BaseException as error:  # noqa: BLE001 - likewise, and it is nobody else's affair
            return self._failed(error)

    def reply_at_once(self, request: Request, given: dict[str, Any] | Reply) -> Reply:
        """The answer to a request that gave this, whatever goes wrong."""
        if isinstance(given, Reply):
            return given
        try:
            return self._exchange.answer(request, given)
        except BaseException as error:  # noqa: BLE001 - likewise
            return self._failed(error)

    def _read(self, request: Request, path: tuple[str, ...]) -> dict[str, Any]:
        """Parameters and body, checked. Raises `Refused`."""
        given = self._parameters.read(request, path)
        if self._body is not None:
            given["body"] = self._body.read(request)
        return given

    def _taken(self, given: dict[str, Any]) -> dict[str, Any]:
        """What the handler takes of that: not every one wants all there is."""
        return {name: given[name] for name in self._takes & given.keys()}

    async def _ask(self, request: Request, arguments: dict[str, Any]) -> Reply:
        if self._blocking:
            return await run_in_threadpool(self._exchange.answer, request, arguments)
        return self._exchange.answer(request, arguments)

    def _failed(self, error: BaseException) -> Reply:
        if isinstance(error, Refused):
            return refuse(error.refusal, self.operation)
        _log.error("%s failed", self.operation.id, exc_info=error)
        detail = f"{self.operation.id} failed; the server's log has the reason"
        return refuse(Refusal(500, "internal_error", detail), self.operation)

    async def _authorize(self, verify: Verify, scope: Scope) -> None:
        try:
            await verify(ConnexionRequest(scope))  # type: ignore[no-untyped-call]
        except ProblemException as problem:
            detail = str(problem.detail or problem.title)
            if problem.status == _FORBIDDEN:
                raise Refused(Refusal(403, "forbidden", detail)) from None
            raise Refused(unauthorized(detail, challenge=self.operation.challenge)) from None
