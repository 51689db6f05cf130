"""Clients that keep a server waiting are given up in time, and told why where HTTP has a word."""

import asyncio
import json
import socket
import struct
import time

import pytest
from uvicorn.server import ServerState

from paydrill.server.patience import BODY_S, HEAD_S, IDLE_S, LEAST_BODY, READING_S
from tests.on_a_socket import connected
from tests.unit.server.answering import CHUNKED, GET, POST, SHORT_S, Answering

SECOND_S = 0.005
"""As long as a second of patience is here."""
QUICK = {"looks_every_s": SECOND_S, "timeout_keep_alive": IDLE_S}
LONG = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
AN_HOUR_MS = 3_600_000


def talk(runner: asyncio.Runner, application, *sent: bytes, pause_s: float = 0) -> bytes:
    """All that is answered to what is sent, piece by piece, until the server closes."""

    async def journey() -> bytes:
        async with connected(application, ServerState(), **QUICK) as (reader, writer):
            for each in sent:
                writer.write(each)
                await asyncio.sleep(pause_s)  # the pause is what is tested
            return await reader.read()

    return runner.run(journey())


@pytest.mark.parametrize("part", [GET[:1], GET[:-2], POST[:-4]])
def test_a_head_that_does_not_end_is_a_408(runner, part: bytes):
    answer = talk(runner, Answering(), part)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"connection: close" in head
    problem = json.loads(body)
    assert (problem["code"], problem["status"]) == ("request_timeout", 408)


@pytest.mark.parametrize("part", [POST[:-1], LONG, LONG + b"{", CHUNKED[:-5]])
@pytest.mark.parametrize("may", [True, False])
def test_a_body_that_does_not_end_is_a_408_and_nothing_is_done(runner, part: bytes, *, may: bool):
    application = Answering(may=may)
    answer = talk(runner, application, part)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"body" in answer
    assert (application.accepted, application.shown) == (0, [])
    assert b"number" not in answer


def test_a_head_that_drips_is_a_408_all_the_same(runner):
    drops = [GET[:16], *[b"x"] * (3 * HEAD_S)]
    assert talk(runner, Answering(), *drops, pause_s=SECOND_S).startswith(b"HTTP/1.1 408 ")


def test_a_body_that_drips_is_a_408_and_one_that_comes_slowly_is_waited_for(runner):
    drips = [LONG, *[b"x"] * (3 * BODY_S)]
    assert talk(runner, Answering(), *drips, pause_s=SECOND_S).startswith(b"HTTP/1.1 408 ")
    pieces = [LEAST_BODY * b"x"] * (4 * BODY_S)
    slow = LONG.replace(b"1000000", b"%d" % (len(pieces) * LEAST_BODY))
    answer = talk(runner, Answering(), slow, *pieces, pause_s=SECOND_S / 4)
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_what_came_before_is_answered_first(runner):
    answers = talk(runner, Answering(), GET + POST[:-1])
    assert answers.index(b"number 1") < answers.index(b"HTTP/1.1 408 ")


def test_the_next_request_of_a_client_that_waits_is_not_held_against_it(runner):
    """The first one takes longer than the patience with a head, and reading has stopped."""
    late = Answering(delays_ms=(round(3 * BODY_S * SECOND_S * 1000),))
    answers = talk(runner, late, GET + GET + POST[:-1])
    assert answers.index(b"number 2") < answers.index(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("asked", [b"", GET])
def test_a_connection_without_a_request_is_closed_without_a_word(runner, asked: bytes):
    answers = talk(runner, Answering(), asked)
    assert answers.count(b"HTTP/1.1 ") == len(asked[:1])
    assert b"408" not in answers


def test_an_answer_that_takes_long_is_waited_for(runner):
    late = Answering(delays_ms=(round(2 * IDLE_S * SECOND_S * 1000),))
    assert b"number 1" in talk(runner, late, GET)


class Shouting(Answering):
    """An application whose answers fill every buffer."""

    def _answer(self) -> tuple[bytes, bytes]:
        return b"content-length: %d\r\n" % (64 << 20), b"x" * (64 << 20)


@pytest.mark.parametrize("may", [True, False])
@pytest.mark.parametrize("closing", [b"", b"Connection: close\r\n"])
def test_a_client_that_reads_nothing_is_reset(runner, closing: bytes, *, may: bool):
    async def journey() -> int:
        state = ServerState()
        async with connected(Shouting(may=may), state, **QUICK) as (reader, writer):
            reader._transport.pause_reading()
            writer.write(GET.replace(b"\r\n\r\n", b"\r\n%b\r\n" % closing))
            while not state.connections or not state.total_requests:  # noqa: ASYNC110
                await asyncio.sleep(0)
            while state.connections:  # noqa: ASYNC110 - the other end has no event to wait for
                await asyncio.sleep(SECOND_S)
            assert not state.tasks
            connected_socket = writer.get_extra_info("socket")
            return connected_socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)

    assert runner.run(journey()) != 0


