"""Exchanges without their secrets: card numbers masked, security codes and credentials removed.

Nobody sees anything of an exchange before it went through here. Most have no secret at all, which a
few searches over their bytes tell at once; only the others are read closely.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from paydrill.traffic.exchanges import LONGEST_BODY, LONGEST_LINE, Line
from paydrill.traffic.secrets_in_text import REMOVED, without_secrets

Redacted = tuple[int, bytes, str, bytes, Mapping[bytes, bytes], bytes, Sequence[Line], bytes]
"""How long it all is; id, path, query, headers and body of a request; headers and body of its
answer."""

# Digits become 0, and so does what may stand between the digits of a card number: the last ones
# are bytes of dashes and spaces in UTF-8. Letters become small. Escapes, behind which anything may
# hide, become %; NUL is what UTF-16 has between letters.
_SHAPE = bytes.maketrans(
    b"123456789 .+-\t\xa0\xc2\xe2\x80\x90\x91\x92\x93\x94\x95\xaf\\\0ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    b"0" * 25 + b"%%abcdefghijklmnopqrstuvwxyz",
)
_ESCAPE = ord("%")
_MANY_DIGITS = b"0" * 12
_TRANSACTION, _TIME = b"txn_00000000000000_", 14
_match_id = re.compile(rb"(?:txn_[0-9]{14}|tok)_[0-9a-f]{16,32}").match
_REMOVED = REMOVED.encode()
_find_code = re.compile(rb"cv").search
_find_security_code = re.compile(rb"security").search

CREDENTIALS = frozenset(
    {b"authorization", b"proxy-authorization", b"cookie", b"set-cookie", b"x-api-key", b"api-key"}
)
_CODES = frozenset({b"cvv", b"cvc", b"cvv2", b"cvc2", b"x-cvv", b"x-cvc", b"card-cvv"})
_ENCODED, _PLAIN = b"content-encoding", b"identity"
TELLING_HEADERS = CREDENTIALS | _CODES | {_ENCODED}
# What begins in the part that is kept of something long may end after it.
_MARGIN = 256


class Asked(Protocol):
    """A request, as far as it may hold secrets."""

    id: bytes
    path: str
    query: bytes
    headers: dict[bytes, bytes]
    body: bytes


def redacted(request: Asked, answer_headers: Sequence[Line], answer: bytes) -> Redacted:
    """An exchange without its secrets, and without what is too long of it."""
    body, headers, path = request.body, request.headers, request.path
    text = b"\n".join((answer, *headers.values(), path.encode(), request.query, body))
    if (
        len(text) > LONGEST_LINE
        or not TELLING_HEADERS.isdisjoint(headers)
        or _is_suspect(text, len(answer))
    ):
        return _closely(request, answer_headers, answer)
    return (len(text), request.id, path, request.query, headers, body, answer_headers, answer)


def _is_suspect(text: bytes, request_at: int = 0) -> bool:
    """Whether it has to be read closely; codes are looked for from where the request begins.

    Every request pays for this.
    """
    shape = text.translate(_SHAPE)
    if _ESCAPE in shape or _find_code(shape, request_at) or _find_security_code(shape, request_at):
        return True
    found = shape.find(_MANY_DIGITS)
    while found >= 0:
        end = (
            found + _TIME if shape.startswith(_TRANSACTION, found - 4) else _id_around(text, found)
        )
        if end is None:
            return True
        found = shape.find(_MANY_DIGITS, end)
    return False


def _id_around(text: bytes, place: int) -> int | None:
    """Where the id ends in which this place is; its hexadecimal digits may all be decimal ones."""
    id_ = _match_id(text, text.rfind(b"t", 0, place))
    return id_.end() if id_ and id_.end() > place else None


def _closely(request: Asked, answer_headers: Sequence[Line], answer: bytes) -> Redacted:
    headers = {name: _header(name, value) for name, value in request.headers.items()}
    is_readable = headers.get(_ENCODED, _PLAIN) == _PLAIN
    parts = (
        _text(request.id, LONGEST_LINE),
        _text(request.path.encode(), LONGEST_LINE).decode("utf-8", "replace"),
        _text(request.query, LONGEST_LINE),
        headers,
        _text(request.body, LONGEST_BODY) if is_readable else b"",
        [(name, _header(name, value)) for name, value in answer_headers],
        _text(answer, LONGEST_BODY) if _is_text(answer_headers) else answer[:LONGEST_BODY],
    )
    return (sum(map(len, (*parts, *headers.values()))), *parts)


def _header(name: bytes, value: bytes) -> bytes:
    if name in CREDENTIALS:
        scheme, blank, _ = value.partition(b" ")
        return scheme + blank + _REMOVED if blank else _REMOVED
    return _REMOVED if name in _CODES else _text(value, LONGEST_LINE)


def _is_text(headers: Sequence[Line]) -> bool:
    return not any(
        name == b"content-type" and value.startswith(b"image/") for name, value in headers
    )


def _text(data: bytes, longest: int) -> bytes:
    data = data[: longest + _MARGIN]
    if _is_suspect(data):
        text = without_secrets(data.decode("utf-8", "surrogateescape"))
        data = text.encode("utf-8", "surrogateescape")
    return data[:longest]
