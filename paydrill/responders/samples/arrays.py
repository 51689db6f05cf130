"""Build lists: three items, within the bounds that their schemas and the request set."""

import json
from math import inf
from typing import Any

from paydrill.responders.samples.combined import Impossible, Keywords, both
from paydrill.responders.samples.spot import NOTHING, Building, Spot

_USUAL = 3
_MOST_KEPT = 100
_MOST = 10_000
_TRIES = 40


def array(builder: Building, keywords: Keywords, spot: Spot) -> list[Any]:
    """Build a list. Raises `Impossible`."""
    schemas = _schemas(builder, keywords, spot)
    least = keywords.get("minItems", 0)
    unique = bool(keywords.get("uniqueItems"))
    items: list[Any] = []
    seen: set[str] = set()
    for number, schema in enumerate(schemas):
        try:
            item = _item(builder, schema, _spot_of(spot, number), seen if unique else None)
        except Impossible:
            if len(items) < least or number < _contained(keywords):
                raise
            break
        items.append(item)
    return items


def _item(builder: Building, schema: Any, spot: Spot, seen: set[str] | None) -> Any:
    """Build an item, another one where it is in the list already."""
    for salt in range(1 if seen is None else _TRIES):
        another = spot._replace(salt=spot.salt + salt)
        if salt:  # it is in the list already
            another = another._replace(base=NOTHING, sent=NOTHING)
        item = builder.build(schema, another)
        if seen is None:
            return item
        written = json.dumps(item, sort_keys=True, default=str)
        if written not in seen:
            seen.add(written)
            return item
    raise Impossible("its items have fewer different values than it must have items")


def _spot_of(spot: Spot, number: int) -> Spot:
    """Return the place of an item; what is sent for the list, such as a filter, is for each."""
    base, sent = (
        value[number] if isinstance(value, list) and number < len(value) else NOTHING
        for value in (spot.base, spot.sent)
    )
    if isinstance(spot.sent, dict):
        sent = spot.sent
    return spot.below(number, base, sent)


def _schemas(builder: Building, keywords: Keywords, spot: Spot) -> list[Any]:
    """List the schemas of the items, as many as there are to be."""
    first = list(keywords.get("prefixItems", ()))
    rest = keywords.get("items", keywords.get("unevaluatedItems", True))
    contained = [
        schema for schema, least, _ in keywords.get("contains", ()) for _ in range(int(least))
    ]
    most = keywords.get("maxItems", inf)
    if rest is False:
        most = min(most, len(first))
    least = max(keywords.get("minItems", 0), len(contained))
    if least > most:
        raise Impossible(f"it must have {least} items, and at most {most}")
    if least > _MOST:
        raise Impossible(f"it must have {least} items, more than any answer should have")
    count = int(min(max(_count(builder, spot, first), least), most))
    schemas = [first[number] if number < len(first) else rest for number in range(count)]
    # What the list must contain stands after the items that have schemas of their own.
    start = len(first) if len(first) + len(contained) <= count else 0
    for number, schema in enumerate(contained, start=start):
        schemas[number] = both(schemas[number], schema)
    return schemas


def _contained(keywords: Keywords) -> int:
    return sum(int(least) for _, least, _ in keywords.get("contains", ()))


def _count(builder: Building, spot: Spot, first: list[Any]) -> int:
    for given in (spot.sent, spot.base):
        if isinstance(given, list):
            return min(len(given), _MOST_KEPT)
    if builder.is_tight(spot) or len(set(spot.trail)) < len(spot.trail):
        return 0
    asked = builder.context.most_items
    if asked is not None and not any(isinstance(step, int) for step in spot.at):
        return min(_USUAL, asked)
    return max(_USUAL, len(first))
