"""No byte of a message is read as another message, whatever a head says and however it is cut.

Each first message carries a whole payment of 77.00 where its body, or the rest of it, would be. It
is followed by a second message. The server answers both, or the first alone and closes; it never
carries out the payment of 77.00, and never answers more than it was asked.
"""

from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest

from tests.raw_http import JSON, Answer, Connection, connection, get, post, request
from tests.server_process import IN_MEMORY, Server, running

HIDDEN_AMOUNT, FIRST_AMOUNT, SECOND_AMOUNT = 77.0, 5.0, 6.0
JSON_TYPE = f"Content-Type: {JSON}"
H2C = (
    "Connection: Upgrade, HTTP2-Settings",
    "Upgrade: h2c",
    "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
)


def payment(amount: float) -> bytes:
    return (
        b'{"card_number": "4111111111111111", "amount": %.2f, "currency": "USD", '
        b'"customer_name": "Ada"}' % amount
    )


def pay(amount: float, *headers: str) -> bytes:
    return post("/payment", payment(amount), JSON_TYPE, *headers)


def in_chunks(
    body: bytes, *headers: str, end: bytes = b"0\r\n\r\n", extension: bytes = b""
) -> bytes:
    head = request("POST", "/payment", JSON_TYPE, "Transfer-Encoding: chunked", *headers)
    return head + b"%x%b\r\n%b\r\n" % (len(body), extension, body) + end


HIDDEN = pay(HIDDEN_AMOUNT)


class First(NamedTuple):
    """A first message, the status of its answer, and whether the connection goes on after it."""

    raw: bytes
    status: int
    goes_on: bool = True


PAID = pay(FIRST_AMOUNT)
OF_1_0 = PAID.replace(b"HTTP/1.1", b"HTTP/1.0")

