"""A connection whose server leaves ends after a response that says so, and never before one."""

import asyncio

import pytest
from uvicorn.server import ServerState

from tests.on_a_socket import connected
from tests.unit.server.answering import CHUNKED, GET, IMPATIENT, POST, Answering

CLOSING = b"connection: close\r\n\r\n"


def leave(state: ServerState) -> None:
    for protocol in state.connections:
        protocol.leave()


@pytest.mark.parametrize("request_", [GET, POST, CHUNKED])
@pytest.mark.parametrize("times", [1, 2])
def test_an_idle_connection_ends_with_its_next_response(runner, request_: bytes, times: int):
    state = ServerState()

    async def ask() -> bytes:
        async with connected(Answering(), state) as (reader, writer):
            writer.write(GET)
            first = await reader.readuntil(b"number 1")
            assert b"connection" not in first
            for _ in range(times):
                leave(state)
            writer.write(request_)
            return await reader.read()

    assert runner.run(ask()).endswith(CLOSING + b"number 2")


def test_one_that_is_not_used_any_more_is_closed_when_it_was_idle_for_long(runner):
    state = ServerState()

    async def wait() -> bytes:
        async with connected(Answering(), state, **IMPATIENT) as (reader, writer):
            writer.write(GET)
            await reader.readuntil(b"number 1")
            leave(state)
            return await reader.read()

    assert runner.run(wait()) == b""


@pytest.mark.parametrize("request_", [POST, CHUNKED])
def test_a_request_that_has_come_in_part_is_answered_and_the_last(runner, request_: bytes):
    state = ServerState()

    async def ask() -> bytes:
        async with connected(Answering(), state) as (reader, writer):
            writer.write(GET + request_[:-1])
            await reader.readuntil(b"number 1")
            leave(state)
            writer.write(request_[-1:])
            return await reader.read()

    assert runner.run(ask()).endswith(CLOSING + b"number 2")


def test_a_delay_that_a_scenario_asks_for_is_kept(runner):
    application, state = Answering(delays_ms=(300,)), ServerState()

    async def ask() -> tuple[bytes, float]:
        async with connected(application, state) as (reader, writer):
            writer.write(GET)
            await application.begun.wait()
            begun = asyncio.get_running_loop().time()
            leave(state)
            answer = await reader.read()
            return answer, asyncio.get_running_loop().time() - begun

    answer, took_s = runner.run(ask())
    assert answer.endswith(CLOSING + b"number 1")
    assert took_s > 0.25


def test_a_response_that_has_begun_is_followed_by_another(runner):
    """Its client could not know that the connection ends."""
    state, told = ServerState(), asyncio.Event()

    class Slow(Answering):
        async def __call__(self, scope, receive, send) -> None:
            async def send_slowly(message) -> None:
                await send(message)
                self.begun.set()
                if message["type"] == "http.response.start":
                    await told.wait()

            await super().__call__(scope, receive, send_slowly)

    application = Slow(may=False)

    async def ask() -> bytes:
        async with connected(application, state) as (reader, writer):
            writer.write(GET)
            first = await reader.readuntil(b"\r\n\r\n")
            assert b"connection" not in first
            leave(state)
            told.set()
            assert await reader.readexactly(len(b"number 1")) == b"number 1"
            writer.write(GET)
            return await reader.read()

    assert runner.run(ask()).endswith(CLOSING + b"number 2")


@pytest.mark.parametrize("notices_late", [False, True])
def test_who_has_asked_before_the_turn_ends_is_answered(runner, notices_late: bool):
    state = ServerState()

    class Left(Answering):
        def accept(self, *asked):
            asyncio.get_running_loop().call_soon(leave, state)
            return super().accept(*asked)

    application = Left(may=not notices_late, notices_late=notices_late)

    async def ask() -> bytes:
        async with connected(application, state) as (reader, writer):
            writer.write(GET)
            first = await reader.readuntil(b"number 1")
            if CLOSING in first:
                return first
            writer.write(GET)
            return await reader.read()

    answer = runner.run(ask())
    assert CLOSING in answer
    assert answer.count(b"HTTP/1.1 ") == 1
