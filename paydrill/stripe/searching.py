"""Search lists by Stripe's query language (docs.stripe.com/search): clauses and AND, or OR."""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe.errors import invalid
from paydrill.stripe.ids import id_at, position_in
from paydrill.stripe.lists import USUAL_LIMIT, Source
from paydrill.stripe.objects import Body

_QUOTED = r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
_CLAUSE = re.compile(
    rf"(?P<no>-?)(?P<field>[a-z_.]+(?:\[(?P<key>{_QUOTED})\])?)(?P<test>[:~]|[<>]=?)"
    rf"(?:(?P<text>{_QUOTED})|(?P<word>null|true|false|-?\d+))",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BETWEEN = re.compile(r"\s+(?:(AND|OR)\s+)?", re.IGNORECASE)
_LEAST_TEXT = 3
_PAGE = "page"

Test = Callable[[Body], bool]


class Query(NamedTuple):
    """A query: its tests, and whether one of them is enough."""

    tests: list[Test]
    is_any: bool

    def finds(self, body: Body) -> bool:
        """Tell whether the query finds an object as it is shown."""
        return (any if self.is_any else all)(test(body) for test in self.tests)


def parse(text: str, fields: frozenset[str]) -> Query:
    """Read a query about the `fields` of a kind. Raises `InvalidInput`."""
    tests: list[Test] = []
    words: set[str] = set()
    at, text = 0, text.strip()
    while True:
        found = _CLAUSE.match(text, at)
        if found is None:
            raise _wrong(f"We were unable to parse your search query at {text[at : at + 20]!r}.")
        tests.append(_test(found, fields))
        at = found.end()
        if at == len(text):
            break
        between = _BETWEEN.match(text, at)
        if between is None:
            raise _wrong(f"We were unable to parse your search query at {text[at : at + 20]!r}.")
        words.add((between[1] or "AND").upper())
        at = between.end()
    if len(words) > 1:
        raise _wrong("AND and OR cannot be mixed in one query.")
    return Query(tests, words == {"OR"})


def _test(found: re.Match[str], fields: frozenset[str]) -> Test:
    name, key = found["field"].partition("[")[0], _within(found["key"])
    if name not in fields:
        raise _wrong(
            f"The field {name} cannot be searched. Use one of {', '.join(sorted(fields))}."
        )
    wanted: Any = _within(found["text"])
    if wanted is None:
        wanted = {"null": None, "true": True, "false": False}.get(found["word"], found["word"])
    test = _TESTS[found["test"]]
    if found["test"] == "~" and len(wanted or "") < _LEAST_TEXT:
        raise _wrong(f"A text to search for needs {_LEAST_TEXT} characters.")

    def passes(body: Body) -> bool:
        value = _value(body, name, key)
        return test(value, wanted) != bool(found["no"])

    return passes


def _within(quoted: str | None) -> str | None:
    return None if quoted is None else _ESCAPED.sub(r"\1", quoted[1:-1])


def _value(body: Body, name: str, key: str | None) -> Any:
    value: Any = body
    for step in [*name.split("."), *([key] if key is not None else [])]:
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


def _is(value: Any, wanted: Any) -> bool:
    if value is None or wanted is None:
        return value is wanted
    if isinstance(value, bool) or isinstance(wanted, bool):
        return str(value).lower() == str(wanted).lower()
    return str(value).casefold() == str(wanted).casefold()


def _has(value: Any, wanted: Any) -> bool:
    return value is not None and str(wanted).casefold() in str(value).casefold()


def _compared(compare: Callable[[int, int], bool]) -> Callable[[Any, Any], bool]:
    def test(value: Any, wanted: Any) -> bool:
        try:
            return compare(int(value), int(wanted))
        except (TypeError, ValueError):
            return False

    return test


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    ":": _is,
    "~": _has,
    ">": _compared(int.__gt__),
    ">=": _compared(int.__ge__),
    "<": _compared(int.__lt__),
    "<=": _compared(int.__le__),
}


def _wrong(message: str) -> Exception:
    return invalid("query", message)


def search(
    sandbox: Sandbox, source: Source[Any], asked: Mapping[str, Any], fields: frozenset[str]
) -> Body:
    """Return the page of what a query finds, newest first. Raises `InvalidInput`."""
    query, limit = parse(asked["query"], fields), asked.get("limit", USUAL_LIMIT)
    after = position_in(sandbox.ids, _PAGE, asked["page"]) if "page" in asked else None
    if "page" in asked and after is None:
        raise invalid("page", "The page is not one of a next_page.")
    records = sandbox.tx.find(source.table, source.where, after=after, newest_first=True)
    found: list[tuple[int, Body]] = []
    for record in records:
        if source.accepted(record):
            body = source.shown(record)
            if query.finds(body):
                found.append((record.position, body))
                if len(found) > limit:
                    break
    more = len(found) > limit
    counted: Body = {}
    if "total_count" in asked.get("expand", ()):
        every = filter(source.accepted, sandbox.tx.find(source.table, source.where))
        counted["total_count"] = sum(query.finds(source.shown(record)) for record in every)
    return {
        "object": "search_result",
        "data": [body for _, body in found[:limit]],
        "has_more": more,
        "next_page": id_at(sandbox.ids, _PAGE, found[limit - 1][0]) if more else None,
        "url": source.at,
        **counted,
    }
