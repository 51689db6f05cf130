"""Carry a response to its driver, with all that it takes to record and to send it."""

from typing import NamedTuple

from paydrill.openapi.operation import Operation
from paydrill.pipeline.response import Response
from paydrill.values.times import ClockSetting, Milliseconds

NO_EVENTS = (0, 0)


class Result(NamedTuple):
    """The response to a request. Its `operation` is `None` where no contract has the path.

    `at_ms` is the time by the sandbox's `clock`; both are unknown if the sandbox was not opened.
    With `posts_first`, the response waits for the sandbox's webhooks.
    """

    operation: Operation | None
    response: Response
    at_ms: Milliseconds = 0
    clock: ClockSetting | None = None
    posts_first: bool = False
    events: tuple[int, int] = NO_EVENTS
    """The last event before the request, and the last one that it has caused."""
