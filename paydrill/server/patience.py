"""Close connections whose clients keep the server waiting: for a request, or to take an answer.

Waits are counted in looks at all connections, one a second, so no request sets a timer. Seconds in
which the process was stopped, or too busy to look, do not count: what came then is read first.
"""

import asyncio
from collections.abc import Collection
from enum import Enum
from typing import Any

from paydrill.server.connection import unsent
from paydrill.server.heads import BODY_TOO_SLOW, HEAD_TOO_SLOW
from paydrill.server.http11 import Http11Protocol

LOOKS_EVERY_S = 1.0
HEAD_S = 20
"""Seconds from a request's first byte to the end of its head."""
BODY_S = 30
"""Seconds in a row that bring less than `LEAST_BODY` bytes of a body each."""
LEAST_BODY = 1024
READING_S = 30
"""Seconds in a row in which the client takes nothing of what is sent to it."""
IDLE_S = 75
"""Seconds without a request. Most proxies and clients keep idle connections for a minute at most,
and have to be the first to close them: a request may be on its way to a server that does."""

_PORTION = 500
"""Connections looked at before requests have their turn, in less than a millisecond."""


class Wait(Enum):
    """Something that a client is to do next."""

    HEAD = "finish a head"
    BODY = "send a body"
    READ = "read what is sent to it"
    ASK = "send a request"


_LONGEST = {Wait.HEAD: HEAD_S, Wait.BODY: BODY_S, Wait.READ: READING_S}


class PatientProtocol(Http11Protocol):
    """Wait for the client of one connection, but not for ever."""

    __slots__ = ("_unsent", "_wait")

    def connection_made(self, transport: Any) -> None:
        """See `asyncio.BaseProtocol.connection_made`."""
        self._wait: Wait | None = None
        self._unsent = 0
        super().connection_made(transport)

    def look(self) -> None:
        """Count a second of a wait for the client, and end a wait that is too long."""
        wait = self._wait_of_now()
        if wait is not self._wait or self._goes_on():
            self._wait, self._waited = wait, 0
        self._came = 0
        if wait is None:
            return
        self._waited += 1
        # One more, because the first may have been short.
        if self._waited > _LONGEST.get(wait, self.timeout_keep_alive):
            self._give_up(wait)

    def eof_received(self) -> bool:  # type: ignore[override] # uvicorn never answers after it
        """Answer what came whole before the client stopped sending; return whether that is left.

        A client that has left looks the same, so waits that a scenario or a long poll asks for end
        now. TLS has no half close.
        """
        self._catch_up()
        self._connection.flush()
        if self._connection.is_amid or self.is_free() or self._connection.scheme == "https":
            return False
        last = self.pipeline[0][0] if self.pipeline else self.cycle
        last.keep_alive = False
        self._connection.cancel_waits()
        return True

    def _wait_of_now(self) -> Wait | None:
        if self.transport.get_write_buffer_size():
            return Wait.READ
        if self._connection.is_closing() or self._fault is not None or self.flow.read_paused:
            return None
        if self._connection.is_amid:
            return Wait.BODY if self._has_head else Wait.HEAD
        return Wait.ASK if self.is_free() and self._connection.held is None else None

    def _goes_on(self) -> bool:
        """Tell whether the client has done enough since the last look."""
        if self._wait is Wait.READ:
            before, self._unsent = self._unsent, unsent(self.transport)
            return self._unsent != before
        return self._wait is Wait.BODY and self._came >= LEAST_BODY

    def _give_up(self, wait: Wait) -> None:
        if wait is Wait.READ:
            self._connection.drop()
        elif wait is Wait.ASK:
            self._connection.close()  # nothing was asked, so a 408 would answer the next request
        else:
            self._refuse(HEAD_TOO_SLOW if wait is Wait.HEAD else BODY_TOO_SLOW)


async def looking_after(connections: Collection[object], every_s: float = LOOKS_EVERY_S) -> None:
    """Look at all connections again and again, a portion at a time."""
    while True:
        await asyncio.sleep(every_s)
        found = list(connections)
        for start in range(0, len(found), _PORTION):
            for each in found[start : start + _PORTION]:
                if isinstance(each, PatientProtocol):  # WebSockets have pings
                    each.look()
            await asyncio.sleep(0)
