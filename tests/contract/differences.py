"""Where the compiled pipeline means to answer otherwise than Connexion's own stack, and why.

Each entry applies to the requests that its reason is about, and says what either pipeline answers
to them: that refusal, or as it answers another request. Any other pair is a failure, and so is any
difference that is not in `DIFFERENCES`; `pipelines.py` holds both.
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode

from tests.in_process import JSON, Asked

AS_JSON = (("Content-Type", JSON),)
AUTHORIZATION = (
    b'{"card_number": "4111111111111111", "amount": 150, "currency": "USD", "customer_name": "Ada"}'
)
LIMIT = 1024 * 1024
LIST = "/api/v1/transactions"
EVENTS = "/_control/events"
MOST_TYPES = 32
CHARGE = re.compile(r"/payments/pix/([^/]+)(/refund|/bank)?", re.DOTALL)


class Refused(NamedTuple):
    """An answer of this status, with a body in which this pattern of `words` is found."""

    status: int
    words: str


class As(NamedTuple):
    """The answer to another request. Without `has_same_body`, but for its body."""

    request: Callable[[Asked], Asked]
    has_same_body: bool = True


class Difference(NamedTuple):
    """`samples` are requests with the statuses that the compiled and the stock pipeline give."""

    reason: str
    applies: Callable[[Asked], bool]
    compiled: Refused | As
    stock: Refused | As
    samples: list[tuple[Asked, int, int]]


def header(asked: Asked, name: str) -> str | None:
    """Read a header, all its lines in one."""
    lines = [value for own, value in asked.headers if own.lower() == name]
    return ", ".join(lines) if lines else None


def with_type(asked: Asked, media_type: str | None) -> Asked:
    """Replace the media type of a body, or take it away."""
    others = [line for line in asked.headers if line[0].lower() != "content-type"]
    lines = [] if media_type is None else [("Content-Type", media_type)]
    return asked._replace(headers=(*others, *lines))


def path(asked: Asked) -> str:
    """Read the path as the server does, without the sandbox; an encoded slash is no slash."""
    target = re.sub("%2[fF]", "\v", asked.target.partition("?")[0])
    return re.sub(r"^/~[^/]*(?=/)", "", unquote(target))


def query(asked: Asked) -> list[tuple[str, str]]:
    """Read the parameters of a query."""
    return parse_qsl(asked.target.partition("?")[2], keep_blank_values=True)


def with_query(asked: Asked, pairs: list[tuple[str, str]]) -> Asked:
    """Replace the query."""
    return asked._replace(target=f"{asked.target.partition('?')[0]}?{urlencode(pairs)}")


def is_written_unusually(asked: Asked) -> bool:
    """Find the media type of JSON, but in capitals or with a space before its parameters."""
    media_type = header(asked, "content-type") or ""
    found = re.match(rf"({JSON}[ \t]*)(;|$)", media_type, re.IGNORECASE)
    return bool(asked.body) and found is not None and found[1] != JSON


def written_usually(asked: Asked) -> Asked:
    """Write the media type in small letters, and its parameters next to it."""
    name, semicolon, parameters = (header(asked, "content-type") or "").partition(";")
    return with_type(asked, name.strip(" \t").lower() + semicolon + parameters)


def types_nothing(asked: Asked) -> bool:
    """Find a media type of no body, which is not that of JSON."""
    is_empty = not asked.body and not asked.chunks
    return is_empty and header(asked, "content-type") not in {None, JSON}


def charge(asked: Asked) -> str | None:
    """Read the number of a charge in a path."""
    found = CHARGE.fullmatch(path(asked))
    return found and found[1]


def is_no_number(asked: Asked) -> bool:
    """Find a charge whose number has something else than digits."""
    return charge(asked) is not None and not re.fullmatch("[0-9]+", charge(asked) or "")


def begins_with_zero(asked: Asked) -> bool:
    """Find a charge whose number has zeros before it."""
    return bool(re.fullmatch("0+[1-9][0-9]*", charge(asked) or ""))


def without_zeros(asked: Asked) -> Asked:
    """Write the number of a charge as JSON would."""
    return asked._replace(target=re.sub("(?<=/payments/pix/)0+", "", asked.target))


def is_endless(asked: Asked) -> bool:
    """Find a charge whose number has more digits than Python reads."""
    return bool(re.fullmatch("[0-9]{4301,}", charge(asked) or ""))


def is_odd(name: str, value: str) -> bool:
    """Whether `limit` is an integer to `int`, and none of JSON."""
    if name != "limit" or re.fullmatch("-?(0|[1-9][0-9]*)", value):
        return False
    try:
        int(value)
    except ValueError:
        return False
    return True


def has_odd_limit(asked: Asked) -> bool:
    """Find a `limit` like that."""
    return any(is_odd(*pair) for pair in query(asked))


def with_plain_limit(asked: Asked) -> Asked:
    """Write it as in JSON."""
    pairs = [
        (name, str(int(value)) if is_odd(name, value) else value) for name, value in query(asked)
    ]
    return with_query(asked, pairs)


def types(asked: Asked) -> list[str]:
    """Read the types of events that are asked for."""
    return [value for name, value in query(asked) if path(asked) == EVENTS and name == "type"]


def has_many_types_in_few(asked: Asked) -> bool:
    """Find so few values of `type` that all their parts are too many."""
    return len(types(asked)) <= MOST_TYPES < sum(each.count(",") + 1 for each in types(asked))


def with_first_type(asked: Asked) -> Asked:
    """Ask for the events of one `type`; where nothing has happened there are none either way."""
    others = [pair for pair in query(asked) if pair[0] != "type"]
    return with_query(asked, [*others, ("type", types(asked)[0])])


def has_encoded_slash(asked: Asked) -> bool:
    """Find a slash in a value of the path."""
    return "%2f" in asked.target.partition("?")[0].lower()


def without_encoded_slashes(asked: Asked) -> Asked:
    """Put a control character in place of each encoded slash."""
    target, mark, rest = asked.target.partition("?")
    return asked._replace(target=re.sub("%2[fF]", "%0B", target) + mark + rest)


def without_line_breaks(asked: Asked) -> Asked:
    """Put another control character in place of each line break."""
    target, mark, rest = asked.target.partition("?")
    return asked._replace(target=target.replace("%0A", quote("\v")) + mark + rest)


def typed(media_type: str) -> Asked:
    """Make a good body of a media type."""
    return Asked("POST", "/payment", AUTHORIZATION, (("Content-Type", media_type),))


def got(target: str) -> Asked:
    """Make a GET."""
    return Asked("GET", target)


NOT_JSON = Refused(415, "Send the body as Content-Type: application/json, in UTF-8")
NOTHING_SERVED = Refused(404, "Nothing is served at this path")
# As their contract says it, and where that says nothing.
NO_CHARGE = Refused(400, "Invalid payment id|/path/id")

DIFFERENCES = [
    Difference(
        "Media types are case-insensitive, and may have spaces before `;` (RFC 9110 §8.3.1)",
        is_written_unusually,
        As(written_usually),
        NOT_JSON,
        [
            (typed("Application/JSON"), 201, 415),
            (typed("application/json ; charset=utf-8"), 201, 415),
        ],
    ),
    Difference(
        "A media type given to no body means nothing; Connexion wants it to be documented",
        types_nothing,
        As(lambda asked: with_type(asked, None)),
        NOT_JSON,
        [(Asked("POST", "/refund/x", b"", (("Content-Type", "nonsense"),)), 404, 415)],
    ),
    Difference(
        "A line break in a path is one like any other character; Connexion's router knows none",
        lambda asked: "\n" in path(asked),
        As(without_line_breaks, has_same_body=False),
        NOTHING_SERVED,
        [
            (got("/api/v1/customers/%0A/transactions"), 200, 404),
            (got("/api/v1/customers/a%0Ab/transactions?limit=5"), 200, 404),
            (got("/api/v1/customers/a%0Ab/transactions?limit=x"), 400, 404),
        ],
    ),
    Difference(
        "An encoded slash is a part of a value (RFC 3986 §2.2); to Connexion it separates segments",
        has_encoded_slash,
        As(without_encoded_slashes, has_same_body=False),
        NOTHING_SERVED,
        [
            (got("/api/v1/customers/a%2Fb/transactions"), 200, 404),
            (got("/api/v1/customers/%2f/transactions?limit=x"), 400, 404),
        ],
    ),
    Difference(
        "A charge's number that is none breaks the contract; Connexion knows no such path",
        is_no_number,
        NO_CHARGE,
        NOTHING_SERVED,
        [
            (got("/payments/pix/x"), 400, 404),
            (got("/payments/pix/1_0"), 400, 404),
            (got("/payments/pix/%D9%A3/bank"), 400, 404),
        ],
    ),
    Difference(
        "A charge's number is written as in JSON; Connexion reads zeros before it",
        begins_with_zero,
        NO_CHARGE,
        As(without_zeros),
        [(got("/payments/pix/07"), 400, 404)],
    ),
    Difference(
        "A charge's number is no text that Python reads; Connexion's router fails at it",
        is_endless,
        NO_CHARGE,
        Refused(500, "pix.show_payment failed"),
        [(got(f"/payments/pix/{'9' * 5000}"), 400, 500)],
    ),
    Difference(
        "Numbers in a query are written as in JSON; Connexion reads whatever Python's int() does",
        has_odd_limit,
        Refused(400, "/query/limit"),
        As(with_plain_limit),
        [
            (got(f"{LIST}?limit=1_0"), 400, 200),
            (got(f"{LIST}?limit=%205"), 400, 200),
            (got(f"{LIST}?limit=05"), 400, 200),
            (got(f"{LIST}?limit=%D9%A3"), 400, 200),
        ],
    ),
    Difference(
        "A parameter has as many items as it is sent; Connexion splits each at its commas as well",
        has_many_types_in_few,
        As(with_first_type),
        Refused(400, r"is not valid\."),
        [(got(f"{EVENTS}?type=payment.*&type=payment.*{',payment.*' * 31}"), 200, 400)],
    ),
]
