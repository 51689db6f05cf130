"""List the fields of the objects that a schema allows, and tell whether two schemas are alike."""

from functools import cached_property
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


class Visible:
    """Copy values of one schema without the fields that only requests have, however deep they are.

    What the schema says is found out when a value first asks for it.
    """

    def __init__(self, document: Document, schema: Any) -> None:
        """Take a schema of the document."""
        self._document = document
        self._schema = schema
        self._known: dict[str, Visible | None] = {}

    def __call__(self, value: Any) -> Any:
        """Copy a value."""
        if isinstance(value, dict):
            found: Fields = {}
            for name, each in value.items():
                inner = self._known[name] if name in self._known else self._of_field(name)
                if inner is not None:
                    found[name] = inner(each) if isinstance(each, dict | list) else each
            return found
        if isinstance(value, list):
            return [self._items(each) for each in value]
        return value

    def _of_field(self, name: str) -> "Visible | None":
        """Return the copier of a field; `None` where it is not shown."""
        if name not in self._fields:  # any client may send new names, so these are not kept
            return Visible(self._document, None)
        schema = self._fields[name]
        is_hidden = any(each.get("writeOnly") is True for each in parts_of(self._document, schema))
        found = self._known[name] = None if is_hidden else Visible(self._document, schema)
        return found

    @cached_property
    def _fields(self) -> Fields:
        return fields_of(self._document, self._schema)

    @cached_property
    def _items(self) -> "Visible":
        return Visible(self._document, items_of(self._document, self._schema))


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
