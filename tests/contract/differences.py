"""Where the compiled pipeline means to answer otherwise than Connexion's own stack, and why.

Anything that is not in `DIFFERENCES` is answered alike; `test_pipelines_agree.py` holds both.
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

from tests.in_process import JSON, Answered, Asked

LIMIT = 1024 * 1024
AS_JSON = (("Content-Type", JSON),)
AUTHORIZATION = (
    b'{"card_number": "4111111111111111", "amount": 150, "currency": "USD", "customer_name": "Ada"}'
)
LIST = "/api/v1/transactions"


class Difference(NamedTuple):
    """`samples` are requests with the statuses that the compiled and the stock pipeline give.

    `applies` tells, of a request and the compiled pipeline's answer, whether they may differ.
    """

    reason: str
    applies: Callable[[Asked, Answered], bool]
    samples: list[tuple[Asked, int, int]]


def header(asked: Asked, name: str) -> str | None:
    """The value of a header, all its lines in one."""
    lines = [value for own, value in asked.headers if own.lower() == name]
    return ", ".join(lines) if lines else None


def path(asked: Asked) -> str:
    """The path as the server reads it, without the sandbox."""
    return re.sub(r"^/~[^/]*(?=/)", "", unquote(asked.target.partition("?")[0]))


def has_unusual_media_type(asked: Asked, _: Answered) -> bool:
    """Whether a body is JSON by a media type that is not written as everybody writes it."""
    media_type = header(asked, "content-type") or ""
    return bool(asked.body) and media_type != JSON and media_type.lower().startswith(JSON)


def has_no_body_but_its_type(asked: Asked, _: Answered) -> bool:
    """Whether a media type is given to nothing."""
    return not asked.body and header(asked, "content-type") not in {None, JSON}


def is_too_long(asked: Asked, answer: Answered) -> bool:
    """Whether the body is over the limit, or says so."""
    return answer.status == 413 and max(len(asked.body), length(asked)) > LIMIT


def says_what_is_not_taken(asked: Asked, answer: Answered) -> bool:
    """Whether there is a body for an operation that takes none."""
    takes_none = re.search("/(reset|reload|restore|redeliver|void)(/|$)", path(asked))
    return answer.status == 400 and bool(asked.body) and bool(takes_none)


def length(asked: Asked) -> int:
    """The `Content-Length` that a request gives by itself."""
    return int(header(asked, "content-length") or 0)


def has_odd_number(asked: Asked, _: Answered) -> bool:
    """Whether `limit` is no number of JSON's."""
    query = asked.target.partition("?")[2]
    limits = [value for name, value in parse_qsl(query, keep_blank_values=True) if name == "limit"]
    return any(not re.fullmatch(r"0|-?[1-9][0-9]*", value) for value in limits)


def has_odd_charge(asked: Asked, _: Answered) -> bool:
    """Whether the number of a charge is no positive integer of usual size."""
    found = re.fullmatch(r"/payments/pix/([^/]+)(/refund|/bank)?", path(asked), re.DOTALL)
    return bool(found) and not re.fullmatch(r"[1-9][0-9]{0,9}", found[1])


def typed(media_type: str) -> Asked:
    """A good body under a media type."""
    return Asked("POST", "/payment", AUTHORIZATION, (("Content-Type", media_type),))


def got(target: str) -> Asked:
    """A GET."""
    return Asked("GET", target)


