"""Complete a schema by what it refers to, and no more."""

from collections.abc import Iterable, Mapping
from typing import Any

from paydrill.openapi.kinds import every, reference_of
from paydrill.openapi.pointers import at, steps_of, unquoted

Schema = dict[str, Any]
AnySchema = Schema | bool

_LARGE = 1_000
"""Nodes of a schema, with all that it refers to, from which on it is large."""

IN_LISTS = ("allOf", "anyOf", "oneOf")
IN_PLACE = ("not", "if", "then", "else")
"""Keywords whose schemas judge the same value as the schema that has them."""

_MOST_JUDGEMENTS = 100_000
_DEEPEST = 200

_NAMED = 3  # `components`, section, name


class Closures:
    """Find all that schemas of one document refer to, directly and by others."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Look up references in the document."""
        self._document = document
        self._known: dict[tuple[str, ...], tuple[int, tuple[tuple[str, ...], ...]]] = {}

    def is_large(self, schema: AnySchema) -> bool:
        """Return whether a schema is large enough to be compiled with others."""
        nodes, _ = self._of([schema], _LARGE)
        return nodes > _LARGE

    def complete(self, schema: AnySchema) -> AnySchema:
        """Return a schema with all that it refers to, at the places where it looks for it."""
        if isinstance(schema, bool):
            return schema
        return {**schema, **self._parts([schema])}

    def complete_all(self, schemas: Mapping[str, Schema]) -> Schema:
        """Return one schema of an object that has one value for each of the schemas, by name."""
        properties = dict(schemas)
        parts = self._parts(schemas.values())
        return {"properties": properties, "additionalProperties": False, **parts}

    def multiplies(self, schema: AnySchema) -> bool:
        """Return whether one value could be judged more often than any value should be.

        Alternatives of alternatives multiply; ten levels of three are 59,049.
        """
        return self._judgements(schema, {}, 0) > _MOST_JUDGEMENTS

    def _judgements(self, node: Any, known: dict[int, int], depth: int) -> int:
        """Count the schemas that the value of one schema is held against."""
        if not isinstance(node, dict) or depth > _DEEPEST:
            return 1
        if id(node) not in known:
            known[id(node)] = 1  # a schema within itself ends where it meets itself
            inner = [each for name in IN_LISTS for each in node.get(name, ())]
            inner += [node[name] for name in IN_PLACE if name in node]
            if (reference := reference_of(node, "schema")) is not None:
                inner.append(at(self._document, steps_of(unquoted(reference))))
            known[id(node)] = 1 + sum(self._judgements(each, known, depth + 1) for each in inner)
        return known[id(node)]

    def _parts(self, schemas: Iterable[Any]) -> Schema:
        """Collect what schemas refer to, each at its own path."""
        _, targets = self._of(schemas, None)
        found: Schema = {}
        for path in targets:
            into = found
            for step in path[:-1]:
                into = into.setdefault(step, {})
            into[path[-1]] = at(self._document, path)
        return found

    def _of(self, schemas: Iterable[Any], most: int | None) -> tuple[int, set[tuple[str, ...]]]:
        """Return how many nodes schemas have with what they refer to, and the targets' paths.

        The count stops soon after `most`.
        """
        nodes, seen = 0, set[tuple[str, ...]]()
        waiting: list[tuple[str, ...]] = []
        for schema in schemas:
            count, targets = _scan(schema)
            nodes += count
            waiting += targets
        while waiting and (most is None or nodes <= most):
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            if path not in self._known:
                self._known[path] = _scan(at(self._document, path))
            count, targets = self._known[path]
            nodes += count
            waiting += targets
        return nodes, seen


def _scan(schema: Any) -> tuple[int, tuple[tuple[str, ...], ...]]:
    """Count the nodes of a schema, and list the paths of the named nodes that it refers to.

    A reference into a component counts as one to the whole component, which is then complete.
    """
    nodes, targets = 0, dict[tuple[str, ...], None]()
    for node, kind, _ in every(schema, "schema"):
        nodes += 1
        reference = reference_of(node, kind)
        if reference is not None:
            path = tuple(steps_of(unquoted(reference)))
            targets[path[:_NAMED] if path[0] == "components" else path] = None
    return nodes, tuple(targets)
