"""Answers that leave in one piece, past ASGI's messages, are those that uvicorn would have sent."""

import asyncio
from itertools import count

import pytest
from uvicorn.server import ServerState

from paydrill.connections import KEY
from tests.unit.served import connected

SHORT_S = 0.05
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEADERS = [(b"x-request-id", b"req_1"), (b"content-type", b"text/plain")]


class Answering:
    """An application that numbers its answers, and sends them whole where it can and `may`."""

    def __init__(self, *, may: bool = True, status: int = 200, delays_ms: tuple[int, ...] = ()):
        self.whole = 0
        self.begun = asyncio.Event()
        self._may = may
        self._status = status
        self._delays_ms = list(delays_ms)
        self._numbers = count(1)

    async def __call__(self, scope, _, send) -> None:
        self.begun.set()
        connection = scope["state"][KEY]
        if self._delays_ms:
            await connection.pause(self._delays_ms.pop(0))
        body = b"number %d" % next(self._numbers)
        headers = [*HEADERS, (b"content-length", b"%d" % len(body))]
        if scope["method"] == "HEAD":
            body = b""
        if self._status == 204:
            headers, body = HEADERS, b""
        if self._may and connection.answer(self._status, headers, body):
            self.whole += 1
            return
        await send({"type": "http.response.start", "status": self._status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def said(runner: asyncio.Runner, application: Answering, *requests: bytes) -> bytes:
    """All that is answered to these requests, each sent when the one before is answered."""
    state = ServerState()
    state.default_headers = [(b"date", b"Sun, 22 Nov 2026 00:00:00 GMT")]

    async def ask() -> bytes:
        answers = b""
        async with connected(application, state, timeout_keep_alive=SHORT_S) as (reader, writer):
            for number, request in enumerate(requests, 1):
                writer.write(request)
                while state.total_requests < number:
                    answers += await reader.read(65536)
            return answers + await reader.read()

    return runner.run(ask())


@pytest.mark.parametrize("status", [200, 201, 204, 404, 500])
@pytest.mark.parametrize(
    "request_",
    [
        GET,
        GET.replace(b"GET", b"HEAD"),
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}",
        GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
        GET.replace(b"1.1", b"1.0"),
        GET.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"),
    ],
)
def test_they_are_the_same_to_the_byte(runner, status: int, request_: bytes):
    application = Answering(status=status)
    whole = said(runner, application, request_)
    closes = b"Connection: close" in request_ or b"HTTP/1.0" in request_
    assert application.whole == (not closes)
    assert whole == said(runner, Answering(may=False, status=status), request_)
    assert whole.startswith(b"HTTP/1.1 %d " % status)


@pytest.mark.parametrize("late", [(0, 0, 0, 0), (30, 0, 0, 0), (0, 30, 0, 30)])
def test_pipelined_requests_are_answered_in_turn(runner, late):
    answers = said(runner, Answering(delays_ms=late), GET * 4)
    assert [part[:8] for part in answers.split(b"\r\n\r\n")[1:]] == [
        b"number %d" % number for number in (1, 2, 3, 4)
    ]


def test_requests_on_one_connection_are_all_answered_whole(runner):
    application = Answering()
    assert said(runner, application, *[GET] * 5).count(b"number") == 5
    assert application.whole == 5


def test_a_connection_is_kept_while_it_is_used(runner):
    """Longer than an idle one would be: each answer alone takes more."""
    late_ms = round(SHORT_S * 2000)
    application = Answering(delays_ms=(0, late_ms, late_ms))
    assert said(runner, application, GET, GET, GET).count(b"number") == 3


def test_a_request_that_comes_slowly_is_waited_for(runner):
    application, state = Answering(), ServerState()

    async def ask() -> bytes:
        async with connected(application, state, timeout_keep_alive=SHORT_S) as (reader, writer):
            writer.write(GET)
            await reader.readuntil(b"number 1")
            writer.write(GET[:9])
            asyncio.get_running_loop().call_later(SHORT_S * 3, writer.write, GET[9:])
            return await reader.read()

    assert b"number 2" in runner.run(ask())


def test_an_answer_is_not_sent_to_who_has_left(runner, caplog):
    application, state = Answering(delays_ms=(60_000,)), ServerState()

    async def ask() -> None:
        async with connected(application, state) as (_, writer):
            writer.write(GET)
            await application.begun.wait()
            (task,) = state.tasks
            writer.close()
            await asyncio.wait([task])

    runner.run(ask())
    assert application.whole == 0
    assert not caplog.records
