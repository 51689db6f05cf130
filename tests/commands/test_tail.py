"""The command `tail`: the requests of a server elsewhere, as they come."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

import httpx
import pytest

from tests.commands.terminal import NOBODY, fails, run
from tests.server_process import IN_MEMORY, PATIENCE_S, ROOT, Server, environment, running

PAYMENT = {
    "card_number": "4111111111111111",
    "amount": 0.01,
    "currency": "USD",
    "customer_name": "Maria",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(*IN_MEMORY) as started:
        yield started


@contextmanager
def tail(url: str, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The command, while it follows."""
    with subprocess.Popen(
        [sys.executable, "-m", "paydrill", "tail", "--url", url, *options],
        env=environment(None),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        watchdog = Timer(PATIENCE_S, process.kill)
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def told_by(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    return process.stderr.readline()


def test_the_last_requests_are_shown_and_then_each_that_comes(server: Server):
    url = f"{server.url}/~shop"
    for number in range(12):
        httpx.get(f"{url}/before/{number}")
    with tail(url) as process:
        first = [line_of(process) for _ in range(10)]
        assert ["/before/2" in first[0], "/before/11" in first[-1]] == [True, True]
        httpx.post(f"{url}/payment", json=PAYMENT)
        assert re.fullmatch(
            r"\d\d:\d\d:\d\d  shop  POST /payment  201 declined insufficient_funds"
            r"  default/insufficient-funds  \d+\.\d ms\n",
            line_of(process),
        )
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_more_than_a_page_comes_in_order_and_whole(server: Server):
    url = f"{server.url}/~many"
    with httpx.Client(base_url=url) as client:
        client.get("/begin")
        with tail(url, "--json") as process:
            assert json.loads(line_of(process))["path"] == "/begin"
            for number in range(250):
                client.get(f"/{number}")
            numbers = [json.loads(line_of(process))["number"] for _ in range(250)]
    assert numbers == list(range(2, 252))


def test_json_is_an_object_a_line_and_an_operation_is_chosen(server: Server):
    url = f"{server.url}/~json"
    httpx.post(f"{url}/payment", json=PAYMENT)
    httpx.get(f"{url}/nowhere")
    with tail(url, "--json", "--operation", "acquirer.authorize_payment") as process:
        first = json.loads(line_of(process))
        assert (first["sandbox"], first["outcome"], first["number"]) == ("json", "declined", 1)
        httpx.get(f"{url}/nowhere")
        httpx.post(f"{url}/payment", json=PAYMENT)
        assert json.loads(line_of(process))["number"] == 4


def test_a_log_that_was_emptied_begins_again(server: Server):
    url = f"{server.url}/~reset"
    httpx.get(f"{url}/one")
    httpx.get(f"{url}/two")
    with tail(url, "--json") as process:
        assert [json.loads(line_of(process))["path"] for _ in range(2)] == ["/one", "/two"]
        httpx.post(f"{url}/_control/reset")
        httpx.get(f"{url}/three")
        again = json.loads(line_of(process))
    assert (again["path"], again["number"]) == ("/three", 1)


def test_a_server_that_goes_away_is_awaited():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    options = ("--store", "memory:", "--port", port)
    with running(*options) as server:
        httpx.get(f"{server.url}/one")
        with tail(server.url) as process:
            assert "/one" in line_of(process)
            server.stop()
            refused = f"no server answers at {server.url}: Connection refused; waiting for it\n"
            assert told_by(process) == refused
            with running(*options) as again:
                assert told_by(process) == f"{again.url} is back\n"
                httpx.get(f"{again.url}/two")
                assert "/two" in line_of(process)


def test_a_closed_pipe_ends_it_quietly(server: Server):
    url = f"{server.url}/~piped"
    httpx.get(f"{url}/one")
    with tail(url) as process:
        assert "/one" in line_of(process)
        assert process.stdout is not None
        process.stdout.close()
        httpx.get(f"{url}/two")
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_without_a_server_or_for_an_operation_of_none_it_ends(server: Server):
    fails(run("tail", "--url", NOBODY), 2, "no server answers")
    unknown = run("tail", "--url", server.url, "--operation", "cards.create_paymnt")
    fails(unknown, 2, "did you mean cards.create_payment?")
