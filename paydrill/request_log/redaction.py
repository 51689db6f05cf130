"""Remove secrets from exchanges: mask card numbers, remove security codes and credentials.

No exchange is shown before it is redacted here. Most have no secret at all, which a few searches
over their bytes show quickly; only the others are read closely.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol
from urllib.parse import unquote_plus

from paydrill.openapi.security import USUAL, Credentials
from paydrill.request_log.exchange import LONGEST_BODY, LONGEST_LINE, Line
from paydrill.request_log.secrets_in_text import without_secrets
from paydrill.values.masking import HIDDEN, SEPARATORS, SHORTEST, hide_parameters

Redacted = tuple[int, bytes, str, bytes, Mapping[bytes, bytes], bytes, Sequence[Line], bytes]
"""Length of all; id, path, query, headers and body of a request; headers and body of its
response."""

# Digits become 0, and so do dots and the bytes of all separators between the digits of a card
# number. Letters become lower case. Escapes, which may hide any character, become %, and so does
# NUL, which UTF-16 has between letters.
_AS_DIGITS = b"123456789." + bytes({*SEPARATORS.encode()})
_SHAPE = bytes.maketrans(
    _AS_DIGITS + b"\\\0ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    b"0" * len(_AS_DIGITS) + b"%%abcdefghijklmnopqrstuvwxyz",
)
_ESCAPE = ord("%")
_MANY_DIGITS = b"0" * SHORTEST
_TRANSACTION, _TIME = b"txn_00000000000000_", 14
_match_id = re.compile(rb"(?:txn_[0-9]{14}|tok)_[0-9a-f]{16,32}").match
_HIDDEN = HIDDEN.encode()
_find_code = re.compile(rb"cv").search
_find_security_code = re.compile(rb"security").search

_CODES = frozenset({b"cvv", b"cvc", b"cvv2", b"cvc2", b"x-cvv", b"x-cvc", b"card-cvv"})
_END_OF_HEAD = b"\r\n\r\n"
_ENCODED, _PLAIN = b"content-encoding", b"identity"
# Headers that hold an address, whose query may have credentials as well.
_ADDRESSES = frozenset({b"referer", b"x-original-url", b"x-forwarded-uri"})
_WITH_SCHEME = frozenset({b"authorization", b"proxy-authorization"})
_ONLY_AUTHORIZATION = {b"authorization"}
_LINE_OF_AUTHORIZATION = (b"\r\nAuthorization: %b\r\n", b"\r\nauthorization: %b\r\n")
_WITH_COOKIES = frozenset({b"cookie", b"set-cookie"})
# Session cookies that no contract declares: a browser sends those of every server on its machine.
_find_session = re.compile("sess|sid|auth|token|jwt|key|secret|[cx]srf|login|pass").search
# A secret that begins in the kept part of a long text may end after that part.
_MARGIN = 256


class Asked(Protocol):
    """The parts of a request that may hold secrets."""

    id: bytes
    path: str
    query: bytes
    headers: dict[bytes, bytes]
    body: bytes


class Redaction:
    """Remove secrets from exchanges; the contracts declare which credentials exist."""

    def __init__(self, credentials: Credentials = USUAL) -> None:
        """Remove these `credentials` wherever they stand."""
        self._headers = frozenset(name.encode() for name in credentials.headers)
        self._query = credentials.query
        self._cookies = credentials.cookies
        self._schemes = credentials.schemes
        self.telling_headers = self._headers | _CODES | _ADDRESSES | {_ENCODED}
        """Headers that may hold secrets. A request without them, and without credentials in its
        query, has secrets only in unexpected places."""

    def redacted(self, request: Asked, answer_headers: Sequence[Line], answer: bytes) -> Redacted:
        """Return an exchange without its secrets, its long texts cut."""
        body, headers, path = request.body, request.headers, request.path
        if not self.telling_headers.isdisjoint(headers):
            named = self.telling_headers & headers.keys()
            headers = headers | {name: self.header(name, headers[name]) for name in named}
        text = b"\n".join((answer, *headers.values(), path.encode(), request.query, body))
        if (
            len(text) > LONGEST_LINE
            or _ENCODED in headers
            or not self._headers.isdisjoint(dict(answer_headers))
            or (request.query and self.has_credentials(request.query))
            or is_suspect(text, len(answer))
        ):
            return self._closely(request, answer_headers, answer)
        return (len(text), request.id, path, request.query, headers, body, answer_headers, answer)

    def without_authorization(self, request: bytes, headers: Mapping[bytes, bytes]) -> bytes:
        """Return a request, as received, without the credentials in its `Authorization`.

        Empty where other telling headers are among its `headers`, or the line is written unusually.
        """
        if self.telling_headers & headers.keys() != _ONLY_AUTHORIZATION:
            return b""
        (name,) = _ONLY_AUTHORIZATION
        value = headers[name]
        for line in _LINE_OF_AUTHORIZATION:
            before, found, after = request.partition(line % value)
            if found and _END_OF_HEAD not in before:
                return before + line % self.header(name, value) + after
        return b""

    def may_hold_secrets(
        self, request: bytes, answer_headers: Sequence[Line], answer: bytes
    ) -> bool:
        """Return whether an exchange without telling headers still must be read closely.

        `request` is the whole request, as received.
        """
        return not self._headers.isdisjoint(dict(answer_headers)) or is_suspect(
            answer + b"\n" + request, len(answer)
        )

    def has_credentials(self, query: bytes) -> bool:
        """Return whether a parameter of the query has the name of a credential."""
        names = (pair.partition("=")[0] for pair in query.decode("latin-1").split("&"))
        return any(unquote_plus(name).lower() in self._query for name in names)

    def is_credential(self, header: bytes) -> bool:
        """Return whether a header, whose name is in lower case, is kept without its value."""
        return header in self._headers or header in _CODES

    def header(self, name: bytes, value: bytes) -> bytes:
        """Return the value of a header as it is kept; its name is in lower case."""
        if name in _CODES:
            return _HIDDEN
        if name in _WITH_SCHEME:
            scheme, blank, _ = value.decode("latin-1").partition(" ")
            return (
                b"%b %b" % (scheme.encode("latin-1"), _HIDDEN)
                if (blank and scheme.lower() in self._schemes)
                else _HIDDEN
            )
        if name in _WITH_COOKIES:
            return self._without_cookies(value)
        if name in self._headers:
            return _HIDDEN
        return _text(self._without_parameters(value), LONGEST_LINE)

    def _without_cookies(self, value: bytes) -> bytes:
        """Hide cookies that carry credentials; all cookies if the contracts declare none."""
        text = value.decode("latin-1")
        if not self._cookies or '"' in text:
            return _HIDDEN
        pairs = ";".join(map(self._without_cookie, text.split(";")))
        return _text(pairs.encode("latin-1"), LONGEST_LINE)

    def _without_cookie(self, pair: str) -> str:
        name, is_, _ = pair.partition("=")
        called = name.strip().lower()
        is_plain = is_ and called not in self._cookies and not _find_session(called)
        return pair if is_plain else f"{name}={HIDDEN}" if is_ else HIDDEN

    def _without_parameters(self, value: bytes) -> bytes:
        if b"=" not in value:
            return value
        return hide_parameters(value.decode("latin-1"), self._query).encode("latin-1")

    def _closely(self, request: Asked, answer_headers: Sequence[Line], answer: bytes) -> Redacted:
        headers = {name: self.header(name, value) for name, value in request.headers.items()}
        is_readable = headers.get(_ENCODED, _PLAIN) == _PLAIN
        parts = (
            _text(request.id, LONGEST_LINE),
            _text(request.path.encode(), LONGEST_LINE).decode("utf-8", "replace"),
            _text(self._without_parameters(request.query), LONGEST_LINE),
            headers,
            _text(request.body, LONGEST_BODY) if is_readable else b"",
            [(name, self.header(name, value)) for name, value in answer_headers],
            _text(answer, LONGEST_BODY) if _is_text(answer_headers) else answer[:LONGEST_BODY],
        )
        return (sum(map(len, (*parts, *headers.values()))), *parts)


USUAL_REDACTION = Redaction()
"""The redaction of a server whose contracts declare no credentials of their own."""


def is_suspect(text: bytes, request_at: int = 0) -> bool:
    """Return whether a text may hold secrets and must be read closely.

    Security codes are searched only from `request_at`, where the request begins. Every request
    pays for this.
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
    """Return the end of the id around a place, `None` without one.

    The hexadecimal digits of an id may all be decimal, and look like a card number.
    """
    id_ = _match_id(text, text.rfind(b"t", 0, place))
    return id_.end() if id_ and id_.end() > place else None


def _is_text(headers: Sequence[Line]) -> bool:
    return not any(
        name == b"content-type" and value.startswith(b"image/") for name, value in headers
    )


def _text(data: bytes, longest: int) -> bytes:
    data = data[: longest + _MARGIN]
    if is_suspect(data):
        text = without_secrets(data.decode("utf-8", "surrogateescape"))
        data = text.encode("utf-8", "surrogateescape")
    return data[:longest]
