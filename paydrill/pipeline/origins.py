"""Decide which web pages may use the services, and say so to browsers (Fetch, CORS protocol).

Pages on loopback belong to the developer of this machine; `--cors-origin` names others. Any page
can make a browser send a request, and even a POST without a body changes state. So a foreign page's
request that could change state is refused before anything happens, and a request that only reads is
answered without the headers that would let the page see the response. The control API has a rule of
its own, no page of another origin: see `control_guard`.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress

from paydrill.pipeline.refusal import Refusal
from paydrill.values.header_fields import TCHARS
from paydrill.values.hosts import ANY, is_loopback, origin_as_written

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change no state."""

_OWN_SITE = frozenset({"same-origin", "none"})
_is_token = re.compile(TCHARS.encode()).fullmatch
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
        """Allow origins besides loopback, as browsers write them; `ANY` allows all."""
        self._allowed = frozenset(allowed)

    def is_foreign(self, headers: Mapping[str, str]) -> bool:
        """Return whether a request comes from a page that may not use the services.

        Names of `headers` are in lower case.
        """
        return not is_own(headers) and not self._admits(headers.get("origin", "null"))

    def refusal(self, method: str, headers: Mapping[str, str]) -> Refusal | None:
        """Refuse a foreign page's request that could change state; `None` for all others."""
        if method in SAFE or not self.is_foreign(headers):
            return None
        page, remedy = "another site", ""
        with suppress(ValueError):
            page = origin_as_written(headers.get("origin", ""))
            remedy = f"; start the server with --cors-origin {page} to let it"
        detail = f"A web page of {page} may change nothing here{remedy}"
        return Refusal(403, "origin_not_allowed", detail)

    def fields(self, headers: Mapping[str, str]) -> bytes:
        """Write the CORS header lines of every response to this request."""
        origin = headers.get("origin")
        if origin is None:
            return b""
        if self._is_named(origin.lower()):
            return _SHARED % origin.encode() + _WITH_CREDENTIALS
        # `*` comes without credentials: cookies are only for origins that are named.
        return _SHARED % b"*" if ANY in self._allowed else _VARY

    def _admits(self, origin: str) -> bool:
        return ANY in self._allowed or self._is_named(origin.lower())

    def _is_named(self, origin: str) -> bool:
        return is_loopback(origin) or origin in self._allowed


def is_own(headers: Mapping[str, str]) -> bool:
    """Return whether a request comes from no web page, or from a page of this server.

    Names of `headers` are in lower case. Pages cannot write `Sec-Fetch-Site` themselves. It reveals
    pages that send no `Origin`, and this server's own pages where a proxy has changed the `Host`.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if origin is None:
        return site is None or site in _OWN_SITE
    if site == "same-origin":
        return True
    _, _, authority = origin.lower().partition("://")
    return bool(authority) and authority == headers.get("host", "").lower()


def exposing(cors: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Add the CORS header that lets the page read all these `headers` of a response."""
    return cors if cors == _VARY else cors + _EXPOSED % b", ".join(name for name, _ in headers)


def is_preflight(method: str, headers: Mapping[bytes, bytes]) -> bool:
    """Tell whether a request is a preflight: a browser asks whether its page may send a request."""
    return method == "OPTIONS" and b"origin" in headers and _ASKED_METHOD in headers


def is_permitted(method: str, headers: Mapping[bytes, bytes], cors: bytes) -> bool:
    """Tell whether a request is a preflight of an allowed origin.

    A preflight of another origin is answered as any OPTIONS request, without permission.
    """
    return method == "OPTIONS" and len(cors) > len(_VARY) and is_preflight(method, headers)


def permission(headers: Mapping[bytes, bytes], cors: bytes, methods: Iterable[str]) -> bytes:
    """Answer a preflight with the header section of a 204.

    `methods` are those of the path. A path without methods permits the method asked for, so that
    the page can see the 404 itself.
    """
    known = ", ".join(methods).encode()
    if not known and _is_token(headers[_ASKED_METHOD]):
        known = headers[_ASKED_METHOD]
    fields = cors + _PREFLIGHT % known
    wanted = headers.get(b"access-control-request-headers", b"")
    if _TOKENS.fullmatch(wanted):
        fields += _HEADERS % wanted
    if headers.get(b"access-control-request-private-network") == b"true":
        fields += _PRIVATE_NETWORK
    return fields
