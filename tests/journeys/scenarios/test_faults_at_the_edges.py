"""Faults of several requests at once, of HEAD and HTTP/1.0, and of a server that stops."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.raw_http import connection, get, post, request
from tests.server_process import IN_MEMORY, Server, running

FAULTS = ("--scenario", str(Path(__file__).with_name("faults.yaml")))
BODY = (
    b'{"card_number": "4111111111111111", "amount": 5, "currency": "USD", "customer_name": "Ada"}'
)
PROMPTLY_S = 20  # of the 60 that connections are held here
HELD = ["X-Fault: long-timeout-committed", "X-Fault: long-drip-committed", "X-Late: very"]
LIST = "/api/v1/transactions"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that says nothing, whatever its connections go through."""
    with running(*IN_MEMORY, *FAULTS) as started:
        yield started
        assert started.stop() == 0
        assert started.log() == ""


def authorization(*headers: str) -> bytes:
    return post("/payment", BODY, "Content-Type: application/json", *headers)


def test_a_connection_that_was_reset_answers_nothing_more(server: Server):
    with connection(server.url) as line:
        line.send(get("/health") + authorization("X-Fault: reset-none") + get("/health"))
        assert line.answer().status == 200
        with pytest.raises(ConnectionResetError):
            line.rest()


@pytest.mark.parametrize(("fault", "heads"), [("timeout-none", 0), ("truncate-none", 1)])
def test_a_connection_that_was_closed_answers_nothing_more(server: Server, fault: str, heads: int):
    with connection(server.url) as line:
        line.send(get("/health") + authorization(f"X-Fault: {fault}") + get("/health"))
        assert line.answer().status == 200
        assert line.rest().count(b"HTTP/1.1 ") == heads


@pytest.mark.parametrize("fault", ["malformed-committed", "slow-drip-committed", "status-none"])
def test_a_connection_that_holds_goes_on(server: Server, fault: str):
    with connection(server.url) as line:
        line.send(get("/health") + authorization(f"X-Fault: {fault}") + get("/health"))
        first, second, third = (line.answer().status for _ in range(3))
        assert (first, second, third) == (200, 503 if fault == "status-none" else 201, 200)


@pytest.mark.parametrize("fault", ["malformed-committed", "slow-drip-committed"])
def test_head_has_no_body_to_break(server: Server, fault: str):
    with connection(server.url) as line:
        answer = line.asks(request("HEAD", LIST, f"X-Fault: {fault}"))
        assert (answer.status, answer.headers["paydrill-rule"]) == (200, f"faults/{fault}")
        assert line.asks(get("/health")).status == 200


def test_head_can_be_cut_off_and_reset(server: Server):
    with connection(server.url) as line:
        line.send(request("HEAD", LIST, "X-Fault: truncate-committed"))
        assert line.rest().endswith(b"\r\n\r\n")
    with connection(server.url) as line, pytest.raises(ConnectionResetError):
        line.asks(request("HEAD", LIST, "X-Fault: reset-committed"))


def test_http_1_0(server: Server):
    old = authorization("X-Fault: FAULT").replace(b" HTTP/1.1", b" HTTP/1.0")
    with connection(server.url) as line, pytest.raises(ConnectionResetError):
        line.asks(old.replace(b"FAULT", b"reset-committed"))
    for fault in (b"truncate-committed", b"malformed-committed", b"slow-drip-committed"):
        with connection(server.url) as line:
            line.send(old.replace(b"FAULT", fault))
            head, _, body = line.rest().partition(b"\r\n\r\n")
            promised = int(re.findall(rb"content-length: ([0-9]+)", head)[0])
            assert (len(body) < promised) == (fault == b"truncate-committed")


@pytest.mark.parametrize(
    "page", ["/payments/pix/1", f"/payments/pix/qr_code/qr_code_payment_{'0' * 36}.png", LIST]
)
def test_operations_of_any_kind_can_be_broken(server: Server, page: str):
    with connection(server.url) as line, pytest.raises(ConnectionResetError):
        line.asks(get(page, "X-Fault: reset-none"))


@pytest.mark.parametrize("path", ["/health", "/_control/clock", "/docs", "/nowhere"])
def test_what_no_scenario_decides_cannot(server: Server, path: str):
    with connection(server.url) as line:
        assert line.asks(get(path, "X-Fault: reset-none")).status in {200, 404}


def test_a_server_that_stops_lets_go_of_what_it_holds():
    with running(*IN_MEMORY, *FAULTS) as server, ExitStack() as stack:
        held = [stack.enter_context(connection(server.url)) for _ in HELD]
        for line, header in zip(held, HELD, strict=True):
            line.send(authorization(header))
        until_answers_are_under_way(server, len(held))
        server.process.terminate()
        assert server.process.wait(PROMPTLY_S) == 0
        silence, dripped, late = (line.rest() for line in held)
        assert server.log() == ""
    assert silence == b""
    assert dripped.endswith(b"}")
    assert late.endswith(b"}")


def until_answers_are_under_way(server: Server, number: int) -> None:
    """Answers are counted when they are decided, and then held."""
    counted = re.compile(r'paydrill_answers_total\{operation="acquirer.authorize_payment".*\} (.+)')
    with httpx.Client() as client:
        while sum(map(float, counted.findall(client.get(f"{server.url}/metrics").text))) < number:
            pass