FIRST = {
    # Offers to switch protocols, which are ignored.
    "h2c": First(pay(FIRST_AMOUNT, *H2C), 201),
    "h2c, in capitals": First(pay(FIRST_AMOUNT, "CONNECTION: UPGRADE", "UPGRADE: H2C"), 201),
    "h2c, as one of many": First(
        pay(FIRST_AMOUNT, "Connection: keep-alive, Upgrade", "Upgrade: foo/1, h2c, TLS/1.0"), 201
    ),
    "an unknown protocol": First(
        pay(FIRST_AMOUNT, "Connection: Upgrade", "Upgrade: carrier-pigeon"), 201
    ),
    "an offer in two lines": First(
        pay(FIRST_AMOUNT, "Connection: Upgrade", "Upgrade: h2c", "Upgrade: foo"), 201
    ),
    "an offer of nothing": First(pay(FIRST_AMOUNT, "Connection: Upgrade", "Upgrade:"), 201),
    "WebSocket by POST": First(pay(FIRST_AMOUNT, "Connection: Upgrade", "Upgrade: websocket"), 201),
    "WebSocket with a body": First(
        request("GET", "/health", "Connection: Upgrade", "Upgrade: websocket", body=HIDDEN), 200
    ),
    "h2c in chunks": First(in_chunks(payment(FIRST_AMOUNT), *H2C), 201),
    "h2c without a body": First(request("GET", "/health", *H2C), 200),
    "h2c over a hidden body": First(request("GET", "/health", *H2C, body=HIDDEN), 200),
    "h2c by HTTP/1.0": First(
        pay(FIRST_AMOUNT, *H2C, "Connection: keep-alive").replace(b"1.1", b"1.0", 1),
        201,
        goes_on=False,
    ),
    "h2c that is refused": First(post("/nothing", HIDDEN, JSON_TYPE, *H2C), 404),
    "h2c with Expect": First(pay(FIRST_AMOUNT, *H2C, "Expect: 100-continue"), 201),
    # Bodies of requests that are refused, or that take none.
    "an unknown path": First(post("/nothing", HIDDEN), 404),
    "another media type": First(post("/payment", HIDDEN, "Content-Type: text/plain"), 415),
    "a body that is not JSON": First(post("/payment", HIDDEN), 400),
    "another method": First(request("DELETE", "/payment", JSON_TYPE, body=HIDDEN), 405),
    "GET with a body": First(request("GET", "/health", body=HIDDEN), 200),
    "HEAD with a body": First(request("HEAD", "/health", body=HIDDEN), 200),
    "OPTIONS with a body": First(request("OPTIONS", "/payment", body=HIDDEN), 204),
    "an unknown id": First(request("DELETE", "/_control/sandboxes/nobody", body=HIDDEN), 404),
    "a foreign sandbox's name": First(post("/~NO/payment", HIDDEN), 400),
    "a body in chunks that is refused": First(
        in_chunks(HIDDEN).replace(b"/payment", b"/nothing", 1), 404
    ),
    "a body over the limit": First(post("/payment", HIDDEN.ljust(1024 * 1024 + 1)), 413),
    "no Host": First(post("/payment", HIDDEN).replace(b"Host: localhost\r\n", b"", 1), 400),
    "two Hosts": First(post("/payment", HIDDEN, JSON_TYPE, "Host: localhost"), 400),
    "two Hosts with one name in capitals": First(
        post("/payment", HIDDEN, JSON_TYPE, "HOST: localhost"), 400
    ),
    "a Host that is none": First(post("/payment", HIDDEN).replace(b"localhost", b"a b", 1), 400),
    "a Host with a user": First(
        post("/payment", HIDDEN).replace(b"localhost", b"me@localhost", 1), 400
    ),
    # Framing.
    "chunks": First(in_chunks(payment(FIRST_AMOUNT)), 201),
    "chunks with an extension": First(in_chunks(payment(FIRST_AMOUNT), extension=b";a=b"), 201),
    "chunks with trailers": First(
        in_chunks(payment(FIRST_AMOUNT), end=b"0\r\nHost: a b\r\nPaydrill-Sandbox: other\r\n\r\n"),
        201,
    ),
    "a length and chunks": First(
        request("POST", "/payment", JSON_TYPE, "Transfer-Encoding: chunked", body=HIDDEN),
        400,
        goes_on=False,
    ),
    "two lengths": First(
        post("/payment", HIDDEN, JSON_TYPE, "Content-Length: 5"), 400, goes_on=False
    ),
    "a signed length": First(
        request("POST", "/payment", JSON_TYPE, "Content-Length: +5") + HIDDEN, 400, goes_on=False
    ),
    "a coding that is not the last": First(
        request("POST", "/payment", JSON_TYPE, "Transfer-Encoding: chunked, gzip") + HIDDEN,
        400,
        goes_on=False,
    ),
    "a coding below chunks": First(
        in_chunks(HIDDEN).replace(b": chunked", b": gzip, chunked", 1), 501, goes_on=False
    ),
    "a coding below chunks, in two lines": First(
        in_chunks(HIDDEN).replace(b": chunked", b": gzip\r\nTransfer-Encoding: chunked", 1),
        501,
        goes_on=False,
    ),
    "HTTP/2.0": First(PAID.replace(b"HTTP/1.1", b"HTTP/2.0") + HIDDEN, 505, goes_on=False),
    "HTTP/2.0 that is kept": First(
        pay(FIRST_AMOUNT, "Connection: keep-alive").replace(b"HTTP/1.1", b"HTTP/2.0") + HIDDEN,
        505,
        goes_on=False,
    ),
    "no version": First(PAID.replace(b" HTTP/1.1", b"", 1) + HIDDEN, 400, goes_on=False),
    "an unknown method": First(PAID.replace(b"POST", b"BREW", 1) + HIDDEN, 501, goes_on=False),
    "a method in small letters": First(
        PAID.replace(b"POST", b"post", 1) + HIDDEN, 501, goes_on=False
    ),
    "an unknown coding": First(
        request("POST", "/payment", JSON_TYPE, "Transfer-Encoding: identity") + HIDDEN,
        400,
        goes_on=False,
    ),
    "a chunk of no length": First(
        request("POST", "/payment", JSON_TYPE, "Transfer-Encoding: chunked") + b"xyz\r\n" + HIDDEN,
        400,
        goes_on=False,
    ),
    "a chunk that is longer than it says": First(
        request("POST", "/payment", JSON_TYPE, "Transfer-Encoding: chunked") + b"2\r\n{}" + HIDDEN,
        400,
        goes_on=False,
    ),
    "a space before the colon": First(
        request("POST", "/payment", JSON_TYPE, "Content-Length : 5") + HIDDEN, 400, goes_on=False
    ),
    "a folded line": First(
        request("POST", "/payment", JSON_TYPE, "X-A: b\r\n Content-Length: 5") + HIDDEN,
        400,
        goes_on=False,
    ),
    "a bare line feed": First(
        b"POST /payment HTTP/1.1\nHost: localhost\n\n" + HIDDEN, 400, goes_on=False
    ),
    "chunks by HTTP/1.0": First(
        in_chunks(payment(FIRST_AMOUNT), "Connection: keep-alive").replace(b"1.1", b"1.0", 1)
        + HIDDEN,
        400,
        goes_on=False,
    ),
    "HTTP/1.0 that is not kept": First(OF_1_0 + HIDDEN, 201, goes_on=False),
    "HTTP/1.0 without Host": First(
        OF_1_0.replace(b"Host: localhost\r\n", b"") + HIDDEN, 201, goes_on=False
    ),
    "a closed connection": First(
        pay(FIRST_AMOUNT, "Connection: close") + HIDDEN, 201, goes_on=False
    ),
    "CONNECT": First(
        b"CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n" + HIDDEN,
        501,
        goes_on=False,
    ),
    "an early answer to Expect": First(
        request(
            "POST", "/nothing", JSON_TYPE, "Expect: 100-continue", f"Content-Length: {len(HIDDEN)}"
        )
        + HIDDEN,
        404,
        goes_on=False,
    ),
    "a head over the limit": First(get("/health", f"X-Long: {'x' * 100_000}"), 431, goes_on=False),
    "many headers over the limit": First(
        get("/health", *[f"X-{n}: {'x' * 100}" for n in range(1000)]), 431, goes_on=False
    ),
    "a target over the limit": First(get(f"/health?{'x' * 100_000}"), 414, goes_on=False),
}
# What follows it: its bytes and the status of its answer.
SECOND = {
    "a look": (get("/health"), 200),
    "a payment": (pay(SECOND_AMOUNT), 201),
    "an offered payment": (pay(SECOND_AMOUNT, *H2C), 201),
    "nonsense": (b"\x01\r\n\r\n", 400),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(*IN_MEMORY) as started:
        yield started


@pytest.fixture(scope="module")
def api(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as client:
        yield client


@pytest.fixture(params=FIRST)
def first(request: pytest.FixtureRequest, api: httpx.Client) -> First:
    api.post("/_control/reset").raise_for_status()
    return FIRST[request.param]


@pytest.mark.parametrize("second", SECOND)
def test_messages_that_come_together_are_read_apart(
    server: Server, api: httpx.Client, first: First, second: str
):
    raw, status = SECOND[second]
    with connection(server.url) as line:
        line.send(first.raw + raw)
        answers = [answer_to(first, line)]
        if first.goes_on:
            answers.append(line.answer())
            assert answers[1].status == status, answers
        ends_as_it_should(line, is_open=first.goes_on and status != 400)
    assert amounts_paid(api) == amounts(answers)


@pytest.mark.parametrize("cut", [30, -2, 0])
def test_a_message_that_comes_in_two_parts_is_one(
    server: Server, api: httpx.Client, first: First, cut: int
):
    """Cut amid its head, amid the line that ends it, or between head and body."""
    at = cut if cut > 0 else first.raw.index(b"\r\n\r\n") + 4 + cut
    with connection(server.url) as line:
        line.send(first.raw[:at])
        line.send(first.raw[at:])
        answer = answer_to(first, line)
        ends_as_it_should(line, is_open=first.goes_on)
    assert amounts_paid(api) == amounts([answer])


def answer_to(first: First, line: Connection) -> Answer:
    if b"Expect" in first.raw and first.goes_on:
        assert line.goes_on()
    answer = line.answer(first.raw.partition(b" ")[0].decode())
    assert answer.status == first.status, answer
    return answer


def ends_as_it_should(line: Connection, *, is_open: bool) -> None:
    """Open, with nothing more to read, or closed."""
    if is_open:
        assert line.asks(get("/health")).json()["status"] == "healthy"
        assert line.is_silent()
    else:
        assert line.is_over()


def amounts(answers: list[Answer]) -> list[float]:
    """The amounts of those that took money, in their order."""
    return [answer.json()["amount"] for answer in answers if answer.status == 201]


def amounts_paid(api: httpx.Client) -> list[float]:
    """The amounts that the server knows of, in their order, one event a payment."""
    events = api.get("/_control/events").json()["events"]
    return [event["amount"] for event in events if event["type"] == "payment.approved"]
