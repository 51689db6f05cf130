"""Malformed requests are refused, and offers declined, without harm to their neighbours."""

import asyncio

import pytest
from uvicorn.server import ServerState

from tests.on_a_socket import connected
from tests.unit.server.answering import GET, POST, Answering, said

OFFER = POST.replace(b"\r\n\r\n", b"\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
NONSENSE = b"\x01\r\n\r\n"
SLOW_MS = 100


def answers_to(runner: asyncio.Runner, application: Answering, sent: bytes) -> bytes:
    """All that is answered until the server closes, and both ends are gone."""
    state = ServerState()

    async def ask() -> bytes:
        async with connected(application, state) as (reader, writer):
            writer.write(sent)
            answers = await reader.read()
            writer.close()
            while state.connections:  # noqa: ASYNC110 - the other end has no event to wait for
                await asyncio.sleep(0)
            return answers

    return runner.run(ask())


@pytest.mark.parametrize("cut", range(1, len(OFFER)))
def test_an_offer_is_declined_wherever_it_is_cut(runner, cut: int):
    application = Answering()

    async def ask() -> bytes:
        async with connected(application, ServerState()) as (reader, writer):
            writer.write(OFFER[:cut])
            await asyncio.sleep(0)
            writer.write(OFFER[cut:] + GET)
            return await reader.readuntil(b"number 2")

    assert runner.run(ask()).count(b"HTTP/1.1 200 ") == 2
    assert [(method, body) for method, _, body, _ in application.shown] == [
        (b"POST", b"{}"),
        (b"GET", b""),
    ]


def test_a_declined_offer_is_shown_as_it_came(runner):
    application = Answering()
    said(runner, application, OFFER, GET)
    assert [received for *_, received in application.shown] == [OFFER, GET]


@pytest.mark.parametrize("before", [GET, POST, OFFER])
def test_nonsense_is_refused_after_what_came_before_it_was_answered(runner, before: bytes):
    slow = Answering(delays_ms=(SLOW_MS,))
    for application in (Answering(), slow):
        answers = answers_to(runner, application, before + NONSENSE)
        assert answers.index(b"number 1") < answers.index(b"HTTP/1.1 400 ")
        assert b"connection: close" in answers


def test_a_body_that_turns_out_to_be_nonsense_is_not_answered(runner):
    application = Answering(may=False)
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = answers_to(runner, application, head + b"2\r\n{}\r\nxyz\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"number" not in answer


def test_a_client_that_is_refused_amid_a_long_head_can_read_why(runner):
    head = b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 200_000
    assert answers_to(runner, Answering(), head).startswith(b"HTTP/1.1 431 ")
