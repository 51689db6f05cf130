"""What fails in the server is one thing, whichever way the request took, and leaves no trace."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from paydrill.openapi import strict_json
from paydrill.stores import open_store
from tests.contract.shop import GOOD, WAYS, Shop
from tests.in_process import Answered, Asked, as_json

SECRET = "4111111111111111"
FAILED = {("orders.show_order", 500): 1}


class Panic(BaseException):
    """As code in Rust raises it."""


@pytest.fixture(params=WAYS)
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Shop]:
    opened = Shop(tmp_path, request.param)
    yield opened
    opened.server.close()


def raising(error: BaseException) -> Callable[[], Any]:
    """A handler that raises this."""

    def fail() -> None:
        raise error

    return fail


def is_a_failure(shop: Shop, answer: Answered, code: str, caplog: pytest.LogCaptureFixture) -> None:
    """Hold that one request failed: the client knows by the code, the server's log has the rest."""
    problem = answer.json()
    assert (answer.status, answer.media_type) == (500, "application/problem+json")
    assert (problem["status"], problem["code"]) == (500, code)
    assert SECRET not in answer.body.decode()
    (record,) = (each for each in caplog.records if each.name == "paydrill")
    assert record.levelname == "ERROR"
    assert record.exc_info
    assert sum(shop.counted.values()) == 1
    assert [(each.status, each.answer) for each in shop.recorder.kept("default").exchanges] == [
        (500, answer.body)
    ]
    assert shop.taken == 0
    assert shop.server.past_asgi == (shop.way == "batch")


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError(SECRET),
        Panic(SECRET),
        StopIteration(SECRET),
        asyncio.CancelledError(SECRET),  # nobody has cancelled the task
        ExceptionGroup("several", [ValueError(SECRET)]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_handler_that_fails_is_a_500(shop: Shop, caplog, error: BaseException):
    shop.show = raising(error)
    answer = shop.ask(Idempotency_Key="one")
    is_a_failure(shop, answer, "internal_error", caplog)
    assert shop.counted == FAILED
    assert answer.json()["detail"] == "orders.show_order failed; the server's log has the reason"
    assert SECRET in caplog.text
    shop.show = lambda: (GOOD, 200)
    assert shop.ask(Idempotency_Key="one").status == 200  # nothing was kept under the key
    assert shop.taken == 1


@pytest.mark.parametrize(
    ("returned", "code"),
    [
        (({"id": "o_1"}, 200), "contract_broken"),
        ((GOOD, 999), "contract_broken"),
        ((GOOD, 200, "application/json", {"X-Lines": "one\ntwo"}), "contract_broken"),
        ((GOOD, 200, "application/json", {"X-Price": "5 €"}), "contract_broken"),
        ((GOOD, 200, "application/json", {"X Y": "z"}), "contract_broken"),
        ((GOOD, 200, "application/json", {"X-Number": 5}), "internal_error"),
        (({"id": "o_1", "lines": [{"amount": 1, "of": object()}]}, 200), "internal_error"),
        (({"id": "o_1", "lines": [{"amount": 1, "of": "\ud800"}]}, 200), "internal_error"),
        (({"id": "o_1", "lines": [{"amount": 1, "of": 2**70}]}, 200), "internal_error"),
        ((GOOD,), "internal_error"),
        (None, "internal_error"),
    ],
)
def test_an_answer_that_cannot_be_sent_is_a_500(shop: Shop, caplog, returned: Any, code: str):
    shop.show = lambda: returned
    is_a_failure(shop, shop.ask(), code, caplog)
    assert shop.counted == FAILED


@pytest.mark.parametrize("error", [RuntimeError(SECRET), Panic(SECRET)], ids=["error", "panic"])
def test_a_parser_that_fails_is_a_500(shop: Shop, caplog, monkeypatch, error: BaseException):
    def parse(_: bytes) -> None:
        raise error

    monkeypatch.setattr(strict_json, "parse", parse)
    answer = shop.server.ask(as_json("POST", "/shop/orders", {}))
    is_a_failure(shop, answer, "internal_error", caplog)
    assert shop.counted == {("orders.make_order", 500): 1}


@pytest.mark.parametrize("error", [RuntimeError(SECRET), Panic(SECRET)], ids=["error", "panic"])
@pytest.mark.parametrize("way", WAYS)
def test_no_store_keeps_what_failed(tmp_path, empty_store, scheme, way, error: BaseException):
    store = open_store(empty_store(scheme))
    shop = Shop(tmp_path, way, store=store)
    assert shop.ask().status == 200
    shop.show = raising(error)
    failed = shop.ask()
    shop.show = lambda: (GOOD, 200)
    assert shop.ask().status == 200  # the sandbox is not locked
    shop.server.close()
    assert (failed.status, failed.json()["code"]) == (500, "internal_error")
    assert shop.taken == 2
    store.close()


@pytest.mark.parametrize("error", [RuntimeError(SECRET), Panic(SECRET)], ids=["error", "panic"])
def test_an_answer_in_pieces_that_fails_before_the_first_is_a_500(shop: Shop, caplog, error):
    def pieces(_run: Any) -> Iterator[bytes]:
        raise error
        yield b""

    shop.show = lambda: (pieces, 200, "text/csv")
    answer = shop.ask()
    assert (answer.status, answer.json()["code"]) == (500, "internal_error")
    assert shop.counted == FAILED
    assert SECRET in caplog.text


def test_head_is_counted_as_the_get_that_failed(shop: Shop, caplog):
    shop.show = raising(Panic(SECRET))
    answer = shop.server.ask(Asked("HEAD", "/shop/orders/o_1"))
    assert (answer.status, answer.body) == (500, b"")
    assert shop.counted == FAILED
    assert SECRET in caplog.text


@pytest.mark.parametrize("end", [SystemExit(3), KeyboardInterrupt()], ids=["exit", "interrupt"])
def test_what_ends_the_server_ends_it(tmp_path: Path, end: BaseException):
    for way in WAYS:
        shop = Shop(tmp_path, way)
        shop.show = raising(end)
        with pytest.raises(type(end)):
            shop.ask()
        assert shop.taken == 0
        shop.server.close()


def test_a_task_that_is_cancelled_is_no_answer(tmp_path: Path, caplog):
    shop = Shop(tmp_path, "asgi")

    async def leave() -> None:
        sent: list[Any] = []
        never = asyncio.Event()

        async def receive() -> None:
            await never.wait()

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "http_version": "1.1",
            "scheme": "http",
            "method": "POST",
            "path": "/shop/orders",
            "query_string": b"",
            "headers": [(b"host", b"localhost")],
        }
        task = asyncio.create_task(shop.application(scope, receive, send))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert sent == []

    asyncio.run(leave())
    assert shop.counted == {}
    assert caplog.records == []
