"""Push logged requests over WebSocket, as the document of events describes.

A listener has only a place in the log: one that is slow, or away for a while, costs no memory. The
messages are not held against the document, as those about events are, for there are many more of
them; tests do that.
"""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qs

import orjson

from paydrill.errors import FieldError, InvalidInput
from paydrill.openapi.wording import unknown_parameter
from paydrill.pipeline.subprotocols import chosen
from paydrill.request_log.allowance import Allowance
from paydrill.request_log.following import Follower, Message
from paydrill.request_log.log import Log
from paydrill.sandbox.ports import StoreUnavailable
from paydrill.server.asgi import Receive, Scope, Send
from paydrill.values.own_contracts import CONTROL_PATH

PATH = f"{CONTROL_PATH}/requests/stream"

FLUSH_S = 0.05
"""Seconds between two looks at the log."""

_FLUSH_OF_DATABASE_S = 0.1
_BAD_REQUEST, _NOT_FOUND, _TRY_AGAIN_LATER = 4400, 4404, 1013
_NO_LOG = "The server keeps no request log (--request-log 0)"
_NAMES = ("after", "scope")
_NUMBER = re.compile(r"[0-9]{1,15}")


class Sockets(Protocol):
    """Answer WebSocket handshakes."""

    async def serve(
        self, sandbox: str, path: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer a handshake; `path` is the path inside the sandbox."""

    async def refuse(self, send: Send, code: int, reason: str, subprotocol: str | None) -> None:
        """Close a connection that cannot be served."""


class _Asked(NamedTuple):
    """The stream that a listener asks for."""

    all_sandboxes: bool
    after: int | None


class RequestSockets:
    """Serve the stream of requests at its path; pass other paths on."""

    def __init__(self, log: Callable[[], Log | None], others: Sockets) -> None:
        """Follow what `log` returns; `others` serve all other paths."""
        self._log = log
        self._others = others
        self._allowance = Allowance()

    async def serve(
        self, sandbox: str, path: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """See `Sockets.serve`."""
        if path != PATH:
            await self._others.serve(sandbox, path, scope, receive, send)
            return
        await receive()  # websocket.connect
        subprotocol = chosen(scope)
        log = self._log()
        if log is None:
            await self.refuse(send, _NOT_FOUND, _NO_LOG, subprotocol)
            return
        try:
            asked = _asked(scope["query_string"].decode("latin-1"))
        except InvalidInput as error:
            await self.refuse(send, _BAD_REQUEST, error.detail, subprotocol)
            return
        await send({"type": "websocket.accept", "subprotocol": subprotocol})
        followed = None if asked.all_sandboxes else sandbox
        with suppress(OSError):  # the listener has left
            try:
                follower = await _call(log, Follower, log, followed, asked.after)
                await _send(send, follower.opened())
                await self._follow(log, follower, receive, send)
            except StoreUnavailable as error:
                reason = str(error)[:120]
                await send({"type": "websocket.close", "code": _TRY_AGAIN_LATER, "reason": reason})

    async def refuse(
        self, send: Send, code: int, reason: str, subprotocol: str | None = None
    ) -> None:
        """See `Sockets.refuse`."""
        await self._others.refuse(send, code, reason, subprotocol)

    async def _follow(self, log: Log, follower: Follower, receive: Receive, send: Send) -> None:
        """Send news until the listener leaves."""
        left = asyncio.create_task(_until_left(receive))
        try:
            while not left.done():
                for text in await _call(log, self._allowance.spend_on, partial(_read, follower)):
                    await send({"type": "websocket.send", "text": text})
                usual_s = _FLUSH_OF_DATABASE_S if log.blocks else FLUSH_S
                pause_s = 0.0 if follower.has_more else usual_s
                await asyncio.wait([left], timeout=max(pause_s, self._allowance.pause_s))
        finally:
            left.cancel()


def _asked(query: str) -> _Asked:
    """Read the query. Raises `InvalidInput` naming what is wrong, as `/query/after`."""
    asked = parse_qs(query, keep_blank_values=True)
    errors = [
        FieldError(f"/query/{name}", unknown_parameter(name, _NAMES))
        for name in sorted(asked.keys() - {*_NAMES})
    ]
    after, scope = asked.get("after"), asked.get("scope", ["sandbox"])
    if after is not None and not (len(after) == 1 and _NUMBER.fullmatch(after[0])):
        errors.append(FieldError("/query/after", "must be the number of a request, as in after=12"))
    elif scope not in (["sandbox"], ["server"]):
        errors.append(FieldError("/query/scope", "must be sandbox or server"))
    elif scope == ["server"] and after is not None and int(after[0]):
        message = "must be 0 with scope=server: each sandbox has numbers of its own"
        errors.append(FieldError("/query/after", message))
    if errors:
        raise InvalidInput.of(*errors)
    return _Asked(scope == ["server"], None if after is None else int(after[0]))


def _read(follower: Follower) -> list[str]:
    return [orjson.dumps(message).decode() for message in follower.read()]


async def _call(log: Log, work: Callable[..., Any], *args: Any) -> Any:
    return await asyncio.to_thread(work, *args) if log.blocks else work(*args)


async def _send(send: Send, message: Message) -> None:
    await send({"type": "websocket.send", "text": orjson.dumps(message).decode()})


async def _until_left(receive: Receive) -> None:
    """Wait until the listener leaves, and ignore its messages."""
    while (await receive())["type"] != "websocket.disconnect":
        pass
