"""Describe the connection that a response leaves by."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from paydrill.server.asgi import Application, Scope
from paydrill.server.connection import KEY, Rest


class Connection(Protocol):
    """The connection that a response leaves by: operations that ASGI does not have."""

    held: Application | None
    """Finishes a deferred request whose answer is held back; `None` once it is taken."""

    @property
    def received(self) -> bytes:
        """The current request as received, perhaps with bytes after it; empty if unknown."""

    @property
    def scheme(self) -> str:
        """`https` for a connection by TLS, else `http`."""

    @property
    def defer(self) -> Callable[[Callable[[], None]], None]:
        """Schedules work for the end of this turn of the event loop, or a little earlier."""

    @property
    def finish(self) -> Callable[[Rest], None]:
        """Takes the outcome of a deferred request: `None` if answered, else an app to finish it."""

    def whole_answer(self, status: int, fields: bytes, body: bytes) -> bytes:
        """Assemble a whole response for `write`; `fields` are its header lines."""

    def write(self, data: bytes) -> None:
        """Send bytes."""

    async def pause(self, ms: float) -> None:
        """Wait `ms` milliseconds; end early when the client leaves or the server stops."""

    def close(self) -> None:
        """Close the connection once all that was written has been sent."""

    def reset(self) -> None:
        """Reset the connection, as a crash of the server would."""


class _SomeServers:
    """Stand in for the connection of another ASGI server, which does not expose it."""

    held: Application | None = None
    received = b""
    scheme = "http"

    def whole_answer(self, *_: object) -> bytes:
        raise RuntimeError("Nothing is answered at once but by a server started by Paydrill")

    def write(self, data: bytes) -> None:
        self.whole_answer(data)

    def defer(self, work: Callable[[], None]) -> None:
        self.whole_answer(work)

    def finish(self, rest: Rest) -> None:
        self.whole_answer(rest)

    async def pause(self, ms: float) -> None:
        await asyncio.sleep(ms / 1000)

    def close(self) -> None:
        raise RuntimeError("A rule breaks the connection, which takes a server started by Paydrill")

    reset = close


SOME_SERVERS: Connection = _SomeServers()


def connection_of(scope: Scope) -> Connection:
    """Return the connection that a request came by."""
    connection: Connection = scope.get("state", {}).get(KEY, SOME_SERVERS)
    return connection
