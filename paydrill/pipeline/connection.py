"""What an answer travels by."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from paydrill.server.asgi import Scope
from paydrill.server.connection import KEY, Rest


class Connection(Protocol):
    """What an answer travels by, as far as ASGI has no words for it."""

    @property
    def received(self) -> bytes:
        """The request in progress as it came, and perhaps what followed it; empty if unknown."""

    @property
    def defer(self) -> Callable[[Callable[[], None]], None]:
        """Has something done at the end of this turn of the event loop, or a little earlier."""

    @property
    def go_on(self) -> Callable[[Rest], None]:
        """Takes word of a request that was put off: it is answered, or what is left to do."""

    def whole_answer(self, status: int, fields: bytes, body: bytes) -> bytes:
        """All of an answer, for `write`; `fields` are its headers, a line each."""

    def write(self, data: bytes) -> None:
        """Send."""

    async def pause(self, ms: float) -> None:
        """Let time pass; less of it once nobody waits any more."""

    def close(self) -> None:
        """End it when all that was sent has left."""

    def reset(self) -> None:
        """End it as a crash would."""


class _SomeServers:
    """The connection of another ASGI server than ours, which keeps it to itself."""

    received = b""

    def whole_answer(self, *_: object) -> bytes:
        raise RuntimeError("Nothing is answered at once but by a server started by Paydrill")

    def write(self, data: bytes) -> None:
        self.whole_answer(data)

    def defer(self, work: Callable[[], None]) -> None:
        self.whole_answer(work)

    def go_on(self, rest: Rest) -> None:
        self.whole_answer(rest)

    async def pause(self, ms: float) -> None:
        await asyncio.sleep(ms / 1000)

    def close(self) -> None:
        raise RuntimeError("A rule breaks the connection, which takes a server started by Paydrill")

    reset = close


SOME_SERVERS: Connection = _SomeServers()


def connection_of(scope: Scope) -> Connection:
    """The connection that a request came by."""
    connection: Connection = scope.get("state", {}).get(KEY, SOME_SERVERS)
    return connection
