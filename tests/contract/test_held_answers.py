"""Answers that wait for the disk, on the connections that asked."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from threading import Event

import pytest
from uvicorn.server import ServerState

from paydrill.stores import open_store
from tests.contract.shop import CONTRACT, Shop
from tests.on_a_socket import connected

SHOW = b"GET /shop/orders/o_1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
NO_PARAMETER = SHOW.replace(b"o_1 ", b"o_1?colour=red ")
CLIENTS = 8


class SlowShop(Shop):
    """A shop whose disk takes its time."""

    def __init__(self, folder: Path) -> None:
        self.store = open_store(f"tinydb:{folder}/records.tinydb", "always")
        self.may_end = Event()
        self.file = self.store.db.log.file  # type: ignore[attr-defined]
        self._sync, self.file.sync = self.file.sync, self._wait
        contract = CONTRACT.replace("4XX:", "default:")
        super().__init__(folder, "batch", contract=contract, store=self.store)

    def _wait(self) -> None:
        assert self.may_end.wait(60)
        self._sync()

    async def shown(self, number: int = 1) -> None:
        """Wait until so many were carried out, whose answers are held."""
        await until(lambda: self.taken_so_far() >= number)

    def taken_so_far(self) -> int:
        assert self.store.group is not None
        return self.store.group.ahead(lambda: self.taken)[0]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[SlowShop]:
    opened = SlowShop(tmp_path)
    yield opened
    opened.may_end.set()
    opened.server.close()
    opened.store.close()


async def until(is_so: Callable[[], object]) -> None:
    """Let the event loop turn until that is so."""
    while not is_so():  # noqa: ASYNC110 - what happens inside the server has no event
        await asyncio.sleep(0)


async def head_of(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.split(b"\r\n") if line.startswith(b"content-length"))
    await reader.readexactly(int(length.split()[1]))
    return head


def test_all_are_carried_out_before_any_is_answered(shop: SlowShop) -> None:
    async def ask() -> list[bytes]:
        state = ServerState()
        async with AsyncExitStack() as opened:
            lines = [
                await opened.enter_async_context(connected(shop.application, state))
                for _ in range(CLIENTS)
            ]
            for _, writer in lines:
                writer.write(SHOW)
            await shop.shown(CLIENTS)
            assert state.total_requests == 0
            assert not shop.recorder.kept("default").exchanges
            shop.may_end.set()
            heads = [await head_of(reader) for reader, _ in lines]
            assert all(
                getattr(each, "cycle", 0) is None for each in state.connections
            )  # none took ASGI
            return heads

    assert [head[:12] for head in asyncio.run(ask())] == [b"HTTP/1.1 200"] * CLIENTS


def test_what_needs_no_record_does_not_wait(shop: SlowShop) -> None:
    async def ask() -> bytes:
        state = ServerState()
        async with (
            connected(shop.application, state) as (written, writes),
            connected(shop.application, state) as (reads, asks),
        ):
            writes.write(SHOW)
            await shop.shown()
            asks.write(NO_PARAMETER)
            head = await head_of(reads)
            shop.may_end.set()
            assert (await head_of(written)).startswith(b"HTTP/1.1 200")
            return head

    assert asyncio.run(ask()).startswith(b"HTTP/1.1 400")


def test_requests_behind_a_held_one_are_answered_in_turn(shop: SlowShop) -> None:
    async def ask() -> list[bytes]:
        async with connected(shop.application, ServerState()) as (reader, writer):
            writer.write(SHOW)
            await shop.shown()
            writer.write(NO_PARAMETER + SHOW)
            await writer.drain()
            await asyncio.sleep(0)
            shop.may_end.set()
            return [await head_of(reader) for _ in range(3)]

    statuses = [head.split()[1] for head in asyncio.run(ask())]
    assert statuses == [b"200", b"400", b"200"]


def test_a_server_that_stops_answers_what_is_held(shop: SlowShop) -> None:
    async def ask() -> bytes:
        state = ServerState()
        async with connected(shop.application, state) as (reader, writer):
            writer.write(SHOW)
            await shop.shown()
            for each in list(state.connections):
                each.shutdown()
            shop.may_end.set()
            return await reader.read()

    answer = asyncio.run(ask())
    assert answer.count(b"HTTP/1.1 ") == answer.count(b"HTTP/1.1 200 ") == 1


def test_who_leaves_has_asked_all_the_same(shop: SlowShop) -> None:
    async def ask() -> None:
        state = ServerState()
        async with connected(shop.application, state) as (_, writer):
            writer.write(SHOW)
            await shop.shown()
            writer.transport.abort()
            await until(lambda: state.tasks)  # ASGI holds the answer now
            shop.may_end.set()
            await until(lambda: not state.connections)

    asyncio.run(ask())
    assert [each.status for each in shop.recorder.kept("default").exchanges] == [200]


def test_a_disk_that_fails_is_told_of_to_all_who_wait(
    shop: SlowShop, caplog: pytest.LogCaptureFixture
) -> None:
    async def ask() -> list[bytes]:
        state = ServerState()
        async with (
            connected(shop.application, state) as (first, asks),
            connected(shop.application, state) as (second, asks_too),
        ):
            asks.write(SHOW)
            asks_too.write(SHOW)
            await shop.shown(2)
            shop.file._broken = True
            shop.may_end.set()
            heads = [await head_of(first), await head_of(second)]
            asks.write(SHOW)
            return [*heads, await head_of(first)]

    assert [head.split()[1] for head in asyncio.run(ask())] == [b"503"] * 3
    assert "may not be on the disk, though it was done" in caplog.text
