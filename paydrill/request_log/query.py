"""Read the request log: filtered, newest first, a page at a time."""

from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any

from paydrill.errors import RequestNotFound
from paydrill.request_log.exchange import Exchange, Kept
from paydrill.request_log.matching import Condition, conditions_of, differences
from paydrill.values import paging
from paydrill.values.paging import Page, position_of
from paydrill.values.times import from_rfc3339

_MOMENTS = ("since", "until")


def page(kept: Kept, filters: Mapping[str, Any], limit: int) -> Page[Exchange]:
    """Return at most `limit` exchanges that meet the `filters`, which may hold a `cursor`.

    Moments are RFC 3339. Raises `InvalidClock` and `InvalidCursor`.
    """
    wanted = dict(filters)
    cursor = wanted.pop("cursor", None)
    for name in wanted.keys() & _MOMENTS:
        wanted[name] = from_rfc3339(wanted[name], f"/query/{name}")
    found = _find(kept, conditions_of(wanted), position_of(cursor))
    return paging.page(found, limit, attrgetter("number"))


def find(kept: Kept, request_id: str) -> Exchange:
    """Return the newest exchange of an id, which clients choose. Raises `RequestNotFound`."""
    for exchange in reversed(kept.exchanges):
        if exchange.request_id == request_id:
            return exchange
    raise RequestNotFound


def _find(kept: Kept, conditions: list[Condition], before: int | None) -> Iterator[Exchange]:
    return (
        exchange
        for exchange in reversed(kept.exchanges)
        if (before is None or exchange.number < before) and not differences(exchange, conditions)
    )
