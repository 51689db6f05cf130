"""Push events over WebSocket: `/ws` for all of a sandbox, `/ws/payments/{id}` for one payment.

The server keeps only a listener's place in the stream, and reads events from the store when there
are new ones. So a listener that is slow, or away for a while, costs nothing and loses nothing.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import orjson

from paydrill.delivery.messages import Message
from paydrill.delivery.streams import Portion, Stream, begin, portion, stream_of
from paydrill.delivery.webhooks.checking import Check, MessageBroken
from paydrill.errors import InvalidInput
from paydrill.sandbox.engine import Engine
from paydrill.server.asgi import Receive, Scope, Send

# Close codes (RFC 6455 §7.4); those of our own are 4000 plus an HTTP status.
INTERNAL_ERROR = 1011
TRY_AGAIN_LATER = 1013
BAD_REQUEST = 4400
NOT_FOUND = 4404
SET_BACK = 4409

_LONGEST_REASON = 120  # a control frame holds 125 bytes, two of them the code

_SET_BACK = "The sandbox was reset or deleted, or a snapshot restored; begin again"

# A listener that takes no message for so long is disconnected.
_PATIENCE_S = 10.0

_log = logging.getLogger("paydrill")

T = TypeVar("T")


class EventSockets:
    """Serve ASGI scopes of the type `websocket`."""

    def __init__(self, engine: Engine, check: Check, *, patience_s: float = _PATIENCE_S) -> None:
        """Run `check` on every message."""
        self._engine = engine
        self._check = check
        self._patience_s = patience_s

    async def serve(
        self, sandbox: str, path: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer one handshake, then send events; `path` is the path inside the sandbox."""
        await receive()  # websocket.connect
        try:
            query = scope["query_string"].decode("latin-1")
            stream = stream_of(path, query, self._engine.world.domain.event_types)
        except InvalidInput as error:
            await self.refuse(send, BAD_REQUEST, error.detail)
            return
        if stream is None:
            await self.refuse(send, NOT_FOUND, "Streams are at /ws and /ws/payments/{id}")
            return
        first = await self._look(sandbox, begin, stream)
        if first is None:
            await self.refuse(send, NOT_FOUND, "This sandbox has no such payment")
            return
        await send({"type": "websocket.accept"})
        try:
            await self._send(send, first)
            await self._stay(sandbox, stream, first["sequence"], receive, send)
        except OSError:
            pass  # the listener has left
        except MessageBroken as broken:
            _log.error("%s", broken)
            await self._close(send, INTERNAL_ERROR, "The server would have broken its contract")

    async def refuse(
        self, send: Send, code: int, reason: str, subprotocol: str | None = None
    ) -> None:
        """Close a connection that cannot be served, with a code and a reason.

        The handshake is accepted first, with the subprotocol that was chosen, because browsers hide
        the reason of a failed handshake.
        """
        await send({"type": "websocket.accept", "subprotocol": subprotocol})
        await self._close(send, code, reason)

    async def _stay(
        self, sandbox: str, stream: Stream, after: int, receive: Receive, send: Send
    ) -> None:
        """Send events until the listener leaves or is too slow, or the sandbox is set back."""
        news = asyncio.Event()
        loop = asyncio.get_running_loop()
        left = asyncio.create_task(_until_left(receive))

        def wake() -> None:
            loop.call_soon_threadsafe(news.set)

        left.add_done_callback(lambda _: news.set())
        try:
            with self._engine.signals.listening(sandbox, wake):
                while not left.done():
                    news.clear()
                    read = await self._look_again(sandbox, stream, after)
                    async with asyncio.timeout(self._patience_s):
                        if read is None:
                            await self._close(send, SET_BACK, _SET_BACK)
                            break
                        for message in read.messages:
                            await self._send(send, message)
                    after = read.after
                    if read.is_last:
                        await news.wait()
        except TimeoutError:
            reason = f"Too slow; go on with ?after={after}"
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._close(send, TRY_AGAIN_LATER, reason)
        finally:
            left.cancel()

    async def _look_again(self, sandbox: str, stream: Stream, after: int) -> Portion | None:
        """Read on, but begin no deleted sandbox anew; `None` tells the listener to begin again."""
        read = partial(portion, stream=stream, after=after)
        return await self._engine.call(self._engine.visit, sandbox, read)

    async def _look(self, sandbox: str, read: Callable[..., T], *args: Any) -> T:
        return await self._engine.call(self._engine.run, sandbox, read, *args)

    @staticmethod
    async def _close(send: Send, code: int, reason: str) -> None:
        close = {"type": "websocket.close", "code": code, "reason": reason[:_LONGEST_REASON]}
        await send(close)

    async def _send(self, send: Send, message: Message) -> None:
        self._check(message)
        await send({"type": "websocket.send", "text": orjson.dumps(message).decode()})


async def _until_left(receive: Receive) -> None:
    """Wait until the listener leaves, and ignore its messages."""
    while (await receive())["type"] != "websocket.disconnect":
        pass