DIFFERENCES = [
    Difference(
        "Media types are case-insensitive, may have spaces before `;`, and only UTF-8 is JSON"
        " (RFC 9110 §8.3, RFC 8259 §8.1)",
        has_unusual_media_type,
        [
            (typed("Application/JSON"), 201, 415),
            (typed("application/json ; charset=utf-8"), 201, 415),
            (typed("application/json;charset=bogus"), 415, 201),
            (typed("application/json; charset=latin-1"), 415, 201),
        ],
    ),
    Difference(
        "A media type given to no body means nothing",
        has_no_body_but_its_type,
        [(Asked("POST", "/refund/x", b"", (("Content-Type", "nonsense"),)), 404, 415)],
    ),
    Difference(
        "`null` is a body, and no object; Connexion takes it for a body that is absent",
        lambda asked, _: asked.body.strip() == b"null",
        [(Asked("POST", "/refund/x", b"null", AS_JSON), 400, 404)],
    ),
    Difference(
        "A body that says something is refused where none is taken; Connexion does not look at it",
        says_what_is_not_taken,
        [
            (Asked("POST", "/_control/reset", b'{"seed": 1}', AS_JSON), 400, 200),
            (Asked("POST", "/void/x", b'{"amount": 1}', AS_JSON), 400, 404),
        ],
    ),
    Difference(
        "A body may come in chunks; Connexion takes it for one that is absent",
        lambda asked, _: bool(asked.chunks),
        [
            (
                Asked("POST", "/payment", b"", AS_JSON, (AUTHORIZATION[:9], AUTHORIZATION[9:])),
                201,
                400,
            )
        ],
    ),
    Difference(
        "A body has a longest length; Connexion reads them all",
        is_too_long,
        [
            (Asked("POST", "/payment", AUTHORIZATION.ljust(LIMIT + 1), AS_JSON), 413, 201),
            (
                Asked("POST", "/payment", b"", (*AS_JSON, ("Content-Length", str(LIMIT + 1)))),
                413,
                400,
            ),
        ],
    ),
    Difference(
        "OPTIONS tells the methods of a path; Connexion knows only documented ones",
        lambda asked, _: asked.method == "OPTIONS",
        [(Asked("OPTIONS", "/payment"), 204, 405), (Asked("OPTIONS", LIST), 204, 405)],
    ),
    Difference(
        "HEAD is GET without the body; Connexion checks the body that is not there",
        lambda asked, _: asked.method == "HEAD",
        [(Asked("HEAD", "/health"), 200, 500), (Asked("HEAD", LIST), 200, 500)],
    ),
    Difference(
        "`Allow` tells every method of the path; Connexion tells those of the first route",
        lambda _, answer: answer.status == 405,
        [
            (Asked("DELETE", "/_control/clock"), 405, 405),
            (Asked("TRACE", "/payment"), 405, 405),
        ],
    ),
    Difference(
        "A path is served as it is documented; Connexion redirects a slash more",
        lambda asked, _: path(asked).endswith("/") and path(asked) != "/",
        [(got("/health/"), 404, 307), (got("/payments/"), 404, 307), (got("/health%2F"), 404, 307)],
    ),
    Difference(
        "The start page of a sandbox needs no slash; Connexion redirects to it",
        lambda asked, _: bool(re.fullmatch("/~[^/]*", asked.target)),
        [(got("/~shop"), 200, 307)],
    ),
    Difference(
        "An empty segment is none; Flask takes two slashes for one",
        lambda asked, _: "//" in path(asked),
        [(got("//health"), 404, 200)],
    ),
    Difference(
        "A line break in a path is one like any other character; Connexion's two routers disagree",
        lambda asked, _: "\n" in path(asked),
        [(got("/api/v1/customers/%0A/transactions"), 200, 500)],
    ),
    Difference(
        "A charge's number that is none breaks the contract; Connexion knows no such path",
        has_odd_charge,
        [
            (got("/payments/pix/x"), 400, 404),
            (got("/payments/pix/1_0"), 400, 404),
            (got(f"/payments/pix/{'9' * 5000}"), 400, 500),
        ],
    ),
    Difference(
        "Where no 400 is documented, none is given for a query nobody asked for",
        lambda asked, answer: "?" in asked.target and answer.status < 400,
        [(got("/health?bogus=1"), 200, 400), (got("/?bogus=1"), 200, 400)],
    ),
    Difference(
        "Numbers in a query are written as in JSON; Connexion reads whatever Python's int() does",
        has_odd_number,
        [
            (got(f"{LIST}?limit=1_0"), 400, 200),
            (got(f"{LIST}?limit=%205"), 400, 200),
            (got(f"{LIST}?limit=05"), 400, 200),
            (got(f"{LIST}?limit=%D9%A3"), 400, 200),
        ],
    ),
]
