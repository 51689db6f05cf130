"""Take out of a valid body what it can do without."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from bench.corpus.contract import Contract
from bench.corpus.schemas import standalone
from bench.corpus.validation import Unjudged, fault

_TRIES = 300

Place = tuple[Any, ...]


def pruned(contract: Contract, schema: Any, body: Any) -> Any:
    """Return the body without the fields and items that its schema does not need."""
    rule = standalone(contract, schema, "request")
    body = deepcopy(body)
    tries = 0
    for place in list(_places(body)):
        if tries == _TRIES:
            break
        tries += 1
        smaller = _without(body, place)
        if smaller is None:
            continue
        try:
            if fault(rule, smaller, formats=False) is None:
                body = smaller
        except Unjudged:
            break
    return body


def _places(value: Any) -> Iterator[Place]:
    """Yield the places of fields and items, outer ones first, items from the last."""
    if isinstance(value, dict):
        inner: list[tuple[Any, Any]] = list(value.items())
    elif isinstance(value, list):
        inner = list(reversed(list(enumerate(value))))
    else:
        return
    for key, _ in inner:
        yield (key,)
    for key, each in inner:
        for place in _places(each):
            yield (key, *place)


def _without(value: Any, place: Place) -> Any:
    """Return a copy that lacks a place, or `None` where an outer one was taken already."""
    copy = deepcopy(value)
    found = copy
    try:
        for key in place[:-1]:
            found = found[key]
        del found[place[-1]]
    except (KeyError, IndexError, TypeError):
        return None
    return copy
