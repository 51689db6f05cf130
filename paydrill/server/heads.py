"""Judge the heads of requests by the rules of RFC 9110 and 9112 that a parser leaves to the server.

The parser checks the grammar and the framing of HTTP/1.1. This module checks for exactly one
`Host`, no framing that HTTP/1.0 does not know, a version and a coding that are served, a bounded
size, and offers to switch protocols. It also puts a parser's complaint into plain words.
"""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple

from paydrill.server.connection import Line
from paydrill.values.header_fields import TCHARS

MOST_HEAD = 64 * 1024
"""Most bytes of a request's head: its first line and its headers."""

# RFC 3986 §3.2.2 and §3.2.3: a name, an IPv4 address, or an IP literal in brackets; then a port.
_HOST = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.vV]+\])(?::[0-9]{0,5})?")
_OF_BODIES = (b"content-length", b"transfer-encoding")
_SERVED = frozenset({"1.0", "1.1"})
_LINE_ENDS = 4  # ": " and CRLF


class HeadFault(NamedTuple):
    """A reason to refuse a request for its head; `closes` where its end cannot be trusted."""

    status: int
    code: str
    detail: str
    closes: bool = True


HEAD_TOO_LARGE = HeadFault(
    431,
    "head_too_large",
    f"The request's head is longer than {MOST_HEAD} bytes; send fewer or shorter headers",
)
TARGET_TOO_LONG = HeadFault(
    414, "uri_too_long", f"The request's target is longer than {MOST_HEAD} bytes"
)
TRAILERS_TOO_LARGE = HeadFault(
    431,
    "head_too_large",
    f"More than {MOST_HEAD} bytes have come of trailers or of a chunk's extension; send fewer",
)
HEAD_TOO_SLOW = HeadFault(
    408, "request_timeout", "The head of a request has begun, and not ended in time; send it again"
)
BODY_TOO_SLOW = HeadFault(
    408, "request_timeout", "The body of the request came too slowly, or not whole; send it again"
)
NOT_HTTP = HeadFault(400, "malformed_request", "This is not a request of HTTP/1.1 (RFC 9112)")
NO_TUNNEL = HeadFault(501, "not_implemented", "This server is no proxy; CONNECT is not served")
TOO_EARLY = HeadFault(
    400,
    "malformed_request",
    "A WebSocket client sends nothing more before it is answered (RFC 6455, section 4.1)",
)
_ONE_HOST = HeadFault(
    400, "invalid_host", "Send exactly one Host header (RFC 9112, section 3.2)", closes=False
)
_BAD_HOST = HeadFault(
    400,
    "invalid_host",
    "Send the Host header as a name or an address, and perhaps a port",
    closes=False,
)
_NOT_IN_1_0 = HeadFault(
    400,
    "invalid_framing",
    "HTTP/1.0 has no Transfer-Encoding; send a Content-Length (RFC 9112, section 6.1)",
)
_OTHER_CODING = HeadFault(
    501,
    "not_implemented",
    "The only Transfer-Encoding that is understood is chunked, by itself (RFC 9112, section 6.1)",
)
_NO_VERSION = HeadFault(
    400, "malformed_request", "The request line does not end with HTTP/1.1 (RFC 9112, section 3)"
)
_OTHER_VERSION = HeadFault(
    505, "version_not_supported", "This server speaks HTTP/1.1; send the request by that"
)
_UNKNOWN_METHOD = HeadFault(
    501,
    "not_implemented",
    "This method is not known; names of methods are in capitals (RFC 9110, section 9.1)",
)
_METHODS = frozenset(b"CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT".split())
_REQUEST_LINE = re.compile(
    rb"(?:^|\n)(%b) [^\0-\x20\x7f]+ HTTP/[0-9.]+\r?(?:\n|$)" % TCHARS.encode()
)
# Beginnings of the messages of llhttp, and their meaning for people who have not read it.
_IN_PLAIN_WORDS = {
    "Invalid method": "it does not begin with a method",
    "Invalid char in url": "its target has a character that must be percent-encoded",
    "Invalid characters in url": "its target has a character that must be percent-encoded",
    "Expected HTTP/": "a space in its target must be written %20, and HTTP/1.1 must follow",
    "Unexpected space after start line": "its first header begins with a space",
    "Unexpected whitespace after header": "a header goes on in the next line",
    "Invalid header token": "the name of a header has a space or another character it may not have",
    "Invalid header value": "the value of a header has a control character",
    "Invalid character in Content-Length": "its Content-Length is not a whole number",
    "Content-Length overflow": "its Content-Length is too large",
    "Duplicate Content-Length": "it has two Content-Length headers",
    "Content-Length can't": "it has both Content-Length and Transfer-Encoding",
    "Transfer-Encoding can't": "it has both Content-Length and Transfer-Encoding",
    "Request has invalid `Transfer": "its Transfer-Encoding does not end with chunked",
    "Invalid `Transfer": "its Transfer-Encoding does not end with chunked",
    "Invalid character in chunk size": "the length of a chunk is not hexadecimal",
    "Chunk size overflow": "the length of a chunk is too large",
    "Expected LF after chunk data": "a chunk is longer than it says",
    "Expected CRLF": "a line does not end with CR and LF",
    "Expected LF": "a line does not end with CR and LF",
    "Missing expected": "a line does not end with CR and LF",
}