def test_a_client_that_reads_slowly_is_waited_for(runner):
    """It takes a little of the answer, again and again, for longer than the patience."""

    async def journey() -> int:
        async with connected(Shouting(), ServerState(), **QUICK) as (reader, writer):
            writer.write(GET)
            taken = 0
            loop = asyncio.get_running_loop()
            enough = loop.time() + 3 * READING_S * SECOND_S
            while loop.time() < enough:
                taken += len(await reader.readexactly(100_000))
                await asyncio.sleep(SECOND_S)
            return taken + len(await reader.readuntil(b"x" * 1000))

    assert runner.run(journey()) > 0


@pytest.mark.parametrize("may", [True, False])
@pytest.mark.parametrize("asked", [GET, GET + GET, POST + CHUNKED])
def test_who_stops_sending_is_answered_and_then_closed(runner, asked: bytes, *, may: bool):
    requests = asked.count(b" / ")
    # Reading stops while another request waits for its turn.
    delays_ms = () if may else (*[SHORT_S * 1000] * (requests - 1), AN_HOUR_MS)

    async def journey() -> bytes:
        application = Answering(may=may, delays_ms=delays_ms)
        async with connected(application, ServerState()) as (reader, writer):
            writer.write(asked)
            writer.write_eof()
            return await reader.read()

    assert runner.run(journey()).count(b"number") == requests


@pytest.mark.parametrize("part", [b"", GET[:9], POST[:-1], LONG, CHUNKED[:-5]])
def test_who_stops_sending_amid_a_request_has_not_asked(runner, caplog, part: bytes):
    application = Answering()

    async def journey() -> bytes:
        async with connected(application, ServerState()) as (reader, writer):
            writer.write(part)
            writer.write_eof()
            return await reader.read()

    assert b"number" not in runner.run(journey())
    assert application.shown == []
    assert not caplog.records


def test_nobody_is_told_of_a_client_that_resets(runner, caplog):
    application = Answering(delays_ms=(AN_HOUR_MS,))

    async def journey() -> None:
        state = ServerState()
        async with connected(application, state) as (_, writer):
            writer.write(GET)
            await application.begun.wait()
            (task,) = state.tasks
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
            await asyncio.wait([task])

    runner.run(journey())
    assert not caplog.records


def test_who_asks_much_at_once_and_reads_nothing_fills_no_memory(runner):
    """One read brings a thousand requests; answers stop at what the system's buffer takes."""
    application = Shouting()

    async def journey() -> int:
        state = ServerState()
        async with connected(application, state, **QUICK) as (reader, writer):
            reader._transport.pause_reading()
            writer.write(GET * 1000)
            while not state.connections or not state.total_requests:  # noqa: ASYNC110
                await asyncio.sleep(0)
            while state.connections:  # noqa: ASYNC110 - the other end has no event to wait for
                await asyncio.sleep(SECOND_S)
            return state.total_requests

    assert runner.run(journey()) < 3


def test_a_process_that_was_stopped_holds_it_against_nobody(runner):
    """What came meanwhile is read before anybody is given up."""

    async def journey() -> bytes:
        async with connected(Answering(), ServerState(), **QUICK) as (reader, writer):
            writer.write(POST[:-1])
            await asyncio.sleep(SECOND_S)
            writer.write(POST[-1:])
            time.sleep(2 * BODY_S * SECOND_S)  # noqa: ASYNC251 - so that the loop stands still
            return await reader.readuntil(b"number 1")

    assert runner.run(journey()).startswith(b"HTTP/1.1 200 ")
