"""Answers that come late, come in pieces, come in part or do not come.

By now all is decided, kept and checked: what happens here happens to bytes. An answer is sent in
full whatever becomes of its connection, as uvicorn takes one that is not for a mistake; on a
connection that was closed or reset it goes nowhere.
"""

from collections.abc import Awaitable, Callable, Mapping
from itertools import pairwise
from typing import NamedTuple

from paydrill.pipeline.connection import Connection
from paydrill.scenarios import transport
from paydrill.scenarios.transport import TransportFault
from paydrill.server.asgi import Message, Send

# Short enough that no client's read time-out falls between two pieces.
_DRIP_MS = 100


class _Answer(NamedTuple):
    """An answer about to leave."""

    start: Message
    body: bytes
    connection: Connection
    send: Send

    async def begin(self) -> None:
        await self.send(self.start)

    async def go_on(self, body: bytes) -> None:
        await self.send({"type": "http.response.body", "body": body, "more_body": True})

    async def end(self, body: bytes) -> None:
        await self.send({"type": "http.response.body", "body": body})


def over_the_wire(what: TransportFault, connection: Connection, send: Send) -> Send:
    """A `send` for one answer, to which `what` happens on its way."""
    parts: list[bytes] = []
    start: Message = {}

    async def send_on(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
            return
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            await _deliver(_Answer(start, b"".join(parts), connection, send), what)

    return send_on


async def _deliver(answer: _Answer, what: TransportFault) -> None:
    if what.delay_ms:
        await answer.connection.pause(what.delay_ms)
    await _FAULTS[what.fault](answer, what.value)


async def _whole(answer: _Answer, _: int = 0) -> None:
    await answer.begin()
    await answer.end(answer.body)


async def _reset(answer: _Answer, _: int) -> None:
    """Nothing of the answer, and RST in its place."""
    answer.connection.reset()
    await _whole(answer)


async def _timeout(answer: _Answer, ms: int) -> None:
    """Silence, and after it FIN."""
    await answer.connection.pause(ms)
    answer.connection.close()
    await _whole(answer)


async def _truncate(answer: _Answer, length: int) -> None:
    """The head, fewer bytes than it promises, and FIN."""
    body = answer.body
    cut = len(body) // 2 if length == transport.HALF else min(length, max(len(body) - 1, 0))
    await answer.begin()
    await answer.go_on(body[:cut])
    answer.connection.close()
    await answer.end(body[cut:])


async def _malformed(answer: _Answer, _: int) -> None:
    """Half of the body as if it were all of it: no object or list of JSON ends there."""
    body = answer.body[: len(answer.body) // 2]
    if answer.body:  # one to HEAD has none
        others = [line for line in answer.start["headers"] if line[0].lower() != b"content-length"]
        answer.start["headers"] = [*others, (b"content-length", b"%d" % len(body))]
    await answer.begin()
    await answer.end(body)


async def _slow_drip(answer: _Answer, ms: int) -> None:
    """The head at once, and the body in equal pieces, the last when the time is over."""
    body = answer.body
    pieces = max(1, min(len(body), ms // _DRIP_MS))
    ends = [len(body) * number // pieces for number in range(pieces + 1)]
    await answer.begin()
    for start, end in pairwise(ends):
        await answer.connection.pause(ms / pieces)
        await answer.go_on(body[start:end])
    await answer.end(b"")


_FAULTS: Mapping[str | None, Callable[[_Answer, int], Awaitable[None]]] = {
    None: _whole,
    transport.RESET: _reset,
    transport.TIMEOUT: _timeout,
    transport.TRUNCATE: _truncate,
    transport.MALFORMED: _malformed,
    transport.SLOW_DRIP: _slow_drip,
}
