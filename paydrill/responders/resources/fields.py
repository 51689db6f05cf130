"""List the fields of the objects that a schema allows, and tell whether two schemas are alike."""

from typing import Any

from paydrill.openapi.pointers import at, steps_of, unquoted
from paydrill.openapi.types import BRANCHES, parts_of, types_of

Document = dict[str, Any]
Fields = dict[str, Any]

_MOSTLY = 0.6
"""The share of the smaller one's fields that two schemas of one resource have in common."""

_FEWEST = 2
"""Fields that they have in common at least: an `id` alone says nothing."""


def fields_of(document: Document, schema: Any) -> Fields:
    """Return the schemas of the fields that an object of a schema may have, by name."""
    found: Fields = {}
    for part in parts_of(document, schema, BRANCHES):
        properties = part.get("properties")
        if isinstance(properties, dict):
            for name, each in properties.items():
                found.setdefault(name, each)
    return found


def items_of(document: Document, schema: Any) -> Any:
    """Return the schema of the items of a list; `None` where a schema allows no list."""
    if "array" not in types_of(document, schema):
        return None
    found = (part["items"] for part in parts_of(document, schema, BRANCHES) if "items" in part)
    return next(found, None)


def shown(document: Document, schema: Any, value: Any) -> Any:
    """Copy a value without the fields that only requests have, however deep they are."""
    if isinstance(value, dict):
        fields = fields_of(document, schema)
        return {
            name: shown(document, fields[name], each) if name in fields else each
            for name, each in value.items()
            if name not in fields or not _is_hidden(document, fields[name])
        }
    if isinstance(value, list):
        items = items_of(document, schema)
        return [shown(document, items, each) for each in value]
    return value


def _is_hidden(document: Document, schema: Any) -> bool:
    return any(part.get("writeOnly") is True for part in parts_of(document, schema))


def is_object(document: Document, schema: Any) -> bool:
    """Tell whether a schema allows objects with known fields."""
    return "object" in types_of(document, schema) and bool(fields_of(document, schema))


def same(document: Document, one: Any, other: Any) -> bool:
    """Tell whether two schemas are one by reference, or alike where one of them has no name."""
    mine, theirs = names_of(document, one), names_of(document, other)
    if mine and theirs:
        return not mine.isdisjoint(theirs)
    return alike(document, one, other)


def alike(document: Document, one: Any, other: Any) -> bool:
    """Tell whether two schemas describe one kind of thing: by reference, or by their fields."""
    if not names_of(document, one).isdisjoint(names_of(document, other)):
        return True
    return have_much_in_common(fields_of(document, one), fields_of(document, other))


def have_much_in_common(mine: Fields, theirs: Fields) -> bool:
    """Tell whether two objects have so many fields in common that they are of one kind."""
    common = mine.keys() & theirs.keys()
    smaller = min(len(mine), len(theirs))
    return len(common) >= max(_FEWEST, _MOSTLY * smaller)


def names_of(document: Document, schema: Any) -> set[str]:
    """Return the references that lead to a schema, one after another."""
    found: set[str] = set()
    while isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
        if schema["$ref"] in found:
            break
        found.add(schema["$ref"])
        schema = at(document, steps_of(unquoted(schema["$ref"])))
    return found
