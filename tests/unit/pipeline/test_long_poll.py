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


class StubConnection:
    """A connection whose client leaves when it is closed."""

    def __init__(self) -> None:
        self._left = asyncio.Event()
        self.pauses_ms: list[float] = []

    async def pause(self, ms: float) -> None:
        self.pauses_ms.append(ms)
        with suppress(TimeoutError):
            async with asyncio.timeout(ms / 1000):
                await self._left.wait()

    def close(self) -> None:
        self._left.set()

    reset = close

    def answer(self, *_: object) -> bool:
        return False


class EventFeed:
    """Answers a poll with the events so far; `meanwhile` is called before each answer leaves."""

    def __init__(self, meanwhile: Callable[["EventFeed"], object] = lambda _: None) -> None:
        self.signals = Signals()
        self.connection = StubConnection()
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
            request.connection = self.connection
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
        feed = EventFeed(lambda feed: feed.asked == 1 and feed.happen())
        assert await feed.poll() == [1]
        assert feed.asked == 2

    run(poll)


def test_nobody_asks_again_before_something_happens():
    async def poll() -> None:
        feed = EventFeed()
        polling = asyncio.create_task(feed.poll())
        await everything_else()
        feed.signals.committed("elsewhere")
        assert feed.asked == 1
        feed.signals.committed("shop")  # nothing that is told of
        await everything_else()
        assert feed.asked == 2
        assert not polling.done()
        feed.happen()
        assert await polling == [1]
        assert feed.asked == 3

    run(poll)


def test_where_nothing_happens_the_wait_is_as_long_as_was_asked():
    async def poll() -> None:
        feed = EventFeed()
        polling = asyncio.create_task(feed.poll(wait_s=25))
        await everything_else()
        assert (feed.connection.pauses_ms, polling.done()) == ([25_000], False)
        feed.connection.close()  # as it is when the time is up
        assert (await polling, feed.asked) == ([], 2)

    run(poll)


def test_a_client_that_leaves_is_not_waited_for_any_longer():
    async def poll() -> None:
        feed = EventFeed()
        polling = asyncio.create_task(feed.poll())
        await everything_else()
        feed.connection.close()
        assert await polling == []

    run(poll)


@pytest.mark.parametrize("status", [400, 500])
def test_a_refusal_is_told_at_once(status: int):
    async def poll() -> None:
        feed = EventFeed()
        feed.status = status
        assert await feed.poll() == []
        assert feed.asked == 1

    run(poll)


def test_who_was_answered_listens_no_more():
    async def poll() -> None:
        feed = EventFeed()
        feed.happen()
        assert await feed.poll() == [1]
        feed.happen()
        await everything_else()
        assert feed.asked == 1
        assert feed.signals._listeners == {}

    run(poll)
