"""What happens to a request between its coming and the end of that turn of the event loop."""

import asyncio
from contextlib import suppress

import pytest
from uvicorn.server import ServerState

from tests.on_a_socket import connected
from tests.unit.server.answering import GET, POST, Answering, said


@pytest.mark.parametrize("notices_late", [False, True])
@pytest.mark.parametrize("late", [(0, 0, 0, 0), (30, 0, 0, 0), (0, 30, 0, 30)])
def test_pipelined_requests_are_answered_in_turn(runner, late, notices_late: bool):
    application = Answering(delays_ms=late, notices_late=notices_late)
    answers = said(runner, application, (GET + POST) * 2)
    assert [part[:8] for part in answers.split(b"\r\n\r\n")[1:]] == [
        b"number %d" % number for number in (1, 2, 3, 4)
    ]
    methods = ["GET", "POST", "GET", "POST"]
    first = late.index(30) if 30 in late else 4
    assert application.begun_with == methods[first:]


@pytest.mark.parametrize("request_", [GET, POST])
def test_asgi_gets_all_of_what_is_noticed_late_to_wait(runner, request_: bytes):
    application = Answering(may=False, notices_late=True)
    answer = said(runner, application, request_, request_)
    assert application.begun_with == [request_.split()[0].decode()] * 2
    assert answer == said(runner, Answering(may=False), request_, request_)


@pytest.mark.parametrize("garbage", [b"\0", b"GARBAGE\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"])
def test_what_came_before_garbage_is_answered_before_it(runner, garbage: bytes):
    async def ask() -> bytes:
        async with connected(Answering(), ServerState()) as (reader, writer):
            writer.write(GET + garbage)
            return await reader.read()

    ours, refusal = runner.run(ask()).split(b"number 1")
    assert ours.startswith(b"HTTP/1.1 200 ")
    assert refusal.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("notices_late", [False, True])
def test_a_server_that_stops_before_the_turn_ends_answers_first(runner, notices_late: bool):
    state = ServerState()

    class Stopped(Answering):
        def accept(self, *asked):
            for protocol in state.connections:
                asyncio.get_running_loop().call_soon(protocol.shutdown)
            return super().accept(*asked)

    application = Stopped(may=not notices_late, notices_late=notices_late)

    async def ask() -> bytes:
        async with connected(application, state) as (reader, writer):
            writer.write(GET)
            return await reader.read()

    answer = runner.run(ask())
    assert answer.count(b"HTTP/1.1 ") == answer.count(b"number 1") == 1
    assert application.accepted + len(application.begun_with) == 1


@pytest.mark.parametrize("notices_late", [False, True])
def test_who_leaves_before_the_turn_ends_has_asked_all_the_same(runner, caplog, notices_late):
    state = ServerState()

    class Left(Answering):
        def accept(self, *asked):
            for protocol in state.connections:
                protocol.transport.abort()
            return super().accept(*asked)

    application = Left(may=not notices_late, notices_late=notices_late)

    async def ask() -> bytes:
        async with connected(application, state) as (reader, writer):
            writer.write(GET)
            return await reader.read()

    with suppress(ConnectionError):
        assert runner.run(ask()) == b""
    assert application.accepted + len(application.begun_with) == 1
    assert not caplog.records


def test_a_turn_that_goes_wrong_is_not_the_last(runner):
    class Broken(Answering):
        def accept(self, *asked):
            if not self.shown:
                asked[-1].defer(self._break)
            return super().accept(*asked)

        def _break(self) -> None:
            raise ArithmeticError("of all things")

    application, state = Broken(), ServerState()

    async def ask() -> list[bytes]:
        broken = asyncio.Event()
        asyncio.get_running_loop().set_exception_handler(lambda *_: broken.set())
        async with connected(application, state) as (first, writer):
            writer.write(GET)
            await broken.wait()
            writer.write(GET)
            return [await first.readuntil(b"number %d" % number) for number in (1, 2)]

    assert all(answer.startswith(b"HTTP/1.1 200 ") for answer in runner.run(ask()))
