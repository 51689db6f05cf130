"""A request that cannot be read is told what is wrong with it, where the parser knows."""

import pytest

from tests.raw_http import connection, post, request
from tests.server_process import Server

MALFORMED = {
    b"POST /payment HTTP/1.1\r\nHost: a\r\nX A: b\r\n\r\n": "the name of a header has a space",
    b"POST /payment HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n": "a control character",
    b"POST /payment HTTP/1.1\r\nHost: a\r\nX: b\r\n c: d\r\n\r\n": "goes on in the next line",
    b"POST /payment HTTP/1.1\r\n Host: a\r\n\r\n": "its first header begins with a space",
    b"POST /payment HTTP/1.1\nHost: a\n\n": "a line does not end with CR and LF",
    b"POST /pay ment HTTP/1.1\r\nHost: a\r\n\r\n": "must be written %20",
    b"POST /pay\xff HTTP/1.1\r\nHost: a\r\n\r\n": "must be percent-encoded",
    post("/payment", b"{}", "Content-Length: 2"): "it has two Content-Length headers",
    request("POST", "/payment", "Content-Length: x"): "its Content-Length is not a whole number",
    post("/payment", b"{}", "Transfer-Encoding: chunked"): "both Content-Length and Transfer",
    request("POST", "/payment", "Transfer-Encoding: gzip"): "does not end with chunked",
    request("POST", "/payment", "Transfer-Encoding: chunked") + b"z\r\n": "is not hexadecimal",
    request("POST", "/payment", "Transfer-Encoding: chunked") + b"1\r\n{}\r\n": "than it says",
    b"\x16\x03\x01\x02\x00": "it does not begin with a method",
}


@pytest.mark.parametrize("raw", MALFORMED, ids=MALFORMED.values())
def test_it_is_said_what_is_malformed(server: Server, raw: bytes):
    with connection(server.url) as line:
        answer = line.asks(raw)
        assert (answer.status, answer.json()["code"]) == (400, "malformed_request")
        assert MALFORMED[raw] in answer.json()["detail"]
        assert line.is_over()
