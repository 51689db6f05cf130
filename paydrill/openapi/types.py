"""Find the types that a schema allows, wherever it says so."""

from collections.abc import Iterable, Iterator
from typing import Any

from paydrill.openapi.patterns import BOUNDED, PATTERN
from paydrill.openapi.pointers import resolve

Types = frozenset[str]

TOGETHER = ("allOf",)
"""Keywords of schemas that all hold for one value."""

BRANCHES = ("allOf", "oneOf", "anyOf")
"""Keywords of schemas that may hold for one value."""

ANY: Types = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_NUMBERS = frozenset({"integer", "number"})
_PYTHONS = {
    bool: frozenset({"boolean"}),
    dict: frozenset({"object"}),
    float: _NUMBERS,
    int: frozenset({"integer"}),
    list: frozenset({"array"}),
    str: frozenset({"string"}),
    type(None): frozenset({"null"}),
}
# A schema that says no type has one in mind if it uses the keywords of that type.
_IMPLIED: dict[Types, frozenset[str]] = {
    frozenset({"object"}): frozenset(
        {"properties", "additionalProperties", "patternProperties", "minProperties"}
    ),
    frozenset({"array"}): frozenset({"items", "prefixItems", "minItems", "uniqueItems"}),
    frozenset({"string"}): frozenset(
        {
            "pattern",
            PATTERN,
            BOUNDED,
            "minLength",
            "maxLength",
            "format",
            "contentEncoding",
            "contentMediaType",
        }
    ),
    _NUMBERS: frozenset(
        {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
    ),
}
_FORMATS_OF_NUMBERS = {"int32", "int64", "float", "double"}
_APART = ("oneOf", "anyOf")


def types_of(document: dict[str, Any], schema: Any) -> Types:
    """Return the types that a schema allows, with those that it has by reference and branches."""
    return _types(document, schema, {})


def parts_of(
    document: dict[str, Any], schema: Any, keys: Iterable[str] = TOGETHER
) -> Iterator[dict[str, Any]]:
    """Yield a schema and all that speak of the same value: by reference, and below `keys`."""
    seen: set[int] = set()
    waiting = [schema]
    while waiting:
        node = waiting.pop(0)
        if not isinstance(node, dict) or id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node.get("$ref"), str):
            waiting.append(_target(document, node))
        for key in keys:
            waiting += _listed(node, key)


def _types(document: dict[str, Any], schema: Any, known: dict[int, Types]) -> Types:
    if not isinstance(schema, dict):
        return ANY
    if id(schema) not in known:
        known[id(schema)] = ANY  # for a reference that leads back here
        known[id(schema)] = _found(document, schema, known)
    return known[id(schema)]


def _found(document: dict[str, Any], schema: dict[str, Any], known: dict[int, Types]) -> Types:
    found = _own(schema)
    if isinstance(schema.get("$ref"), str):
        found &= _types(document, _target(document, schema), known)
    for branch in _listed(schema, "allOf"):
        found &= _types(document, branch, known)
    for key in _APART:
        if branches := _listed(schema, key):
            found &= frozenset().union(*(_types(document, each, known) for each in branches))
    return found | {"null"} if schema.get("nullable") is True else found


def _own(schema: dict[str, Any]) -> Types:
    said = schema.get("type")
    if isinstance(said, str):
        return _named(said)
    if isinstance(said, list):
        return frozenset().union(*(_named(each) for each in said))
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(values, list) and values:
        return frozenset().union(*(_PYTHONS.get(type(each), ANY) for each in values))
    if schema.get("format") in _FORMATS_OF_NUMBERS:
        return _NUMBERS
    implied = [types for types, keywords in _IMPLIED.items() if not keywords.isdisjoint(schema)]
    return frozenset().union(*implied) if implied else ANY


def _named(name: Any) -> Types:
    return _NUMBERS if name == "number" else frozenset({str(name)})


def _listed(schema: dict[str, Any], key: str) -> list[Any]:
    found = schema.get(key)
    return found if isinstance(found, list) else []


def _target(document: dict[str, Any], schema: dict[str, Any]) -> Any:
    try:
        return resolve(document, {"$ref": schema["$ref"]})
    except (LookupError, TypeError):
        return {}
