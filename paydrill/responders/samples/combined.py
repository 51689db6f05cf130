"""Combine the schemas that apply to one value into one: its own, `$ref` and all of `allOf`.

The result, `Keywords`, has the keywords of JSON Schema except for those that can occur more than
once. These have lists of their own: `patterns`, `formats`, `multiples`, `contains`, `nots` and
`choices`; `enum` stands for `const` as well, and `refs` lists the references that were followed.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple
from urllib.parse import unquote

from jsonschema_rs import Draft202012Validator

from paydrill.openapi.patterns import BOUNDED
from paydrill.openapi.pointers import unescape

Schema = dict[str, Any] | bool
Keywords = dict[str, Any]

_COMBINING = {"$ref", "$dynamicRef", "allOf"}
_ORDER = ("null", "boolean", "integer", "number", "string", "array", "object")


class Impossible(Exception):
    """No value fits a schema, or none that was found; the message says why."""


class Choice(NamedTuple):
    """Schemas of which one is to hold; `discriminator` says by which field it is known."""

    branches: list[Any]
    discriminator: Mapping[str, Any]
    is_exclusive: bool = False


class References:
    """The document that local references point into."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Resolve references within `document`."""
        self._document = document
        self._anchors: dict[str, Any] | None = None

    def follow(self, reference: str) -> Any:
        """Return the schema at a local JSON Pointer or anchor. Raises `Impossible`."""
        fragment = unquote(reference.partition("#")[2])
        if fragment and not fragment.startswith("/"):
            if self._anchors is None:
                self._anchors = dict(_anchors(self._document))
            if fragment in self._anchors:
                return self._anchors[fragment]
            raise Impossible(f"{reference} refers to nothing")
        node: Any = self._document
        try:
            for step in fragment.split("/")[1:]:
                node = node[int(step)] if isinstance(node, list) else node[unescape(step)]
        except (LookupError, TypeError, ValueError):
            raise Impossible(f"{reference} refers to nothing") from None
        return node

    def peek(self, schema: Any, wanted: Callable[[dict[str, Any]], bool]) -> bool:
        """Tell whether a schema, or one that it refers to or is made of, is as wanted."""
        seen: set[str] = set()
        nodes = [schema]
        while nodes:
            node = nodes.pop()
            if not isinstance(node, dict):
                continue
            if wanted(node):
                return True
            nodes += node.get("allOf", ())
            reference = node.get("$ref")
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                nodes.append(self.follow(reference))
        return False

    def combine(self, schema: Any, seen: set[str] | None = None) -> Keywords:
        """Combine a schema with those it refers to and is made of. Raises `Impossible`.

        What several of them refer to is combined once; `seen` has the references followed so far.
        """
        if schema is False:
            raise Impossible("its schema allows no value")
        if not isinstance(schema, dict):
            return {}
        seen = set() if seen is None else seen
        result = _prepared(schema)
        for reference in (schema.get("$ref"), schema.get("$dynamicRef")):
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                target = self.combine(self.follow(reference), seen)
                result = merge(result, {**target, "refs": [reference, *target.get("refs", [])]})
        for part in schema.get("allOf", ()):
            result = merge(result, self.combine(part, seen))
        return result


def both(one: Any, other: Any) -> Any:
    """Return the schema of what fits two schemas."""
    if one in (True, {}) or one == other:
        return other
    if other in (True, {}):
        return one
    return False if False in (one, other) else {"allOf": [one, other]}


def merge(one: Keywords, other: Keywords) -> Keywords:
    """Return what holds where both hold. Raises `Impossible` for types or values in conflict."""
    if not one or not other:
        return one or other
    result = {**other, **one}
    for name in one.keys() & other.keys():
        combiner = _COMBINERS.get(name)
        if combiner is not None:
            result[name] = combiner(one[name], other[name])
    if not _OF_OBJECTS.isdisjoint(one) and not _OF_OBJECTS.isdisjoint(other):
        result["properties"] = {
            name: both(_rule(one, name), _rule(other, name))
            for name in [*one.get("properties", {}), *other.get("properties", {})]
        }
    if result.get("type") == [] or result.get("enum") == []:
        raise Impossible("its parts allow nothing in common")
    return result


def rules_of(keywords: Keywords, name: str) -> Any:
    """Return the schema of a property by all keywords; `False` if it is not allowed."""
    rule = _rule(keywords, name)
    if rule is True and not _is_known(keywords, name):
        rule = keywords.get("unevaluatedProperties", True)
    for pattern, schema in keywords.get("patternProperties", {}).items():
        if matches(pattern, name):
            rule = both(rule, schema)
    return rule


@lru_cache(maxsize=2048)
def matches(pattern: str, text: str) -> bool:
    """Tell whether a pattern of the contract is found in a text; one that is unusable is not."""
    try:
        return bool(Draft202012Validator({"pattern": pattern}).is_valid(text))
    except ValueError:
        return False


