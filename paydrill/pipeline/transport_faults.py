"""Apply transport faults (delay, reset, timeout, truncation …) to the bytes of a response.

By now the work is committed and the response is checked. ASGI messages are always sent in full, as
uvicorn reports an unfinished response as an error; on a connection that was closed or reset they
go nowhere.
"""

from collections.abc import Awaitable, Callable, Mapping
from itertools import pairwise
from typing import NamedTuple

from paydrill.pipeline.connection import Connection
from paydrill.scenarios import transport
from paydrill.scenarios.transport import TransportFault
from paydrill.server.asgi import Message, Send

# Pause between pieces, short enough that no client's read time-out ends within it.
_DRIP_MS = 100


class _Answer(NamedTuple):
    """A response about to be sent."""

    start: Message
    body: bytes
    connection: Connection
    send: Send

    async def begin(self) -> None:
        await self.send(self.start)

    async def send_on(self, body: bytes) -> None:
        await self.send({"type": "http.response.body", "body": body, "more_body": True})

    async def end(self, body: bytes) -> None:
        await self.send({"type": "http.response.body", "body": body})


def over_the_wire(what: TransportFault, connection: Connection, send: Send) -> Send:
    """Wrap `send` for one response, to which the delay and fault of `what` are applied."""
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
    """Send RST instead of the response."""
    answer.connection.reset()
    await _whole(answer)


async def _timeout(answer: _Answer, ms: int) -> None:
    """Send nothing for `ms` milliseconds, then FIN."""
    await answer.connection.pause(ms)
    answer.connection.close()
    await _whole(answer)


async def _truncate(answer: _Answer, length: int) -> None:
    """Send the head, fewer bytes of body than it promises, and FIN."""
    body = answer.body
    cut = len(body) // 2 if length == transport.HALF else min(length, max(len(body) - 1, 0))
    await answer.begin()
    await answer.send_on(body[:cut])
    answer.connection.close()
    await answer.end(body[cut:])


async def _malformed(answer: _Answer, _: int) -> None:
    """Send half of the body as if it were whole: no JSON object or list ends there."""
    body = answer.body[: len(answer.body) // 2]
    if answer.body:  # the response to HEAD has none
        others = [line for line in answer.start["headers"] if line[0].lower() != b"content-length"]
        answer.start["headers"] = [*others, (b"content-length", b"%d" % len(body))]
    await answer.begin()
    await answer.end(body)


async def _slow_drip(answer: _Answer, ms: int) -> None:
    """Send the head at once, and the body in equal pieces spread over `ms` milliseconds."""
    body = answer.body
    pieces = max(1, min(len(body), ms // _DRIP_MS))
    ends = [len(body) * number // pieces for number in range(pieces + 1)]
    await answer.begin()
    for start, end in pairwise(ends):
        await answer.connection.pause(ms / pieces)
        await answer.send_on(body[start:end])
    await answer.end(b"")


_FAULTS: Mapping[str | None, Callable[[_Answer, int], Awaitable[None]]] = {
    None: _whole,
    transport.RESET: _reset,
    transport.TIMEOUT: _timeout,
    transport.TRUNCATE: _truncate,
    transport.MALFORMED: _malformed,
    transport.SLOW_DRIP: _slow_drip,
}
