"""Send webhooks: find sandboxes with deliveries to send, claim, send, record the result.

Requests are made on the event loop and in no transaction, so that a slow receiver delays no
other work.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, TypeVar

from paydrill.delivery.webhooks.checking import Check, MessageBroken
from paydrill.delivery.webhooks.posting import Result, settle
from paydrill.delivery.webhooks.sender import WebhookSender
from paydrill.delivery.webhooks.signing import OutgoingMessage, claimed, sealed
from paydrill.delivery.webhooks.slots import Slots
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.ports import StoreUnavailable
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.times import SECOND

# The machine's clock may be set during a wait, so that no wait is longer than this.
_LONGEST_WAIT_S = 5.0
_RETRY_MS = 5_000

_log = logging.getLogger("paydrill")

T = TypeVar("T")


class Dispatcher:
    """Deliver the webhooks in the outboxes of an engine's sandboxes."""

    def __init__(self, engine: Engine, check: Check, sender: WebhookSender) -> None:
        """Run `check` on every message."""
        self._engine = engine
        self._check = check
        self._sender = sender
        self._news = asyncio.Event()
        self._slots = Slots()
        self._tasks: set[asyncio.Task[None]] = set()
        self._working = False

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Deliver while the context is open.

        Deliveries under way at its end are sent again after the next start.
        """
        loop = asyncio.get_running_loop()
        self._engine.posts.on_earlier = partial(loop.call_soon_threadsafe, self._news.set)
        self._working = True
        self._start(self._look())
        try:
            yield
        finally:
            self._working = False
            self._engine.posts.on_earlier = None
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def delivered(self, sandbox: str) -> None:
        """Wait until the sandbox has no delivery left to send now."""
        if not self._working:
            return
        loop = asyncio.get_running_loop()
        changed = asyncio.Event()
        listening = self._engine.signals.listening(
            sandbox, partial(loop.call_soon_threadsafe, changed.set)
        )
        with listening, suppress(StoreUnavailable):
            while await self._engine.call(self._has_post, sandbox):
                await changed.wait()
                changed.clear()

    def _has_post(self, sandbox: str) -> bool:
        state = self._engine.state(sandbox)
        return state is not None and state.next_post_ms is not None

    async def _look(self) -> None:
        """Collect the deliveries of each sandbox that has some to send, one by one, for ever."""
        agenda = self._engine.posts
        while True:
            self._news.clear()
            sandbox = agenda.take(self._engine.now_ms) if self._slots.free > 0 else None
            if sandbox is None:
                await self._wait()
            else:
                await asyncio.wait([self._start(self._collect(sandbox))])

    async def _wait(self) -> None:
        first_ms = self._engine.posts.first_ms
        at_most_s = _LONGEST_WAIT_S
        if first_ms is not None and self._slots.free > 0:
            at_most_s = min(at_most_s, max(0, first_ms - self._engine.now_ms) / SECOND)
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self._news.wait()

    async def _collect(self, sandbox: str) -> None:
        """Claim the deliveries that a sandbox can send, and send them."""
        slots, posts, full = self._slots, self._engine.posts, set[str]()
        most = slots.free

        def room(host: str) -> int:
            left = slots.room(host)
            if left <= 0:
                full.add(host)
            return left

        def claim(opened: Sandbox) -> list[OutgoingMessage]:
            return claimed(opened, most, room)

        try:
            outgoing_messages = await self._engine.call(self._engine.visit, sandbox, claim)
        except StoreUnavailable as error:
            _log.warning("webhooks have to wait: %s", error)
            posts.note(sandbox, self._engine.now_ms + _RETRY_MS)
            return
        for outgoing in outgoing_messages or ():
            slots.take(outgoing.posting.host)
            self._start(self._deliver(sandbox, outgoing))
        if full and not outgoing_messages:
            posts.forget(sandbox)  # or it would be asked again and again
            slots.wait_for(full, sandbox)
        self._wake()

    def _wake(self) -> None:
        """Collect again where a host has got room that had none."""
        for sandbox in self._slots.woken():
            self._engine.posts.note(sandbox, self._engine.now_ms)

    async def _deliver(self, sandbox: str, outgoing: OutgoingMessage) -> None:
        try:
            result = await self._send(outgoing)
        finally:
            self._slots.give_back(outgoing.posting.host)
            self._wake()

        def keep(opened: Sandbox) -> str | None:
            return settle(opened, outgoing.posting, result)

        try:
            news = await self._engine.call(self._engine.visit, sandbox, keep)
        except StoreUnavailable as error:  # the claim expires, and then it is sent again
            _log.warning("webhook %s: %s", outgoing.posting.delivery.id, error)
        else:
            if news is not None:
                _log.warning("%s", news)

    async def _send(self, outgoing: OutgoingMessage) -> Result:
        now_ms = self._engine.now_ms
        try:
            if outgoing.pushed is None:  # whose body was held against its contract when made
                self._check(outgoing.message)
        except MessageBroken as broken:
            _log.error("%s", broken)
            return Result(now_ms, 0, None, error="the server would have broken its contract")
        signed = sealed(outgoing, now_ms)
        request = (outgoing.method, *signed)
        return await self._sender.send_as(outgoing.identity, request, now_ms)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._news.set()
        if not task.cancelled() and task.exception() is not None:
            _log.error("a webhook failed", exc_info=task.exception())
