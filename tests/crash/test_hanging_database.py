"""A database that takes connections and answers nothing: who asks is refused, nothing is lost."""

import json
import socket

import httpx

from tests.crash.crowds import crowd
from tests.crash.patient_clients import PAYMENT, Load, kept
from tests.postgresql import Server, database
from tests.raw_http import post
from tests.server_process import only_line, running

AT_ONCE_S = 2
CONNECTING_S = 3
MORE_THAN_THREADS = 60


def test_a_database_that_hangs_under_load_is_waited_for_and_loses_nothing():
    postgresql = Server.made()
    try:
        with database(postgresql.url) as store, running("--port", "0", "--store", store) as server:
            load = Load()
            with load.on(server.url):
                load.wait_for(20)
                postgresql.hang()
                payment = post("/payment", json.dumps(PAYMENT).encode())
                with crowd(server, MORE_THAN_THREADS, payment):
                    assert httpx.get(f"{server.url}/health", timeout=AT_ONCE_S).is_success
                    load.wait_for(20, "unavailable")
                assert httpx.get(f"{server.url}/health", timeout=AT_ONCE_S).is_success
                ready = httpx.get(f"{server.url}/ready", timeout=AT_ONCE_S + CONNECTING_S)
                assert (ready.status_code, ready.json()["checks"]["store"]) == (503, "failed")
                postgresql.go_on()
                load.wait_for(20)
            kept(server, load.acknowledged)
            assert httpx.get(f"{server.url}/ready").is_success
    finally:
        postgresql.go_on()
        postgresql.remove()


def test_a_start_does_not_wait_for_ever():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        said = only_line("--store", f"postgresql://ada@127.0.0.1:{port}/shop")
    assert f"127.0.0.1:{port}/shop cannot be opened" in said
    assert "timeout expired" in said
    assert "start a PostgreSQL server there, or name another" in said
