"""An application that can answer past ASGI, and what it is asked."""

import asyncio
from itertools import count

from uvicorn.server import ServerState

from paydrill.server.connection import KEY
from tests.on_a_socket import connected

SHORT_S = 0.05
IMPATIENT = {"looks_every_s": SHORT_S / 4, "timeout_keep_alive": 3}
"""An idle connection is closed after `SHORT_S`; a request may take five times as long."""
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
CHUNKED = (
    b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
)
EXPECTING = GET.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")


class Answering:
    """An application that numbers its answers: at once where it `may`, and need not wait.

    With `notices_late`, it finds out that it has to wait only when the turn ends. `shown` are the
    requests that it was shown: method, target, body, and how they came; `begun_with` are the
    methods of those that came by ASGI.
    """

    def __init__(
        self,
        *,
        may: bool = True,
        notices_late: bool = False,
        status: int = 200,
        delays_ms: tuple[int, ...] = (),
    ):
        self.accepted = 0
        self.begun_with: list[str] = []
        self.begun = asyncio.Event()
        self.shown: list[tuple[bytes, bytes, bytes, bytes]] = []
        self._may = may
        self._notices_late = notices_late
        self._status = status
        self._delays_ms = list(delays_ms)
        self._numbers = count(1)

    def accept(self, method, target, headers, body, connection):
        assert all(name.islower() for name in headers)
        self.shown.append((method, target, body, connection.received))
        waits = not self._may or (self._delays_ms and self._delays_ms[0])
        if waits and not self._notices_late:
            return self
        connection.defer(lambda: connection.finish(self if waits else self._answer_on(connection)))
        return None

    def _answer_on(self, connection) -> None:
        del self._delays_ms[:1]
        fields, answer = self._answer()
        connection.write(connection.whole_answer(self._status, fields, answer))
        self.accepted += 1

    async def __call__(self, scope, receive, send) -> None:
        self.begun.set()
        self.begun_with.append(scope["method"])
        if self._delays_ms:
            await scope["state"][KEY].pause(self._delays_ms.pop(0))
        while (await receive()).get("more_body"):
            pass
        fields, answer = self._answer()
        headers = [tuple(line.split(b": ")) for line in fields.split(b"\r\n")[:-1]]
        await send({"type": "http.response.start", "status": self._status, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    def _answer(self) -> tuple[bytes, bytes]:
        number = b"number %d" % next(self._numbers)
        if self._status == 204:
            return b"x-request-id: req_1\r\n", b""
        return b"x-request-id: req_1\r\ncontent-length: %d\r\n" % len(number), number


def said(runner: asyncio.Runner, application: Answering, *requests: bytes) -> bytes:
    """All that is answered to these requests, each sent when the one before is answered."""
    state = ServerState()
    state.default_headers = [(b"date", b"Sun, 22 Nov 2026 00:00:00 GMT")]

    async def ask() -> bytes:
        answers = b""
        async with connected(application, state, **IMPATIENT) as (reader, writer):
            for number, request in enumerate(requests, 1):
                writer.write(request)
                while state.total_requests < number:
                    answers += await reader.read(65536)
            return answers + await reader.read()

    return runner.run(ask())
