"""Divide lists into pages as Stripe's API does: newest first, from or up to an object."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from paydrill.sandbox.ports import Record, Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe.errors import missing
from paydrill.stripe.objects import STRIPE_OBJECTS, Body, Kind, StripeObject
from paydrill.values.times import SECOND

R = TypeVar("R", bound=Record)

USUAL_LIMIT = 10
"""Objects on a page where a request says no limit."""


class Source(NamedTuple, Generic[R]):
    """A list's records: those of a table `where` an index has a value, that are `accepted`.

    `shown` makes the body of one, and `created_ms` tells its time; `at` is the path of the list.
    """

    table: Table[R]
    at: str
    shown: Callable[[R], Body]
    where: tuple[str, str] | None = None
    accepted: Callable[[R], bool] = lambda _: True
    created_ms: Callable[[R], int] = attrgetter("created_ms")


def objects_of(kind: Kind, at: str, shown: Callable[[StripeObject], Body]) -> Source[StripeObject]:
    """Return the source of all objects of a kind."""
    return Source(STRIPE_OBJECTS, at, shown, ("kind", kind.name))


def page(sandbox: Sandbox, source: Source[Any], asked: Mapping[str, Any]) -> Body:
    """Return the page of a list that a request asks for. Raises `ReferenceMissing`."""
    limit = asked.get("limit", USUAL_LIMIT)
    backwards = "ending_before" in asked and "starting_after" not in asked
    found = list(islice(_found(sandbox, source, asked, backwards=backwards), limit + 1))
    shown = found[:limit]
    if backwards:
        shown.reverse()
    return {
        "object": "list",
        "data": [source.shown(each) for each in shown],
        "has_more": len(found) > limit,
        "url": source.at,
    }


def _found(
    sandbox: Sandbox, source: Source[Any], asked: Mapping[str, Any], *, backwards: bool
) -> Iterator[Any]:
    field = "ending_before" if backwards else "starting_after"
    after = None
    if field in asked:
        from_ = sandbox.tx.get(source.table, asked[field])
        if from_ is None:
            raise missing("object", asked[field], field)
        after = from_.position
    records = sandbox.tx.find(source.table, source.where, after=after, newest_first=not backwards)
    was_created = _created(asked.get("created"))
    return (
        each for each in records if was_created(source.created_ms(each)) and source.accepted(each)
    )


def _created(wanted: Any) -> Callable[[int], bool]:
    """Make a test for times in milliseconds out of a second, or of bounds in seconds."""
    if wanted is None:
        return lambda _: True
    if isinstance(wanted, int):
        return lambda at_ms: at_ms // SECOND == wanted
    compared = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__}
    tests = [(compared[name], bound) for name, bound in wanted.items()]
    return lambda at_ms: all(test(at_ms // SECOND, bound) for test, bound in tests)
