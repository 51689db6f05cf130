"""What an answer travels by."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from paydrill.connections import KEY
from paydrill.contract.asgi import Scope


class Connection(Protocol):
    """What an answer travels by, as far as ASGI has no words for it."""

    def answer(self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> bool:
        """Send a whole answer at once; `False` where only ASGI's messages can send it."""

    async def pause(self, ms: float) -> None:
        """Let time pass; less of it once nobody waits any more."""

    def close(self) -> None:
        """End it when all that was sent has left."""

    def reset(self) -> None:
        """End it as a crash would."""


class _SomeServers:
    """The connection of another ASGI server than ours, which keeps it to itself."""

    def answer(self, *_: object) -> bool:
        return False

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
