"""Exchanges without their secrets: card numbers masked, security codes and credentials removed.

Nobody sees anything of an exchange before it went through here. Most have no secret at all, which a
few searches over their bytes tell at once; only the others are read closely.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol
from urllib.parse import unquote_plus

from paydrill.openapi.security import USUAL, Credentials
from paydrill.request_log.exchange import LONGEST_BODY, LONGEST_LINE, Line
from paydrill.request_log.secrets_in_text import without_secrets
from paydrill.values.masking import HIDDEN, hide_parameters

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
_HIDDEN = HIDDEN.encode()
_find_code = re.compile(rb"cv").search
_find_security_code = re.compile(rb"security").search

_CODES = frozenset({b"cvv", b"cvc", b"cvv2", b"cvc2", b"x-cvv", b"x-cvc", b"card-cvv"})
_ENCODED, _PLAIN = b"content-encoding", b"identity"
# Those of an address that somebody was at: its query may have credentials as well.
_ADDRESSES = frozenset({b"referer", b"x-original-url", b"x-forwarded-uri"})
_WITH_SCHEME = frozenset({b"authorization", b"proxy-authorization"})
_WITH_COOKIES = frozenset({b"cookie", b"set-cookie"})
# Cookies that no contract speaks of; a browser sends those of every server on this machine.
_find_session = re.compile("sess|sid|auth|token|jwt|key|secret|[cx]srf|login|pass").search
# What begins in the part that is kept of something long may end after it.
_MARGIN = 256


class Asked(Protocol):
    """A request, as far as it may hold secrets."""

    id: bytes
    path: str
    query: bytes
    headers: dict[bytes, bytes]
    body: bytes


class Redaction:
    """Removes secrets from exchanges; which credentials there are, the contracts say."""

    def __init__(self, credentials: Credentials = USUAL) -> None:
        """`credentials` are removed wherever they stand."""
        self._headers = frozenset(name.encode() for name in credentials.headers)
        self._query = credentials.query
        self._cookies = credentials.cookies
        self._schemes = credentials.schemes
        self.telling_headers = self._headers | _CODES | _ADDRESSES | {_ENCODED}
        """A request without them, and without credentials in its query, has secrets only where
        none belong."""

    def redacted(self, request: Asked, answer_headers: Sequence[Line], answer: bytes) -> Redacted:
        """An exchange without its secrets, and without what is too long of it."""
        body, headers, path = request.body, request.headers, request.path
        text = b"\n".join((answer, *headers.values(), path.encode(), request.query, body))
        if (
            len(text) > LONGEST_LINE
            or not self.telling_headers.isdisjoint(headers)
            or not self._headers.isdisjoint(dict(answer_headers))
            or (request.query and self.has_credentials(request.query))
            or _is_suspect(text, len(answer))
        ):
            return self._closely(request, answer_headers, answer)
        return (len(text), request.id, path, request.query, headers, body, answer_headers, answer)

    def may_hold_secrets(
        self, request: bytes, answer_headers: Sequence[Line], answer: bytes
    ) -> bool:
        """Whether an exchange without telling headers has to be read closely all the same.

        `request` is all of it, as it came.
        """
        return not self._headers.isdisjoint(dict(answer_headers)) or _is_suspect(
            answer + b"\n" + request, len(answer)
        )

    def has_credentials(self, query: bytes) -> bool:
        """Whether a parameter of the query is called as credentials are."""
        names = (pair.partition("=")[0] for pair in query.decode("latin-1").split("&"))
        return any(unquote_plus(name).lower() in self._query for name in names)

    def is_credential(self, header: bytes) -> bool:
        """Whether a header, whose name is in lower case, is kept without its value."""
        return header in self._headers or header in _CODES

    def header(self, name: bytes, value: bytes) -> bytes:
        """The value of a header, whose name is in lower case, as it is kept."""
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
        """Hide cookies that carry credentials; all where the contracts speak of none."""
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
"""That of a server whose contracts declare no credentials of their own."""


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
