"""Show the things that a thing refers to, where a request asks for them: `expand=customer`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from paydrill.openapi.types import BRANCHES, parts_of
from paydrill.responders.resources.fields import fields_of

Lookup = Callable[[set[str], str], Mapping[str, Any] | None]
"""Returns the thing of an id whose schema is one of some references; `None` if there is none."""


def paths_from(steps: tuple[str, ...], asked: Iterable[str]) -> list[list[str]]:
    """Return the paths of fields that a request asks to have expanded, from a thing on.

    Those of a list begin with the fields that lead to it.
    """
    split = [each.split(".") for each in asked]
    return [each[len(steps) :] if tuple(each[: len(steps)]) == steps else each for each in split]


def expanded(
    document: dict[str, Any],
    schema: Any,
    value: Mapping[str, Any],
    paths: Iterable[list[str]],
    lookup: Lookup,
) -> dict[str, Any]:
    """Copy a thing with the things that its fields refer to in their places.

    A thing that is not kept is there by its id alone.
    """
    result = dict(value)
    fields = fields_of(document, schema)
    wanted: dict[str, list[list[str]]] = {}
    for path in filter(None, paths):
        wanted.setdefault(path[0], []).append(path[1:])
    for name, deeper in wanted.items():
        if name not in fields:
            continue
        inner, there = fields[name], result.get(name)
        references = {
            each["$ref"] for each in parts_of(document, inner, BRANCHES) if "$ref" in each
        }
        if isinstance(there, str):
            there = lookup(references, there) or {"id": there}
        if isinstance(there, Mapping) or (there is None and references):
            result[name] = expanded(document, inner, there or {}, deeper, lookup)
    return result
