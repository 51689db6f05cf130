"""Connections that an application can break, on both event loops."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from uvicorn.server import ServerState

from paydrill.server.connection import KEY, Connection
from tests.on_a_socket import connected

AN_HOUR_MS = 3_600_000
HEAD = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]}
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Served:
    """A server whose application does one thing with the connection of its only request."""

    def __init__(self, act: Callable[..., Awaitable[None]]) -> None:
        self._act = act
        self.state = ServerState()
        self.begun = asyncio.Event()
        self.done = asyncio.Event()

    async def application(self, scope, _, send) -> None:
        self.begun.set()
        connection: Connection = scope["state"][KEY]
        await self._act(connection, send)
        await _finish(send)
        self.done.set()

    @asynccontextmanager
    async def asked(self, *, requests: int = 1):
        async with connected(self.application, self.state) as (reader, writer):
            writer.write(GET * requests)
            await self.begun.wait()
            yield reader, writer


async def _finish(send) -> None:
    """What is sent on a connection that is over goes nowhere, and is no mistake."""
    await send({"type": "http.response.body", "body": b"gone"})


def test_reset_is_a_reset_and_nothing_else(runner: asyncio.Runner, caplog):
    async def act(connection: Connection, send) -> None:
        await send(HEAD)
        connection.reset()

    async def journey() -> None:
        async with Served(act).asked() as (reader, _):
            with pytest.raises(ConnectionResetError):
                await reader.read(1)

    runner.run(journey())
    assert not caplog.records


def test_close_sends_what_was_written_and_nothing_after_it(runner: asyncio.Runner, caplog):
    async def act(connection: Connection, send) -> None:
        await send(HEAD)
        connection.close()

    async def journey() -> bytes:
        async with Served(act).asked(requests=2) as (reader, _):
            return await reader.read()

    answer = runner.run(journey())
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\n")
    assert not caplog.records


def test_a_broken_connection_can_be_broken_again(runner: asyncio.Runner, caplog):
    async def act(connection: Connection, send) -> None:
        await send(HEAD)
        connection.reset()
        connection.reset()
        connection.close()

    async def journey() -> None:
        served = Served(act)
        async with served.asked():
            await served.done.wait()

    runner.run(journey())
    assert not caplog.records


def test_a_pause_is_as_long_as_it_says(runner: asyncio.Runner):
    order = []

    async def act(connection: Connection, send) -> None:
        order.append("begin")
        asyncio.get_running_loop().call_later(0.001, order.append, "meanwhile")
        await connection.pause(50)
        order.append("end")
        await send(HEAD)

    async def journey() -> bytes:
        async with Served(act).asked() as (reader, _):
            await reader.readuntil(b"\r\n\r\n")
            return await reader.readexactly(4)

    assert runner.run(journey()) == b"gone"
    assert order == ["begin", "meanwhile", "end"]


async def wait_long(connection: Connection, send) -> None:
    await connection.pause(AN_HOUR_MS)
    await connection.pause(AN_HOUR_MS)  # there are no more pauses once one was cut short
    await send(HEAD)


async def wait_long_and_break(connection: Connection, send) -> None:
    await wait_long(connection, send)
    connection.reset()
    connection.close()


@pytest.mark.parametrize("act", [wait_long, wait_long_and_break])
def test_nobody_waits_for_a_client_that_has_left(runner: asyncio.Runner, caplog, act):
    async def journey() -> None:
        served = Served(act)
        async with served.asked() as (_, writer):
            writer.close()
            await served.done.wait()

    runner.run(journey())
    assert not caplog.records


def test_a_server_that_stops_waits_for_nobody(runner: asyncio.Runner, caplog):
    async def journey() -> bytes:
        served = Served(wait_long)
        async with served.asked() as (reader, _):
            for protocol in served.state.connections:
                protocol.shutdown()
            return await reader.read()

    assert runner.run(journey()).endswith(b"connection: close\r\n\r\ngone")
    assert not caplog.records


def test_each_connection_is_told_of_its_own(runner: asyncio.Runner):
    met = []

    async def act(connection: Connection, send) -> None:
        met.append(connection)
        await send(HEAD)

    async def ask(reader: StreamReader, _: StreamWriter) -> None:
        await reader.readuntil(b"gone")

    async def journey() -> None:
        served = Served(act)
        async with served.asked(requests=2) as one, served.asked() as other:
            await ask(*one)
            await ask(*one)
            await ask(*other)

    runner.run(journey())
    first, second, third = met
    assert first is second
    assert first is not third
