"""Find where a thing stands in the body of a push, by the schemas of both."""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from paydrill.openapi.types import BRANCHES, parts_of, types_of
from paydrill.responders.pushes.subjects import Subject
from paydrill.responders.resources.fields import (
    fields_of,
    have_much_in_common,
    is_object,
    items_of,
    names_of,
)
from paydrill.responders.samples.context import words_of

Document = dict[str, Any]

_DEEPEST = 6
_MOST_LOOKED_AT = 1_000
_ENVELOPES = frozenset({"data", "object", "resource", "payload", "attributes", "body", "content"})


class Place(NamedTuple):
    """A place in a body, and whether a whole thing fits there."""

    steps: tuple[str, ...]
    schema: Any
    is_whole: bool = False


def place_of(document: Document, schema: Any, about: Subject) -> Place | None:
    """Find the place of a thing: where its own schema stands, or else one like it.

    The outermost one is taken; `None` where a body has none.
    """
    own = names_of(about.document, about.kind.schema)
    fields = fields_of(about.document, about.kind.schema)
    same = _first(document, schema, lambda each: not own.isdisjoint(_references(document, each)))
    if same is not None:
        return same._replace(is_whole=True)

    def is_like(each: Any) -> bool:
        return is_object(document, each) and have_much_in_common(fields_of(document, each), fields)

    return _first(document, schema, is_like)


def around(document: Document, schema: Any, about: Subject, steps: tuple[str, ...] = ()) -> Place:
    """Return the place of the fields of a thing that has no place of its own.

    Within an envelope that may hold anything, it is that of the whole thing.
    """
    for name, each in fields_of(document, schema).items():
        is_named = name.lower() in _ENVELOPES or words_of(name) == about.kind.noun
        if is_named and len(steps) < _DEEPEST and "object" in types_of(document, each):
            inner = (*steps, name)
            if not fields_of(document, each):
                return Place(inner, each, is_whole=True)
            return around(document, each, about, inner)
    return Place(steps, schema)


def _first(document: Document, schema: Any, is_it: Callable[[Any], bool]) -> Place | None:
    return next((each for each in _places(document, schema) if is_it(each.schema)), None)


def _places(document: Document, schema: Any) -> Iterator[Place]:
    """Yield the places in a body, those of outer fields first, as deep as is reasonable."""
    waiting = deque([Place((), schema)])
    for _ in range(_MOST_LOOKED_AT):
        if not waiting:
            return
        place = waiting.popleft()
        yield place
        if len(place.steps) == _DEEPEST:
            continue
        for name, each in fields_of(document, place.schema).items():
            waiting.append(Place((*place.steps, name), each))
        if (items := items_of(document, place.schema)) is not None:
            waiting.append(Place((*place.steps, "0"), items))


def _references(document: Document, schema: Any) -> set[str]:
    """Return the references in a schema that speak of the same value."""
    return {part["$ref"] for part in parts_of(document, schema, BRANCHES) if "$ref" in part}
