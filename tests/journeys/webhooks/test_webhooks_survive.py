"""Webhooks of servers of every kind, also of those that are killed or share a database."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from signal import SIGKILL
from threading import Event

import httpx
import pytest

from tests.journeys.webhooks.hooks import advance, deliveries, freeze, pay, register
from tests.receiver import Answer, Receiver
from tests.server_process import running

PAYMENTS = 20


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening


def fails_twice(options: tuple[str, ...], receiver: Receiver) -> None:
    """The third attempt is made when the clock is advanced, and before that is answered."""
    receiver.answers = [Answer(500), Answer(500), Answer(200)]
    with (
        running("--port", "0", *options) as server,
        httpx.Client(base_url=server.url, timeout=60) as api,
    ):
        freeze(api)
        secret = register(api, receiver)["secrets"][0]
        pay(api)
        first = receiver.next()
        advance(api, "6m")
        assert not receiver.is_empty
        second, third = receiver.next(), receiver.next()
        assert first.id == second.id == third.id
        assert third.verified(secret)["sequence"] == 1
        assert [each["status"] for each in deliveries(api)] == ["delivered"]


def test_every_store_delivers(scheme: str, empty_store: Callable[[str], str], receiver: Receiver):
    fails_twice(("--store", empty_store(scheme)), receiver)


def test_what_was_arranged_is_done_by_the_next_server(tmp_path: Path, receiver: Receiver):
    options = ("--port", "0", "--store", f"tinydb:{tmp_path / 'records.tinydb'}")
    receiver.answers = [Answer(503), Answer(200)]
    with running(*options) as server, httpx.Client(base_url=server.url) as api:
        freeze(api)
        register(api, receiver)
        pay(api)
        first = receiver.next()
        advance(api, "1ms")
        server.stop(SIGKILL)
    with running(*options) as server, httpx.Client(base_url=server.url) as api:
        advance(api, "5s")
        assert receiver.next().id == first.id
        assert deliveries(api)[0]["status"] == "delivered"


def test_what_was_being_sent_when_a_server_was_killed_is_sent_again(
    tmp_path: Path, receiver: Receiver
):
    options = ("--port", "0", "--store", f"tinydb:{tmp_path / 'records.tinydb'}")
    never = Event()
    receiver.answers = [Answer(after=never), Answer(200)]
    with running(*options) as server, httpx.Client(base_url=server.url) as api:
        freeze(api)
        register(api, receiver)
        pay(api)
        first = receiver.next()
        server.stop(SIGKILL)
    never.set()
    with running(*options):
        assert receiver.next().id == first.id


def test_servers_on_one_database_send_everything_once(
    empty_store: Callable[[str], str], receiver: Receiver
):
    options = ("--port", "0", "--store", empty_store("postgresql"))
    with ExitStack() as stack:
        servers = [stack.enter_context(running(*options)) for _ in range(2)]
        here, there = (
            stack.enter_context(httpx.Client(base_url=each.url, timeout=60)) for each in servers
        )
        freeze(here)
        register(here, receiver)
        for _ in range(PAYMENTS // 2):
            pay(here)
            pay(there)
        advance(there, "1ms")
        told = [receiver.next().json()["sequence"] for _ in range(PAYMENTS)]
        assert told == list(range(1, PAYMENTS + 1))
        assert receiver.is_empty
        assert {each["attempts"] for each in deliveries(there, limit="100")} == {1}
