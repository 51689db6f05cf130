"""HTTP/1.1 byte by byte: what no client library would send, and the answer as it arrives."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from functools import cache
from http.client import parse_headers
from select import select
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import orjson

from tests.our_contracts import OUR_CONTRACTS

PATIENCE_S = 30
JSON = "application/json"
PROBLEM = "application/problem+json"

# Words of a stack trace and of a schema.
LEAKS = (b"Traceback", b'File "', b"additionalProperties", b"maxLength", b"jsonschema")


@dataclass(frozen=True)
class Answer:
    """One answer. Names of `headers` are looked up in any case."""

    status: int
    headers: Message
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type as it was sent."""
        return str(self.headers["content-type"])

    def json(self) -> Any:
        """The body's value."""
        return orjson.loads(self.body)


class Connection:
    """One connection to a server."""

    def __init__(self, connected: socket.socket, answers: BinaryIO) -> None:
        """`answers` reads from `connected`; both are closed by whoever opened them."""
        self._socket = connected
        self._answers = answers

    def send(self, raw: bytes) -> None:
        """Send bytes as they are."""
        self._socket.sendall(raw)

    def answer(self, method: str = "GET") -> Answer:
        """The next answer; one to HEAD says how long it would be and has no body."""
        line = self._answers.readline().decode("latin-1")
        assert line.startswith("HTTP/1.1 "), f"no answer, but {line!r}"
        status = int(line.split(" ", 2)[1])
        headers = parse_headers(self._answers)
        has_body = method != "HEAD" and status != 204
        body = self._answers.read(int(headers["content-length"])) if has_body else b""
        return Answer(status, headers, body)

    def asks(self, raw: bytes) -> Answer:
        """Send one request and read its answer."""
        self.send(raw)
        return self.answer(raw.split(b" ", 1)[0].decode("latin-1"))

    def goes_on(self) -> bool:
        """Whether the server asks for the body (RFC 9110 §15.2.1)."""
        return self._answers.readline().startswith(b"HTTP/1.1 100 ") and (
            self._answers.readline() == b"\r\n"
        )

    def stop_sending(self) -> None:
        """Close one half of it: the server reads the end, and this side reads on."""
        self._socket.shutdown(socket.SHUT_WR)

    def is_over(self) -> bool:
        """Whether the server has closed it, with nothing left to read."""
        return self._answers.read(1) == b""

    def rest(self) -> bytes:
        """Everything up to the end. Raises `ConnectionResetError` for an end that is a reset."""
        return self._answers.read()

    def is_silent(self) -> bool:
        """Whether nothing has come that was not read."""
        return not select([self._socket], [], [], 0)[0]


@contextmanager
def connection(url: str) -> Iterator[Connection]:
    """A connection to the server at `url`."""
    at = urlsplit(url)
    with (
        socket.create_connection((at.hostname, at.port), timeout=PATIENCE_S) as connected,
        connected.makefile("rb") as answers,
    ):
        yield Connection(connected, answers)


def request(method: str, path: str, *headers: str, body: bytes | None = None) -> bytes:
    """A request with `Host`, and a `Content-Length` where there is a body."""
    length = [] if body is None else [f"Content-Length: {len(body)}"]
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers, *length, "", ""]
    return "\r\n".join(lines).encode("latin-1") + (body or b"")


def get(path: str, *headers: str) -> bytes:
    """A GET without a body."""
    return request("GET", path, *headers)


def post(path: str, body: bytes, *headers: str) -> bytes:
    """A POST of a JSON body, unless `headers` say what else it is."""
    return request("POST", path, *(headers or (f"Content-Type: {JSON}",)), body=body)


def chunked(path: str, *chunks: bytes) -> bytes:
    """A POST of a JSON body in chunks, without a `Content-Length`."""
    head = request("POST", path, f"Content-Type: {JSON}", "Transfer-Encoding: chunked")
    return head + b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in (*chunks, b""))


def refused(answer: Answer, *, pix: bool = False) -> dict[str, Any]:
    """The body of a refusal: a problem, or the message of the pix contract.

    It keeps the schema of its contract, and says nothing of how the server is made.
    """
    assert answer.media_type == (JSON if pix else PROBLEM), answer
    body: dict[str, Any] = answer.json()
    faults = [fault.message[:200] for fault in _error_validator(pix=pix).iter_errors(body)]
    assert faults == []
    assert pix or body["status"] == answer.status
    assert [leak for leak in LEAKS if leak in answer.body] == []
    assert answer.headers["x-request-id"]
    return body


@cache
def _error_validator(*, pix: bool) -> Any:
    name, schema = ("pix", "PixInvalid") if pix else ("cards", "Problem")
    contract = next(each for each in OUR_CONTRACTS if each.name == name)
    return contract.operations[0].schemas.compile({"$ref": f"#/components/schemas/{schema}"})
