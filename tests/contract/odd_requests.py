"""Good requests, and what can be odd about any request."""

from collections.abc import Iterator, Sequence

from tests.contract.differences import AS_JSON, AUTHORIZATION, LIST
from tests.in_process import Asked

GOOD = [
    Asked("POST", "/payment", AUTHORIZATION, AS_JSON),
    Asked("POST", "/payments", b'{"value": 5}', AS_JSON),
    Asked("POST", "/refund/unknown", b'{"amount": 5}', AS_JSON),
    Asked("POST", "/refund/unknown"),
    Asked("PUT", "/_control/clock", b'{"frozen": true}', AS_JSON),
    Asked("GET", f"{LIST}?limit=5"),
    Asked("GET", "/payments/pix/2147483647"),
    Asked("GET", "/"),
]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
BODIES = [b"", b"null", b"[]", b"{}", b"{", b"\xff", b'{"a":NaN}', b'{"a":1e999}', b'{"a":1,"a":1}']
BODIES += [b"[" * 1000, b"[" * 100_000, b"1" * 5000, b'{"a":"\\ud800"}', b"\xef\xbb\xbf{}", b"{}x"]
HEADERS = [
    *[("Content-Type", each) for each in ("text/plain", "", "*/*", "application/json;;", "\u00ff")],
    *[("Idempotency-Key", each) for each in ("", "k" * 255, "k" * 256, "a b", "caf\u00e9")],
    *[("Accept", each) for each in ("", "image/png", "text/html;q=0", "garbage", ";", "text/html")],
    *[("Accept", each) for each in ("text/html, *; q=.2", "application/json; charset=utf-8")],
    *[("Authorization", each) for each in ("Bearer sk_test_shop", "Bearer", "Basic QTpC")],
    *[("Cookie", each) for each in ("a=b", ";;", "\u00ff")],
    *[("Origin", each) for each in ("https://shop.example", "null")],
]
TARGETS = [
    "/%00",
    "%00",
    "%0A",
    "%2F",
    "/",
    "?",
    "?bogus=1",
    "?limit=x",
    "&limit=x",
    "&bogus=",
    "?%FF=1",
    "?=",
    "?a;b",
    "x",
]


def odd(goods: Sequence[Asked] = tuple(GOOD)) -> Iterator[Asked]:
    """Make each of them odd in one way."""
    for good in goods:
        yield good
        yield from (good._replace(method=method) for method in METHODS)
        yield from (good._replace(body=body, headers=AS_JSON) for body in BODIES)
        yield from (good._replace(headers=with_line(good, line)) for line in HEADERS)
        yield from (good._replace(target=good.target + end) for end in TARGETS)


def with_line(asked: Asked, line: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Add a line to the headers of a request, instead of the one of that name."""
    return (*(own for own in asked.headers if own[0] != line[0]), line)