def _anchors(node: Any) -> Iterator[tuple[str, Any]]:
    nodes = [node]
    while nodes:
        found = nodes.pop()
        if isinstance(found, dict):
            for keyword in ("$anchor", "$dynamicAnchor"):
                if isinstance(found.get(keyword), str):
                    yield found[keyword], found
            nodes += found.values()
        elif isinstance(found, list):
            nodes += found


def _is_known(keywords: Keywords, name: str) -> bool:
    patterns = keywords.get("patternProperties", {})
    return name in keywords.get("properties", {}) or any(matches(each, name) for each in patterns)


def _rule(keywords: Keywords, name: str) -> Any:
    properties = keywords.get("properties", {})
    if name in properties:
        return properties[name]
    return True if _is_known(keywords, name) else keywords.get("additionalProperties", True)


def _prepared(schema: dict[str, Any]) -> Keywords:
    """Give the keywords of one schema the form of `Keywords`."""
    out: Keywords = {key: value for key, value in schema.items() if key not in _COMBINING}
    types = out.get("type")
    if isinstance(types, str):
        out["type"] = [types]
    if "const" in out:
        value = out.pop("const")
        out["enum"] = [value] if "enum" not in out else _common([value], out["enum"])
    for keyword, plural in _PLURALS.items():
        if keyword in out:
            out[plural] = [out.pop(keyword)]
    if "contains" in out:
        least, most = out.pop("minContains", 1), out.pop("maxContains", inf)
        out["contains"] = [(out["contains"], least, most)]
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        is_exclusive = out.get(exclusive)
        if isinstance(is_exclusive, bool):  # as in OpenAPI 3.0
            del out[exclusive]
            out |= {exclusive: out.pop(bound)} if is_exclusive and bound in out else {}
    choices = [
        Choice(out.pop(keyword), out.get("discriminator", {}), keyword == "oneOf")
        for keyword in ("oneOf", "anyOf")
        if out.get(keyword)
    ]
    if "if" in out:
        condition, then, otherwise = (out.pop(each, True) for each in ("if", "then", "else"))
        branches = [{"allOf": [condition, then]}, {"allOf": [{"not": condition}, otherwise]}]
        choices.append(Choice(branches, {}))
    return {**out, "choices": choices} if choices else out


_PLURALS = {
    "pattern": "patterns",
    BOUNDED: "patterns",
    "format": "formats",
    "multipleOf": "multiples",
    "not": "nots",
}
_OF_OBJECTS = frozenset({"properties", "patternProperties", "additionalProperties"})


def _common(one: list[Any], other: list[Any]) -> list[Any]:
    return [each for each in one if each in other and _is_same(each, other)]


def _is_same(value: Any, among: list[Any]) -> bool:
    # In Python, `True` is 1.
    return any(isinstance(value, bool) == isinstance(each, bool) for each in among if each == value)


def _common_types(one: list[str], other: list[str]) -> list[str]:
    first, second = (
        {*types, *(["integer"] if "number" in types else [])} for types in (one, other)
    )
    common = first & second
    if "number" in common:
        common -= {"integer"}
    return sorted(common, key=[*one, *other, *_ORDER].index)


def _united(one: list[Any], other: list[Any]) -> list[Any]:
    return [*one, *(each for each in other if each not in one)]


def _joined(one: list[Any], other: list[Any]) -> list[Any]:
    return [*one, *other]


def _either(one: Any, other: Any) -> bool:
    return bool(one or other)


def _by_name(combine: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def combined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
        shared = {name: combine(one[name], other[name]) for name in one.keys() & other.keys()}
        return {**one, **other, **shared}

    return combined


def _one_by_one(one: list[Any], other: list[Any]) -> list[Any]:
    shorter, longer = sorted((one, other), key=len)
    return [*map(both, shorter, longer), *longer[len(shorter) :]]


_COMBINERS: dict[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum"), max),
    **dict.fromkeys(("minLength", "minItems", "minProperties"), max),
    **dict.fromkeys(("maximum", "exclusiveMaximum"), min),
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties"), min),
    **dict.fromkeys(("uniqueItems", "writeOnly", "deprecated"), _either),
    **dict.fromkeys(("items", "propertyNames", "additionalProperties"), both),
    **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), both),
    **dict.fromkeys(("patterns", "formats", "multiples", "contains", "nots", "choices"), _joined),
    **dict.fromkeys(("required", "refs", "forbidden"), _united),
    **dict.fromkeys(("patternProperties", "dependentSchemas"), _by_name(both)),
    "dependentRequired": _by_name(_united),
    "prefixItems": _one_by_one,
    "type": _common_types,
    "enum": _common,
}
