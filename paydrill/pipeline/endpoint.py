"""Answer requests of one operation, compiled at the first: its parameters, body and handler."""

from collections.abc import Callable, Collection
from enum import Enum, auto
from functools import cached_property
from typing import Any, Protocol

from paydrill.openapi.operation import Operation
from paydrill.pipeline.body import ReadsBody, body_of
from paydrill.pipeline.failures import failure
from paydrill.pipeline.parameters import Parameters
from paydrill.pipeline.refusal import Refusal
from paydrill.pipeline.request import Request
from paydrill.pipeline.response import Response
from paydrill.pipeline.result import Result
from paydrill.pipeline.stops import Refused
from paydrill.sandbox.ports import StoreUnavailable

WAIT_S = "wait_s"
"""The parameter of a long poll that says how many seconds to wait."""

Verify = Callable[[Request], None]
"""Checks the credentials of a request. Raises `Refused`."""


class Executable(Protocol):
    """Run an operation, from checked arguments to a result (see `execution.Execution`)."""

    operation: Operation

    @property
    def takes(self) -> Collection[str]:
        """Names of the arguments that it takes."""

    @property
    def blocks(self) -> bool:
        """Whether the event loop must not call `answer`."""

    def refuse(self, refusal: Refusal) -> Response:
        """Put a refusal into the shape that the operation documents. Never raises."""

    def answer(self, asked: Request, arguments: dict[str, Any]) -> Result:
        """Answer a request with these arguments. Never raises."""

    def not_kept(self, error: StoreUnavailable) -> Response:
        """Return the response when the disk may not have what was committed. Never raises."""


class Awaits(Enum):
    """A reason for which a request may have to wait, besides its own body."""

    STORE = auto()
    LONG_POLL = auto()


class Endpoint:
    """Answer requests of one operation, in stages that never raise: `admit`, `read`, `answer`."""

    def __init__(self, execution: Executable, verify: Verify | None) -> None:
        """Take the operation of `execution`; `verify` is `None` for one without security.

        Nothing is compiled before its first request.
        """
        self.operation = execution.operation
        self.answer = execution.answer
        self.refuse = execution.refuse
        self._not_kept = execution.not_kept
        self._verify = verify
        waits = self.operation.waits_for is not None
        self._takes = frozenset([*execution.takes, *([WAIT_S] if waits else [])])
        reasons = {
            Awaits.STORE: execution.blocks,
            Awaits.LONG_POLL: waits,
        }
        self.awaits = frozenset(reason for reason, is_given in reasons.items() if is_given)
        """The reasons for which its requests may have to wait."""

    @cached_property
    def _parameters(self) -> Parameters:
        return Parameters(self.operation)

    @cached_property
    def body(self) -> ReadsBody | None:
        """The reader of the body; `None` where bodies are ignored."""
        return body_of(self.operation)

    @cached_property
    def _takes_body(self) -> bool:
        return self.body is not None and self.body.has_value

    @cached_property
    def _takes_all(self) -> bool:
        given = {*self._parameters.names, *(["body"] if self._takes_body else [])}
        return given <= self._takes

    def admit(self, request: Request) -> Result | None:
        """Check the credentials of a request, whose body need not have come; refuse it, or `None`.

        Never raises.
        """
        if self._verify is None:
            return None
        try:
            self._verify(request)
        except Refused as refused:
            return Result(self.operation, self.refuse(refused.refusal))
        except BaseException as error:  # noqa: BLE001 - see `failure`
            return Result(self.operation, failure(error, self.operation))
        return None

    def not_kept(self, error: StoreUnavailable) -> Result:
        """Answer when the disk may not have what the answer would rely on. Never raises."""
        return Result(self.operation, self._not_kept(error))

    def read(self, request: Request) -> dict[str, Any] | Result:
        """Read the arguments of a request whose body has come, or refuse it. Never raises."""
        try:
            given = self._parameters.read(request, request.match.parameters)
            if self.body is not None:
                body = self.body.read(request)
                if self._takes_body:
                    given["body"] = body
        except Refused as refused:
            return Result(self.operation, self.refuse(refused.refusal))
        except BaseException as error:  # noqa: BLE001 - see `failure`
            return Result(self.operation, failure(error, self.operation))
        # A handler need not take all arguments.
        return given if self._takes_all else {n: given[n] for n in self._takes & given.keys()}
