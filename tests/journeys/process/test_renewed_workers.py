"""SIGHUP renews all workers, one after another, and no client loses anything by it."""

import json
import os
import pty
import subprocess
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.certificates import trusting
from tests.server_process import COMMAND, PATIENCE_S, PLAIN, environment, running
from tests.several_workers import (
    CLIENTS,
    PAYMENT,
    Payers,
    made,
    process_of,
    processes_that_answer,
    renew,
    watching,
    workers,
)


@pytest.fixture
def options(empty_store: Callable[[str], str]) -> tuple[str, ...]:
    return ("--port", "0", "--store", empty_store("postgresql"), "--workers", "2")


@pytest.mark.parametrize("by_tls", [False, True], ids=["plain", "by TLS"])
def test_every_request_is_answered_once_while_all_workers_are_renewed(
    options: tuple[str, ...], by_tls: bool
):
    """The clients keep their connections, ask again at once, and never ask twice."""
    tls = ("--tls-self-signed", "--tls-port", "0") if by_tls else ()
    with running(*options, *tls) as server:
        trust = trusting(Path(server.told("Trust"))) if by_tls else PLAIN
        payers, old = Payers(trust), workers(server)
        with watching(old) as ends, payers.on(server.told("TLS") if by_tls else server.url):
            payers.wait_for(100)
            renew(server)
            ends.wait()
            payers.wait_for(100)
        new = workers(server)
        assert (len(new), set(new) & set(old)) == (2, set())
        ids = {each.headers["x-request-id"] for each in payers.answers}
        payments = {each.json()["payment_id"] for each in payers.answers}
        assert len(ids) == len(payments) == len(payers.answers) == made(server)
        by = Counter(map(process_of, payers.answers))
        assert 2 < len(by) <= 4
        last = [each for each in payers.answers if each.headers.get("connection") == "close"]
        assert 1 <= len(last) <= 2 * CLIENTS
        answered = f'status="201"}} {len(payers.answers)}.0'
        assert answered in httpx.get(f"{server.url}/metrics").text
        assert "Traceback" not in server.log()


def test_an_idle_connection_stays_until_its_next_request(options: tuple[str, ...]):
    with running(*options) as server:
        url, old = httpx.URL(server.url), processes_that_answer(server)
        with (
            closing(HTTPConnection(url.host, url.port or 0, timeout=PATIENCE_S)) as client,
            watching(workers(server)) as ends,
        ):
            process, _ = asked(client, "/health")
            renew(server)
            processes_that_answer(server, besides=old)
            while (answer := asked(client, "/health")) == (process, None):
                pass  # it is about to hear that it is to leave
            assert answer == (process, "close")
            ends.wait()


def asked(client: HTTPConnection, path: str) -> tuple[str, str | None]:
    """The process that has answered, and what it says of the connection."""
    client.request("GET", path)
    answer = client.getresponse()
    answer.read()
    assert answer.status == 200
    return process_of(answer), answer.headers["connection"]


def test_a_request_under_way_is_answered_by_who_has_begun_with_it(options: tuple[str, ...]):
    """Its body goes on, as spaces before the JSON, until both old workers have said they leave."""
    with running(*options) as server, ExitStack() as opened:
        url, old = httpx.URL(server.url), processes_that_answer(server)

        def connection() -> HTTPConnection:
            made = HTTPConnection(url.host, url.port or 0, timeout=PATIENCE_S)
            return opened.enter_context(closing(made))

        client, kept = connection(), dict[str, HTTPConnection]()
        while len(kept) < len(old):
            other = connection()
            if kept.setdefault(asked(other, "/health")[0], other) is not other:
                other.close()
        ends = opened.enter_context(watching(workers(server)))
        client.putrequest("POST", "/payment")
        client.putheader("Content-Type", "application/json")
        client.putheader("Transfer-Encoding", "chunked")
        client.endheaders()
        renew(server)
        for process, other in kept.items():
            while asked(other, "/health") == (process, None):
                client.send(chunk(b" "))
        client.send(chunk(json.dumps(PAYMENT).encode()) + chunk(b""))
        paid = client.getresponse()
        assert (paid.status, paid.headers["connection"]) == (201, "close")
        assert process_of(paid) in old
        ends.wait()


def chunk(text: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(text), text)


def test_a_stream_ends_with_the_word_to_come_again(options: tuple[str, ...]):
    with running(*options) as server:
        url = f"{server.url.replace('http', 'ws')}/_control/requests/stream?after=0"
        with connect(url) as stream, watching(workers(server)) as ends:
            stream.recv(timeout=PATIENCE_S)
            renew(server)
            ends.wait()
            with pytest.raises(ConnectionClosed):
                stream.recv(timeout=PATIENCE_S)
            assert stream.close_code == 1012
        httpx.get(f"{server.url}/api/v1/transactions")
        with connect(url) as again:
            again.recv(timeout=PATIENCE_S)
            assert "/api/v1/transactions" in again.recv(timeout=PATIENCE_S)


def test_workers_that_cannot_begin_take_no_place(options: tuple[str, ...], tmp_path: Path):
    file = tmp_path / "mine.yaml"
    sound = "scenario: 1\nname: mine\nrules: []\n"
    file.write_text(sound)
    folder = ("--scenarios", str(tmp_path), "--scenario", "mine")
    with running(*options, *folder) as server:
        before = workers(server)
        file.write_text("scenario: 1\nname: mine\nrules: 7\n")
        renew(server)
        while "before it served; the others stay" not in server.log():
            assert httpx.get(f"{server.url}/ready").is_success
        assert "mine.yaml:3:8: " in server.log()
        assert "Traceback" not in server.log()
        assert workers(server) == before
        file.write_text(sound)
        with watching(before) as ends:
            renew(server)
            ends.wait()


def test_the_hangup_of_its_terminal_ends_a_server(options: tuple[str, ...]):
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        ["setsid", "--ctty", *COMMAND, *options],
        env=environment(None),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    ) as process:
        os.close(theirs)
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1]
            assert httpx.get(f"{url}/health", timeout=PATIENCE_S).is_success
            os.close(ours)
            assert process.wait(PATIENCE_S) == 0
        finally:
            process.kill()
