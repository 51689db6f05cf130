"""Which web pages may use the services, and what browsers are told of it (Fetch, CORS protocol).

Pages on loopback are those of somebody who develops here; others are named by `--cors-origin`.
Everybody's page can make a browser send a request, and a POST without a body changes something: so
what could change something is refused before anything happens, and what only reads is answered
without the headers by which a page could see it. None of this is about the control API, which no
page of another origin may use: see `guard`.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress

from paydrill.pipeline.response import Refusal
from paydrill.values.hosts import ANY, is_loopback, origin_as_written

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

_OWN_SITE = frozenset({"same-origin", "none"})
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TOKENS = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z, \t-]+")

_VARY = b"vary: origin\r\n"
_SHARED = b"access-control-allow-origin: %b\r\n" + _VARY
_WITH_CREDENTIALS = b"access-control-allow-credentials: true\r\n"
_EXPOSED = b"access-control-expose-headers: %b\r\n"
_PRIVATE_NETWORK = b"access-control-allow-private-network: true\r\n"
_PREFLIGHT = b"access-control-allow-methods: %b\r\naccess-control-max-age: 600\r\n"
_HEADERS = b"access-control-allow-headers: %b\r\n"
_ASKED_METHOD = b"access-control-request-method"


class Origins:
    """The origins whose pages may use the services."""

    def __init__(self, allowed: Collection[str] = ()) -> None:
        """`allowed` are those besides loopback, as browsers write them, or `ANY`."""
        self._allowed = frozenset(allowed)

    def is_foreign(self, headers: Mapping[str, str]) -> bool:
        """Whether a page asks that may not. Names of `headers` are in lower case."""
        return not is_own(headers) and not self._admits(headers.get("origin", "null"))

    def refusal(self, method: str, headers: Mapping[str, str]) -> Refusal | None:
        """Refuse what could change something and is asked by a page that may not."""
        if method in SAFE or not self.is_foreign(headers):
            return None
        page, remedy = "another site", ""
        with suppress(ValueError):
            page = origin_as_written(headers.get("origin", ""))
            remedy = f"; start the server with --cors-origin {page} to let it"
        detail = f"A web page of {page} may change nothing here{remedy}"
        return Refusal(403, "origin_not_allowed", detail)

    def fields(self, headers: Mapping[str, str]) -> bytes:
        """Write what every answer to this request tells the browser, a line each."""
        origin = headers.get("origin")
        if origin is None:
            return b""
        if self._is_named(origin.lower()):
            return _SHARED % origin.encode() + _WITH_CREDENTIALS
        # What a browser knows of its user is not for everybody.
        return _SHARED % b"*" if ANY in self._allowed else _VARY

    def _admits(self, origin: str) -> bool:
        return ANY in self._allowed or self._is_named(origin.lower())

    def _is_named(self, origin: str) -> bool:
        return is_loopback(origin) or origin in self._allowed


def is_own(headers: Mapping[str, str]) -> bool:
    """Whether no page asks, or one of this server. Names of `headers` are in lower case.

    Pages cannot write `Sec-Fetch-Site` themselves. It tells of pages without an `Origin`, and of
    this server's own where something between has changed the `Host`.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if origin is None:
        return site is None or site in _OWN_SITE
    if site == "same-origin":
        return True
    _, _, authority = origin.lower().partition("://")
    return bool(authority) and authority == headers.get("host", "").lower()


def exposing(cors: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Complete what a browser is told about an answer: its page may see all these headers."""
    return cors if cors == _VARY else cors + _EXPOSED % b", ".join(name for name, _ in headers)


def is_preflight(method: str, headers: Mapping[bytes, bytes]) -> bool:
    """Tell whether a browser asks on behalf of a page whether that may ask something."""
    return method == "OPTIONS" and b"origin" in headers and _ASKED_METHOD in headers


def is_permitted(method: str, headers: Mapping[bytes, bytes], cors: bytes) -> bool:
    """Tell whether this is the preflight of a page that may ask; one that may not is not told."""
    return method == "OPTIONS" and len(cors) > len(_VARY) and is_preflight(method, headers)


def permission(headers: Mapping[bytes, bytes], cors: bytes, methods: Iterable[str]) -> bytes:
    """Answer a preflight with the header section of a 204.

    `methods` are those of the path. Where there are none, the page is to see the 404 for itself.
    """
    known = ", ".join(methods).encode()
    if not known and _TOKEN.fullmatch(headers[_ASKED_METHOD]):
        known = headers[_ASKED_METHOD]
    fields = cors + _PREFLIGHT % known
    wanted = headers.get(b"access-control-request-headers", b"")
    if _TOKENS.fullmatch(wanted):
        fields += _HEADERS % wanted
    if headers.get(b"access-control-request-private-network") == b"true":
        fields += _PRIVATE_NETWORK
    return fields
