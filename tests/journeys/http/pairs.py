"""Messages in pairs, byte by byte: a first one that hides a payment of 77.00, and one after it."""

from typing import NamedTuple

from tests.raw_http import JSON, get, post, request

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
WEBSOCKET = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
)


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
    "WebSocket with two Hosts": First(get("/ws", "Host: shop", *WEBSOCKET), 400),
    "WebSocket with a Host that is none": First(
        get("/ws", *WEBSOCKET).replace(b"localhost", b"a b", 1), 400
    ),
    "WebSocket without Host": First(
        get("/ws", *WEBSOCKET).replace(b"Host: localhost\r\n", b"", 1), 400
    ),
    "h2c for a refund": First(post("/refund/nobody", b'{"amount": 1}', JSON_TYPE, *H2C), 404),
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
    "HTTP/1.0 with Expect": First(
        pay(FIRST_AMOUNT, "Expect: 100-continue").replace(b"1.1", b"1.0", 1), 201, goes_on=False
    ),
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
    "trailers over the limit": First(
        in_chunks(payment(FIRST_AMOUNT), end=b"0\r\n" + b"X: y\r\n" * 100_000), 431, goes_on=False
    ),
    "an extension of a chunk over the limit": First(
        in_chunks(HIDDEN, extension=b";a=" + b"b" * 600_000), 431, goes_on=False
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
