"""Bodies in chunks, bodies over the limit, several requests at once: the connection survives."""

from collections.abc import Iterator

import pytest

from tests.raw_http import Connection, chunked, connection, get, post, refused, request
from tests.server_process import IN_MEMORY, Server, running

LIMIT = 1024 * 1024
TOO_LONG = f"The body is longer than {LIMIT} bytes"
JSON_TYPE = "Content-Type: application/json"
AUTHORIZATION = (
    b'{"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada", "amount": 150}'
)
BODIES = [("/payment", AUTHORIZATION), ("/payments", b'{"value": 150}')]


@pytest.fixture
def line(server: Server) -> Iterator[Connection]:
    with connection(server.url) as connected:
        yield connected


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_a_body_may_come_in_chunks(line: Connection, path: str, body: bytes):
    for size in (1, 7, len(body)):
        chunks = [body[start : start + size] for start in range(0, len(body), size)]
        answer = line.asks(chunked(path, *chunks))
        assert answer.status == 201, answer


def test_a_chunked_body_may_come_slowly(line: Connection):
    raw = chunked("/payment", AUTHORIZATION[:50], AUTHORIZATION[50:])
    for start in range(0, len(raw), 40):
        line.send(raw[start : start + 40])
    assert line.answer().status == 201


def test_a_chunked_body_is_checked_like_any_other(line: Connection):
    answer = line.asks(chunked("/payment", b'{"amount"', b": NaN}"))
    assert answer.status == 400, answer
    assert "NaN is not a JSON number" in refused(answer)["detail"]


@pytest.mark.parametrize("path", ["/payment", "/payments"])
def test_a_chunked_body_over_the_limit_is_a_413(line: Connection, path: str):
    answer = line.asks(chunked(path, *[b" " * 65_536] * 17))
    is_too_long(answer, path)
    assert line.asks(get("/health")).status == 200


@pytest.mark.parametrize("path", ["/payment", "/payments", "/api/v1/transactions/txn_x/refund"])
@pytest.mark.parametrize("length", [str(LIMIT + 1), "9" * 19])
def test_a_length_over_the_limit_is_a_413_before_any_of_it_is_sent(
    line: Connection, path: str, length: str
):
    is_too_long(line.asks(request("POST", path, JSON_TYPE, f"Content-Length: {length}")), path)


def test_a_body_over_the_limit_that_is_sent_all_the_same_is_passed_over(line: Connection):
    for path in ("/payment", "/payments"):
        is_too_long(line.asks(post(path, b" " * (LIMIT + 1))), path)
        assert line.asks(get("/health")).status == 200


def test_a_body_as_long_as_the_limit_is_read(line: Connection):
    assert line.asks(post("/payment", AUTHORIZATION.ljust(LIMIT))).status == 201
    is_too_long(line.asks(post("/payment", AUTHORIZATION.ljust(LIMIT + 1))), "/payment")


def is_too_long(answer, path: str) -> None:
    assert answer.status == 413, answer
    body = refused(answer, pix=path.startswith("/payments"))
    assert TOO_LONG in {body.get("detail"), body.get("message")}
    assert path.startswith("/payments") or body["code"] == "payload_too_large"


def test_expect_100_continue_is_answered_before_the_body(line: Connection):
    head = request("POST", "/payment", JSON_TYPE, "Expect: 100-continue", body=AUTHORIZATION)
    line.send(head.removesuffix(AUTHORIZATION))
    assert line.goes_on()
    line.send(AUTHORIZATION)
    assert line.answer().status == 201


def test_requests_sent_at_once_are_answered_one_after_another(line: Connection):
    line.send(get("/health", "X-Request-Id: one") + get("/ready", "X-Request-Id: two"))
    first, second = line.answer(), line.answer()
    assert (first.headers["x-request-id"], first.json()["status"]) == ("one", "healthy")
    assert (second.headers["x-request-id"], second.json()["status"]) == ("two", "ready")


def test_bodies_sent_at_once_are_kept_apart(line: Connection):
    requests = [post("/payments", b'{"value": %d}' % value) for value in range(1, 21)]
    line.send(b"".join(requests))
    values = [line.answer().json()["payment"]["value"] for _ in requests]
    assert values == list(range(1, 21))


# Requests of every kind of refusal, by the status they get.
REFUSED = [
    (400, post("/payment", b"{")),
    (400, get("/api/v1/transactions?limit=x")),
    (400, get("/payments/pix/x")),
    (
        401,
        post("/api/v1/payments", b'{"token":"tok_%s","amount":5,"customer_id":"c"}' % (b"0" * 32)),
    ),
    (403, get("/_control/health", "Origin: https://shop.example")),
    (404, get("/nowhere")),
    (404, post("/nowhere", AUTHORIZATION)),
    (404, chunked("/nowhere", AUTHORIZATION)),
    (404, get("/openapi/nothing.json")),
    (404, get("/status/unknown")),
    (405, request("DELETE", "/payment")),
    (405, request("PUT", "/payment", JSON_TYPE, body=AUTHORIZATION)),
    (405, post("/docs", AUTHORIZATION)),
    (406, get("/", "Accept: image/png")),
    (413, chunked("/payment", *[b" " * 65_536] * 17)),
    (415, post("/payment", AUTHORIZATION, "Content-Type: text/plain")),
    (415, chunked("/payment", AUTHORIZATION).replace(b"application/json", b"text/plain")),
]


@pytest.mark.parametrize(("status", "raw"), REFUSED)
def test_after_a_refusal_the_connection_takes_the_next_request(
    line: Connection, status: int, raw: bytes
):
    assert line.asks(raw).status == status
    assert line.asks(get("/health")).status == 200
    assert line.asks(post("/payment", AUTHORIZATION)).status == 201


@pytest.mark.parametrize(("status", "raw"), REFUSED)
def test_a_refusal_and_a_good_request_sent_at_once_are_both_answered(
    line: Connection, status: int, raw: bytes
):
    line.send(raw + post("/payment", AUTHORIZATION) + get("/health"))
    assert [line.answer().status for _ in range(3)] == [status, 201, 200]


def test_a_client_that_leaves_in_the_middle_harms_nobody():
    with running(*IN_MEMORY) as server:
        for unfinished in (
            request("POST", "/payment", JSON_TYPE, "Content-Length: 100") + b'{"amount"',
            chunked("/payment", AUTHORIZATION)[:-20],
            b"GET /hea",
        ):
            with connection(server.url) as gone:
                gone.send(unfinished)
        with connection(server.url) as other:
            assert other.asks(get("/health")).status == 200
        assert server.stop() == 0
        assert server.log() == ""
