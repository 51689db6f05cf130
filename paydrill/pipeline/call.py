"""Hold one call of an operation while it is executed."""

from collections.abc import Mapping
from typing import Any, Protocol

from paydrill.openapi.operation import Operation
from paydrill.pipeline.response import Response
from paydrill.pipeline.result import NO_EVENTS, Result
from paydrill.sandbox.sandbox import Sandbox


class Asked(Protocol):
    """A request, apart from its parameters and body."""

    @property
    def sandbox(self) -> str:
        """Name of the sandbox that the request means."""

    id: bytes
    """Its id in the request log."""

    prefix: str
    """Prefix of the path that names the sandbox; may be empty."""

    def header_text(self, name: str) -> str | None:
        """Return the value of a header; `name` may be in any case."""

    @property
    def accept(self) -> str:
        """The value of `Accept`; empty where it was not sent."""

    @property
    def base_url(self) -> str | None:
        """The URL of the sandbox as the client called it, or `None` for an unusable host."""

    def header(self, name: bytes) -> str | None:
        """Return the value of a header; `name` is in lower case."""


class Call:
    """One call of an operation; `sandbox` is the sandbox that it acts in, once that is open.

    `path`, `query` and `body` are what was sent, for the rules of a scenario (see
    `scenarios.attempt.Sent`): the arguments of the handler may be completed.
    """

    __slots__ = ("_before", "_operation", "arguments", "asked", "body", "is_undone", "sandbox")

    def __init__(self, operation: Operation, asked: Asked, arguments: dict[str, Any]) -> None:
        """Call an operation with valid `arguments`, parameters and body."""
        self._operation = operation
        self.asked = asked
        self.arguments = arguments
        self.body = arguments.get("body")
        self.sandbox: Sandbox | None = None
        self.is_undone = False
        """Whether nothing of it was kept."""
        self._before = 0

    def enter(self, sandbox: Sandbox) -> None:
        """Begin to act in a sandbox, in which all that was due is done."""
        self.sandbox, self._before = sandbox, sandbox.last_event
        sandbox.header, sandbox.sent = self.asked.header_text, self

    def result(self, reply: Response) -> Result:
        """Return the result of the call, which is over by that: it lets go of its sandbox."""
        # A sandbox has its call as well. Left to the garbage collector, such a cycle would hold all
        # records of a sandbox that is deleted.
        sandbox, self.sandbox = self.sandbox, None
        if sandbox is None:
            return Result(self._operation, reply)
        events = NO_EVENTS if self.is_undone else (self._before, sandbox.last_event)
        return Result(
            self._operation, reply, sandbox.now_ms, sandbox.clock, sandbox.posts_first, events
        )

    @property
    def request_id(self) -> str:
        """The id of the request."""
        return self.asked.id.decode("latin-1")

    @property
    def path(self) -> Mapping[str, Any]:
        """The parameters of the path, under the contract's names."""
        return self._sent("path")

    @property
    def query(self) -> Mapping[str, Any]:
        """The parameters of the query, under the contract's names."""
        return self._sent("query")

    def _sent(self, wanted: str) -> Mapping[str, Any]:
        return {
            name: self.arguments[argument]
            for (place, name), argument in self._operation.argument_names.items()
            if place == wanted and argument in self.arguments
        }
