"""Count how often the alternatives of a schema would have one part of a value judged.

Alternatives of alternatives in the same field multiply with each level of a value, and a validator
stops only when it has tried all.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from paydrill.openapi.closures import IN_LISTS, IN_PLACE, AnySchema
from paydrill.openapi.kinds import reference_of
from paydrill.openapi.pointers import at, steps_of, unquoted

_MOST = 3_000
"""Times that one part of a value may be judged."""

_MANY_ITEMS = 16
_NESTED = {dict, list}
_OTHERS = ("additionalProperties", "unevaluatedProperties")
_HOLDS_PARTS = {"properties", "patternProperties", "items", "prefixItems", "contains", *_OTHERS}

Counts = dict[int, int]
"""How often each schema, by its identity, is held against a part."""


class State:
    """The schemas that judge a part of a value, and the states of the parts below, as met."""

    __slots__ = ("below", "counts", "is_too_often")

    def __init__(self, counts: Counts) -> None:
        """Begin without a part below."""
        self.counts = counts
        self.is_too_often = sum(counts.values()) > _MOST
        self.below: dict[str | int, State] = {}


class TooManyAlternatives(ValueError):
    """A value that would be judged for ever."""


class Growth:
    """Follow the schemas of one document down into values."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Look up references in the document."""
        self._document = document
        self._nodes: dict[int, Mapping[str, Any]] = {}
        self._in_place: dict[int, Counts] = {}
        self._first: dict[int, State] = {}
        self._states = 0

    def grows(self, schema: AnySchema) -> bool:
        """Return whether values could have a part that several alternatives hold parts in."""
        waiting, seen = [self._id(schema)], set[int]()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            counts = self._here(node, ())
            for step in self._steps(counts):
                children = self._children(counts, step)
                if sum(children.values()) > 1 and any(map(self._is_composed, children)):
                    return True
                waiting += children
        return False

    def exceeds(self, schema: AnySchema, value: Any) -> bool:
        """Return whether a part of the value would be judged more often than any should be."""
        if type(value) not in _NESTED:
            return False
        first = self._first.get(id(schema))
        if first is None:
            first = self._first[id(schema)] = self._state({self._id(schema): 1})
        waiting: list[tuple[Any, State]] = [(value, first)]
        while waiting:
            part, state = waiting.pop()
            if state.is_too_often:
                return True
            parts = part.items() if isinstance(part, dict) else enumerate(part)
            nested = [(name, each) for name, each in parts if type(each) in _NESTED and each]
            for name, each in nested:
                step = name if isinstance(name, str) else min(name, _MANY_ITEMS - 1)
                waiting.append((each, state.below.get(step) or self._step(state, step)))
        return False

    def _step(self, state: State, step: str | int) -> State:
        if self._states > _MOST:
            self._first.clear()
            self._states = 0
        below = state.below[step] = self._state(self._children(state.counts, step))
        return below

    def _state(self, counts: Counts) -> State:
        self._states += 1
        return State(self._expanded(counts))

    def _id(self, schema: Any) -> int:
        self._nodes[id(schema)] = schema if isinstance(schema, Mapping) else {}
        return id(schema)

    def _expanded(self, counts: Counts) -> Counts:
        """Count the schemas that judge a part for those that are held against it."""
        found: Counts = {}
        for node, count in counts.items():
            for each, times in self._here(node, ()).items():
                found[each] = found.get(each, 0) + count * times
        return found

    def _here(self, node: int, above: tuple[int, ...]) -> Counts:
        """Count a schema and all that judge the same value, in its alternatives."""
        if node in above:  # a schema within itself ends where it meets itself
            return {}
        if node not in self._in_place:
            found: Counts = {node: 1}
            for inner in self._judging(self._nodes[node]):
                for each, count in self._here(self._id(inner), (*above, node)).items():
                    found[each] = min(found.get(each, 0) + count, _MOST + 1)
            self._in_place[node] = found
        return self._in_place[node]

    def _judging(self, schema: Mapping[str, Any]) -> Iterator[Any]:
        for name in IN_LISTS:
            yield from schema.get(name, ())
        yield from (schema[name] for name in IN_PLACE if name in schema)
        if (reference := reference_of(schema, "schema")) is not None:
            yield at(self._document, steps_of(unquoted(reference)))

    def _steps(self, counts: Counts) -> Iterator[str | int]:
        """Yield the steps that differ: the names of properties, another name, and items."""
        names = {name for node in counts for name in self._nodes[node].get("properties", ())}
        yield from (*names, "", *range(_MANY_ITEMS))

    def _children(self, counts: Counts, step: str | int) -> Counts:
        """Count the schemas that are held against the part of a value at a step."""
        found: Counts = {}
        for node, count in counts.items():
            schema = self._nodes[node]
            for each in _held(schema, step) if isinstance(step, str) else _items(schema, step):
                found[self._id(each)] = found.get(id(each), 0) + count
        return found

    def _is_composed(self, node: int) -> bool:
        return any(_HOLDS_PARTS & self._nodes[each].keys() for each in self._here(node, ()))


def _held(schema: Mapping[str, Any], name: str) -> Iterator[Any]:
    properties = schema.get("properties", {})
    yield from schema.get("patternProperties", {}).values()
    if name in properties:
        yield properties[name]
    else:
        yield from (schema[each] for each in _OTHERS if each in schema)


def _items(schema: Mapping[str, Any], number: int) -> Iterator[Any]:
    first = schema.get("prefixItems", ())
    if number < len(first):
        yield first[number]
    elif "items" in schema:
        yield schema["items"]
    if "contains" in schema:
        yield schema["contains"]
