"""Requests that came in one turn of the event loop are answered together, each by itself."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from uvicorn.server import ServerState

from tests.contract.shop import GOOD, Shop
from tests.on_a_socket import connected

SHOW = b"GET /shop/orders/o_1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
NO_PARAMETER = SHOW.replace(b"o_1 ", b"o_1?colour=red ")
NOWHERE = SHOW.replace(b"orders/o_1", b"nowhere")


class Panic(BaseException):
    """As code in Rust raises it."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = Shop(tmp_path, "batch")
    yield opened
    opened.server.close()


def heads_of(shop: Shop, requests: list[bytes], *, by_asgi: int) -> list[bytes]:
    """The head of each answer. All are asked before any is answered, each by a connection.

    So many of them are answered by ASGI, and all others together.
    """

    async def ask() -> list[bytes]:
        state = ServerState()
        async with AsyncExitStack() as opened:
            lines = [
                await opened.enter_async_context(connected(shop.application, state))
                for _ in requests
            ]
            for (_, writer), request in zip(lines, requests, strict=True):
                writer.write(request)
            heads = [await reader.readuntil(b"\r\n\r\n") for reader, _ in lines]
            assert sum(each.cycle is not None for each in state.connections) == by_asgi
            return heads

    return asyncio.run(ask())


def test_what_goes_wrong_with_one_is_not_the_affair_of_others(shop: Shop, caplog):
    def panic() -> None:
        raise Panic("of all things")

    shows = [
        lambda: (GOOD, 200),
        panic,
        lambda: ({"id": "o_1"}, 200),
        lambda: (GOOD, 200, "application/json", {"X-Lines": "one\ntwo"}),
        lambda: (GOOD, 200),
    ]

    def show() -> object:
        return shows.pop(0)()

    shop.show = show
    requests = [SHOW, NO_PARAMETER, SHOW, NOWHERE, SHOW, SHOW, SHOW]
    statuses = [int(head.split()[1]) for head in heads_of(shop, requests, by_asgi=1)]
    assert sorted(statuses) == [200, 200, 400, 404, 500, 500, 500]
    assert (statuses[1], statuses[3]) == (400, 404)
    assert "of all things" in caplog.text
    assert "'X-Lines' of an answer would not be one line" in caplog.text


def test_everybody_gets_the_answer_to_what_they_asked(shop: Shop):
    ids = [b"request-%d" % number for number in range(40)]
    requests = [SHOW.replace(b"\r\n\r\n", b"\r\nX-Request-Id: %b\r\n\r\n" % id_) for id_ in ids]
    heads = heads_of(shop, requests, by_asgi=0)
    assert all(b"x-request-id: %b\r\n" % id_ in h for id_, h in zip(ids, heads, strict=True))
    logged = shop.recorder.kept("default").exchanges
    assert sorted(exchange.id for exchange in logged) == sorted(ids)
