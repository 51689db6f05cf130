"""A request that is answered before all of it has come: its client gets the answer all the same."""

from collections.abc import Iterator

import pytest

from tests.raw_http import connection
from tests.server_process import IN_MEMORY, Server, running

BODY = b'{"amount": 1}'
HEADS = {
    "a version that is not spoken": (b"POST /payment HTTP/2.0\r\nHost: a\r\n", 505),
    "a coding that is not understood": (
        b"POST /payment HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n",
        501,
    ),
    "no content after an expectation": (
        b"POST /nowhere HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n",
        404,
    ),
    "nothing that is HTTP": (b"\x01\r\n", 400),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(*IN_MEMORY) as started:
        yield started


@pytest.mark.parametrize("name", HEADS)
def test_what_is_sent_afterwards_resets_nothing(server: Server, name: str):
    head, status = HEADS[name]
    length = b"" if b"Transfer" in head else b"Content-Length: 26\r\n"
    with connection(server.url) as line:
        line.send(head + length + b"\r\n")
        assert line.answer().status == status
        line.send(BODY)
        line.send(BODY)
        assert line.is_over()
