"""Waiting for an answer that has something to tell, without a server around it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from paydrill.pipeline.request import Request
from paydrill.pipeline.response import Response
from paydrill.pipeline.result import Result
from paydrill.pipeline.waiting import LongPoll
from paydrill.sandbox.signals import Signals

AN_HOUR_S = 3600
PATIENCE_S = 30


class Line:
    """A connection whose client leaves when told."""

    def __init__(self) -> None:
        self._left = asyncio.Event()

    async def pause(self, ms: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(ms / 1000):
                await self._left.wait()

    def close(self) -> None:
        self._left.set()

    reset = close

    def answer(self, *_: object) -> bool:
        return False


class Desk:
    """Answers with what has happened so far; `meanwhile` happens before each answer leaves."""

    def __init__(self, meanwhile: Callable[["Desk"], object] = lambda _: None) -> None:
        self.signals = Signals()
        self.line = Line()
        self.events: list[int] = []
        self.status = 200
        self.asked = 0
        self._meanwhile = meanwhile

    def happen(self, sandbox: str = "shop") -> None:
        """One more thing."""
        self.events.append(len(self.events) + 1)
        self.signals.committed(sandbox)

    async def _ask(self) -> Result:
        self.asked += 1
        told = list(self.events)
        self._meanwhile(self)
        return Result(None, Response(self.status, "application/json", {"events": told}))

    async def poll(self, wait_s: int = AN_HOUR_S) -> list[int]:
        """What a poll is answered with."""
        async with asyncio.timeout(PATIENCE_S):
            long_poll = LongPoll("events", self.signals)
            request = Request("GET", "/events", b"", {}, "shop", b"req_1")
            request.connection = self.line
            result = await long_poll.result(request, wait_s, self._ask)
        events: list[int] = result.response.content["events"]
        return events


def run(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(work())  # type: ignore[arg-type]


async def everything_else() -> None:
    """Let all that can go on go on until it waits."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_what_happens_while_the_answer_is_made_is_not_missed():
    async def poll() -> None:
        desk = Desk(lambda desk: desk.asked == 1 and desk.happen())
        assert await desk.poll() == [1]
        assert desk.asked == 2

    run(poll)


def test_nobody_asks_again_before_something_happens():
    async def poll() -> None:
        desk = Desk()
        polling = asyncio.create_task(desk.poll())
        await everything_else()
        desk.signals.committed("elsewhere")
        assert desk.asked == 1
        desk.signals.committed("shop")  # nothing that is told of
        await everything_else()
        assert desk.asked == 2
        assert not polling.done()
        desk.happen()
        assert await polling == [1]
        assert desk.asked == 3

    run(poll)


def test_a_client_that_leaves_is_not_waited_for_any_longer():
    async def poll() -> None:
        desk = Desk()
        polling = asyncio.create_task(desk.poll())
        await everything_else()
        desk.line.close()
        assert await polling == []

    run(poll)


@pytest.mark.parametrize("status", [400, 500])
def test_a_refusal_is_told_at_once(status: int):
    async def poll() -> None:
        desk = Desk()
        desk.status = status
        assert await desk.poll() == []
        assert desk.asked == 1

    run(poll)


def test_who_was_answered_listens_no_more():
    async def poll() -> None:
        desk = Desk()
        desk.happen()
        assert await desk.poll() == [1]
        desk.happen()
        await everything_else()
        assert desk.asked == 1
        assert desk.signals._listeners == {}

    run(poll)
