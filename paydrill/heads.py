"""Judge the heads of requests by the rules of RFC 9110 and 9112 that a parser leaves to the server.

The parser sees to the grammar and to the framing of HTTP/1.1. What is here: exactly one `Host`, no
framing that HTTP/1.0 does not know, a bounded size, and offers to switch protocols.
"""

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple

from paydrill.connections import Line

MOST_HEAD = 64 * 1024
"""Bytes of a request's head: its first line and its headers."""

# RFC 3986 §3.2.2 and §3.2.3: a name, an IPv4 address, or an IP literal in brackets; then a port.
_HOST = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.vV]+\])(?::[0-9]{0,5})?")
_OF_BODIES = (b"content-length", b"transfer-encoding")
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
NOT_HTTP = HeadFault(400, "malformed_request", "This is not a request of HTTP/1.1 (RFC 9112)")
NO_TUNNEL = HeadFault(501, "not_implemented", "This server is no proxy; CONNECT is not served")
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


@lru_cache(maxsize=1024)
def is_host(value: bytes) -> bool:
    """Tell whether this is the value of one valid `Host` (RFC 9110 §7.2)."""
    return _HOST.fullmatch(value) is not None


def fault_of(version: str, headers: Sequence[Line]) -> HeadFault | None:
    """Find what is wrong with the head of a request, `None` for a sound one.

    `version` is that of HTTP, such as `1.1`; names of `headers` are in lower case.
    """
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) > 1 or (not hosts and version == "1.1"):
        return _ONE_HOST
    if hosts and not is_host(hosts[0].strip(b" \t")):
        return _BAD_HOST
    if version == "1.0" and any(name == b"transfer-encoding" for name, _ in headers):
        return _NOT_IN_1_0
    return None


def size_fault(target: bytes, headers: Sequence[Line]) -> HeadFault | None:
    """Tell whether a head is larger than is taken, and which part of it makes it so."""
    if len(target) > MOST_HEAD:
        return TARGET_TOO_LONG
    size = len(target) + sum(len(name) + len(value) + _LINE_ENDS for name, value in headers)
    return HEAD_TOO_LARGE if size > MOST_HEAD else None


def refusal(fault: HeadFault) -> tuple[bytes, bytes]:
    """Write the headers and the body of the last answer on a connection, a problem (RFC 9457)."""
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
    """Tell whether a request offers to go on in WebSocket (RFC 6455 §4.1), among other protocols.

    One that has a body, or comes by another method, is none: its offer is to be ignored.
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
