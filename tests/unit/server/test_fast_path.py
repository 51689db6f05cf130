"""Requests answered past ASGI, at the end of a turn, get the answers that ASGI would have sent."""

import asyncio
import gc
from weakref import ref

import pytest
from uvicorn.server import ServerState

from paydrill.server.connection import MOST_RECEIVED
from tests.on_a_socket import connected
from tests.unit.server.answering import (
    CHUNKED,
    EXPECTING,
    GET,
    IMPATIENT,
    POST,
    SHORT_S,
    Answering,
    said,
)


@pytest.mark.parametrize("status", [200, 201, 204, 404, 500])
@pytest.mark.parametrize("request_", [GET, POST, CHUNKED])
def test_an_answer_is_the_same_to_the_byte(runner, status: int, request_: bytes):
    application = Answering(status=status)
    answer = said(runner, application, request_)
    assert (application.accepted, application.begun_with) == (1, [])
    assert answer == said(runner, Answering(may=False, status=status), request_)
    assert answer.startswith(b"HTTP/1.1 %d " % status)


@pytest.mark.parametrize(
    "request_",
    [
        GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
        GET.replace(b"1.1", b"1.0"),
        GET.replace(b"1.1\r\n", b"1.0\r\nProxy-Connection: keep-alive\r\n"),
        GET.replace(b"/ ", b"/%41 "),
        GET.replace(b"/ ", b"http://localhost/ "),
        GET.replace(b"GET /", b"OPTIONS *"),
        EXPECTING,
    ],
)
def test_what_is_special_goes_by_asgi(runner, request_: bytes):
    application = Answering()
    answer = said(runner, application, request_)
    assert application.shown == []
    assert b"number 1" in answer


def test_requests_are_shown_as_they_came(runner):
    application = Answering()
    asked = b"POST /a//b?c=d HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
    said(runner, application, GET, asked, GET)
    assert application.shown == [
        (b"GET", b"/", b"", GET),
        (b"POST", b"/a//b?c=d", b"{}", asked),
        (b"GET", b"/", b"", GET),
    ]


def test_of_what_follows_another_at_once_nobody_knows_how_it_came(runner):
    application = Answering()
    said(runner, application, GET + POST)
    assert application.shown == [(b"GET", b"/", b"", GET + POST), (b"POST", b"/", b"{}", b"")]


def test_requests_on_one_connection_are_all_answered_at_once(runner):
    application = Answering()
    assert said(runner, application, *[GET, POST] * 3).count(b"number") == 6
    assert application.accepted == 6


def test_a_connection_is_kept_while_it_is_used(runner):
    """Longer than an idle one would be: each answer alone takes more."""
    late_ms = round(SHORT_S * 2000)
    application = Answering(delays_ms=(0, late_ms, late_ms))
    assert said(runner, application, GET, GET, GET).count(b"number") == 3


@pytest.mark.parametrize("cut", [9, len(POST) - 2, len(POST) - 1])
def test_a_request_that_comes_slowly_is_waited_for(runner, cut: int):
    application, state = Answering(), ServerState()

    async def ask() -> bytes:
        async with connected(application, state, **IMPATIENT) as (reader, writer):
            writer.write(GET)
            await reader.readuntil(b"number 1")
            writer.write(POST[:cut])
            asyncio.get_running_loop().call_later(SHORT_S * 3, writer.write, POST[cut:])
            return await reader.read()

    assert b"number 2" in runner.run(ask())
    assert application.shown[1] == (b"POST", b"/", b"{}", POST)


def test_one_that_follows_another_is_waited_for_as_well(runner):
    application, state = Answering(), ServerState()

    async def ask() -> bytes:
        async with connected(application, state, **IMPATIENT) as (reader, writer):
            writer.write(GET + POST[:-1])
            await reader.readuntil(b"number 1")
            asyncio.get_running_loop().call_later(SHORT_S * 3, writer.write, POST[-1:])
            return await reader.read()

    assert b"number 2" in runner.run(ask())


def test_a_server_that_stops_waits_for_the_rest_of_a_request(runner):
    application, state = Answering(), ServerState()

    async def ask() -> bytes:
        async with connected(application, state) as (reader, writer):
            writer.write(GET + POST[:-1])
            await reader.readuntil(b"number 1")
            for protocol in state.connections:
                protocol.shutdown()
            writer.write(POST[-1:])
            return await reader.read()

    answer = runner.run(ask())
    assert answer.endswith(b"connection: close\r\n\r\nnumber 2")


def test_who_sends_no_more_is_answered(runner):
    async def ask() -> bytes:
        async with connected(Answering(), ServerState()) as (reader, writer):
            writer.write(GET)
            writer.write_eof()
            return await reader.read()

    assert runner.run(ask()).endswith(b"number 1")


@pytest.mark.parametrize(
    "head",
    [
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % (MOST_RECEIVED + 1),
        b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_the_application_hears_of_what_may_be_long_before_it_is_there(runner, head: bytes):
    application = Answering()

    async def ask() -> None:
        async with connected(application, ServerState()) as (_, writer):
            writer.write(head)
            await application.begun.wait()

    runner.run(ask())
    assert application.shown == []


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
    assert application.accepted == 0
    assert not caplog.records


def test_a_url_that_httptools_cannot_take_apart_is_a_414(runner):
    """So that it is not found out when the turn ends, where the others' answers are."""
    application = Answering(may=False, notices_late=True)

    async def ask() -> bytes:
        async with connected(application, ServerState()) as (reader, writer):
            writer.write(GET.replace(b"/ ", b"/?%b " % (b"x" * 65_536)))
            return await reader.read()

    assert runner.run(ask()).startswith(b"HTTP/1.1 414 ")
    assert application.shown == []


def test_of_a_connection_that_is_closed_nothing_is_left(runner):
    """Not even for the garbage collector, which is slow to look."""
    application, state = Answering(), ServerState()

    async def ask() -> None:
        async with connected(application, state) as (reader, writer):
            writer.write(GET)
            await reader.readuntil(b"number 1")
            gone = asyncio.Event()
            (held,) = (ref(each, lambda _: gone.set()) for each in state.connections)
            writer.close()
            await gone.wait()
            assert held() is None

    gc.collect()
    gc.disable()
    try:
        runner.run(ask())
    finally:
        gc.enable()


class Panic(BaseException):
    """As code in Rust raises it."""


@pytest.mark.parametrize("kind", [ArithmeticError, Panic])
def test_what_fails_at_once_is_taken_up_by_asgi(runner, caplog, kind: type[BaseException]):
    class Failing(Answering):
        def accept(self, *_):
            raise kind("of all things")

    application = Failing()
    assert said(runner, application, GET) == said(runner, Answering(may=False), GET)
    assert application.begun_with == ["GET"]
    assert "of all things" in caplog.text