@lru_cache(maxsize=1024)
def is_host(value: bytes) -> bool:
    """Tell whether this is the value of one valid `Host` (RFC 9110 §7.2)."""
    return _HOST.fullmatch(value) is not None


def fault_of(version: str, headers: Sequence[Line]) -> HeadFault | None:
    """Return the fault of a request's head, `None` for a sound one.

    `version` is that of HTTP, such as `1.1`; names of `headers` are in lower case.
    """
    if version not in _SERVED:
        return _NO_VERSION if version == "0.9" else _OTHER_VERSION
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) > 1 or (not hosts and version == "1.1"):
        return _ONE_HOST
    if hosts and not is_host(hosts[0].strip(b" \t")):
        return _BAD_HOST
    codings = [value.strip().lower() for name, value in headers if name == b"transfer-encoding"]
    if codings and version == "1.0":
        return _NOT_IN_1_0
    return _OTHER_CODING if codings and codings != [b"chunked"] else None


def fault_of_parser(complaint: str, data: bytes) -> HeadFault:
    """Put a parser's complaint about the request in `data` into plain words."""
    if "PRI" in complaint or "HTTP/2" in complaint:
        return _OTHER_VERSION
    methods = set(_REQUEST_LINE.findall(data)) if complaint.startswith("Invalid method") else set()
    if methods - _METHODS:
        return _UNKNOWN_METHOD
    told = (each for beginning, each in _IN_PLAIN_WORDS.items() if complaint.startswith(beginning))
    why = next(told, None)
    return NOT_HTTP._replace(detail=f"{NOT_HTTP.detail}: {why}") if why else NOT_HTTP


def size_fault(target: bytes, headers: Sequence[Line]) -> HeadFault | None:
    """Return the fault of a head that is too large, by the part that is; `None` otherwise."""
    if len(target) > MOST_HEAD:
        return TARGET_TOO_LONG
    size = len(target) + sum(len(name) + len(value) + _LINE_ENDS for name, value in headers)
    return HEAD_TOO_LARGE if size > MOST_HEAD else None


def refusal(fault: HeadFault) -> tuple[bytes, bytes]:
    """Write headers and body of the last response on a connection, a problem (RFC 9457)."""
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(fault.status).phrase,
        "status": fault.status,
        "detail": fault.detail,
        "code": fault.code,
    }
    body = json.dumps(problem).encode()
    fields = (
        b"content-type: application/problem+json\r\ncontent-length: %d\r\nconnection: close\r\n"
    )
    return fields % len(body), body


def asks_for_websocket(method: bytes, version: str, headers: Sequence[Line]) -> bool:
    """Tell whether a request offers WebSocket (RFC 6455 §4.1), perhaps among other protocols.

    The offer of a request with a body, or by another method than GET, is to be ignored.
    """
    return (
        method == b"GET"
        and version == "1.1"
        and b"websocket" in _tokens(headers, b"upgrade")
        and b"upgrade" in _tokens(headers, b"connection")
        and not any(name in _OF_BODIES and value.strip() != b"0" for name, value in headers)
    )


def head_without_offer(
    method: bytes, target: bytes, version: str, headers: Sequence[Line]
) -> bytes:
    """Write a head anew, without its `Upgrade` (RFC 9110 §7.8: an offer may be ignored)."""
    kept = [b"%b: %b\r\n" % line for line in headers if line[0] != b"upgrade"]
    return b"".join((b"%b %b HTTP/%b\r\n" % (method, target, version.encode()), *kept, b"\r\n"))


def _tokens(headers: Sequence[Line], wanted: bytes) -> set[bytes]:
    values = [value.lower() for name, value in headers if name == wanted]
    return {token.strip() for value in values for token in value.split(b",")}
