"""Sockets by the thousand, idle or slow: others are served, and each is closed in time."""

import time

import httpx
import pytest

from paydrill.server.patience import BODY_S, HEAD_S, READING_S
from tests.crash.crowds import (
    SOCKETS,
    crowd,
    is_reset,
    last_words,
    open_files,
    resident_mib,
    room_for_sockets,
)
from tests.crash.patient_clients import Load, kept
from tests.raw_http import get, post
from tests.server_process import running

MOST_KIB_A_SOCKET = 20
FILES_OF_CLIENTS = 10
LATE_S = 60
"""Seconds that a busy machine may be late."""
LARGE = get("/openapi/stripe.json")
REQUESTS = 40
PART = post("/payment", b'{"amount": 10, "currency": "USD"}')[:-1]


@pytest.fixture
def server(tmp_path):
    """A server of its own, whose limit of open files was a usual one when it began."""
    store = f"tinydb:{tmp_path}/records.tinydb"
    with room_for_sockets(), running("--port", "0", "--store", store, afresh=True) as started:
        yield started


def test_open_idle_sockets_are_in_nobodys_way(server):
    load, before, own = Load(), open_files(server), resident_mib(server)
    with crowd(server, SOCKETS, b"") as idle:
        with load.on(server.url):
            load.wait_for(100)
            assert open_files(server) >= before + SOCKETS
            assert (resident_mib(server) - own) * 1024 < MOST_KIB_A_SOCKET * SOCKETS + 20_000
        idle[0].sendall(get("/health", "Connection: close"))
        assert last_words(idle[0]).startswith(b"HTTP/1.1 200 ")
    kept(server, load.acknowledged)
    assert httpx.get(f"{server.url}/ready").is_success
    assert server.log() == ""


def test_slow_clients_are_given_up_in_time_while_others_are_served(server):
    load, before, share = Load(), open_files(server), SOCKETS // 10
    with (
        crowd(server, 5 * share, PART[:40]) as heads,
        crowd(server, 4 * share, PART) as bodies,
        crowd(server, share, LARGE * REQUESTS) as readers,
    ):
        began = time.monotonic()
        with load.on(server.url):
            load.wait_for(50)
        for each in heads:
            assert last_words(each).startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() - began < HEAD_S + LATE_S
        for each in bodies:
            assert last_words(each).startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() - began < BODY_S + LATE_S
        assert all(is_reset(each) for each in readers)
        assert time.monotonic() - began < READING_S + LATE_S
        assert open_files(server) < before + FILES_OF_CLIENTS
    kept(server, load.acknowledged)
    assert server.log() == ""
