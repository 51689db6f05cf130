"""Run one operation, compiled at start: parameters → body → handler → response."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from connexion.lifecycle import ConnexionRequest
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from paydrill.pipeline.body import Body, body_of, whole_body
from paydrill.pipeline.execution import Execution
from paydrill.pipeline.parameters import Parameters
from paydrill.pipeline.request import Request
from paydrill.pipeline.response import Refusal, Response, refuse, unauthorized
from paydrill.pipeline.stops import ClientLeft, Refused
from paydrill.pipeline.waiting import WAIT_S, LongPoll
from paydrill.server.asgi import Receive, Scope

Verify = Callable[[ConnexionRequest], Awaitable[object]]

_FORBIDDEN = 403


class Endpoint:
    """Answer requests of one operation; everything about it was compiled at start."""

    def __init__(self, execution: Execution, verify: Verify | None, *, blocking: bool) -> None:
        """Compile the operation of `execution`.

        `verify` is Connexion's check of the operation's security, `None` where it has none.
        `blocking` handlers run on a worker thread. Raises `NotCompiled`.
        """
        self.operation = execution.operation
        self.answer = execution.answer
        self._verify = verify
        self._blocking = blocking
        self._parameters = Parameters(self.operation)
        self._body = body_of(self.operation)
        self._takes_body = isinstance(self._body, Body)
        self._takes = frozenset(execution.takes)
        given = {*self._parameters.names, *(["body"] if self._takes_body else [])}
        self._takes_all = given <= self._takes
        wanted = self.operation.waits_for
        self._long_poll = None if wanted is None else LongPoll(wanted, execution.signals)
        self.is_prompt = not blocking and verify is None and wanted is None
        """Whether a request waits for nothing but its body."""

    async def reply(
        self, request: Request, path: tuple[str, ...], scope: Scope, receive: Receive
    ) -> Response | None:
        """Return the response to a request; `None` if the client has left. Raises failures."""
        try:
            if self._verify is not None:
                await self._authorize(self._verify, scope)
            if self._body is not None:
                request.body = await whole_body(request, receive, self._body.too_long)
            given = self._read(request, path)
        except ClientLeft:
            return None
        except Refused as refused:
            return refuse(refused.refusal, self.operation)
        arguments = given if self._takes_all else self._taken(given)
        ask = partial(self._ask, request, arguments)
        if self._long_poll is not None and given.get(WAIT_S):
            return await self._long_poll.reply(request, given[WAIT_S], ask)
        return await ask()

    def given(self, request: Request, path: tuple[str, ...]) -> dict[str, Any] | Response:
        """Read the handler's arguments of a request whose body has come, or refuse the request.

        This and `answer` are the two halves of `reply` where the endpoint `is_prompt`. Failures are
        raised.
        """
        try:
            given = self._read(request, path)
        except Refused as refused:
            return refuse(refused.refusal, self.operation)
        return given if self._takes_all else self._taken(given)

    def _read(self, request: Request, path: tuple[str, ...]) -> dict[str, Any]:
        """Read and check parameters and body. Raises `Refused`."""
        given = self._parameters.read(request, path)
        if self._body is not None:
            body = self._body.read(request)
            if self._takes_body:
                given["body"] = body
        return given

    def _taken(self, given: dict[str, Any]) -> dict[str, Any]:
        """Select the arguments that the handler takes: it need not take all of them."""
        return {name: given[name] for name in self._takes & given.keys()}

    async def _ask(self, request: Request, arguments: dict[str, Any]) -> Response:
        if self._blocking:
            return await run_in_threadpool(self.answer, request, arguments)
        return self.answer(request, arguments)

    async def _authorize(self, verify: Verify, scope: Scope) -> None:
        try:
            await verify(ConnexionRequest(scope))  # type: ignore[no-untyped-call]
        except HTTPException as error:
            detail = str(error.detail or "The credentials are not accepted")
            if error.status_code == _FORBIDDEN:
                raise Refused(Refusal(403, "forbidden", detail)) from None
            raise Refused(unauthorized(detail, challenge=self.operation.challenge)) from None
