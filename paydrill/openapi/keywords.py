"""Bring the schemas of every dialect to JSON Schema 2020-12, and mend what breaks its rules."""

import re
from collections.abc import Callable
from typing import Any

from paydrill.openapi.findings import Report
from paydrill.openapi.keyword_values import RULES, UNUSABLE
from paydrill.openapi.kinds import Path
from paydrill.openapi.pattern_costs import longest_text
from paydrill.openapi.patterns import (
    BOUNDED,
    PATTERN,
    bounded_name,
    compiled,
    is_linear,
    is_native,
    unslashed,
)

Schema = dict[str, Any]

_OF_VALUES = ("default", "example", "examples")

_OF_BITS = re.compile("(u?)int(8|16|32|64)")
_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_VALUES = frozenset({"enum", "const"})

_LONG_TEXT = 200
_LONG = 1_000
"""Characters that hardly any text with a pattern has."""


def raise_schema(node: Any, path: Path, report: Report, *, siblings: bool, nullable: bool) -> Any:
    """Return a schema as JSON Schema 2020-12 has it, whose node is used again.

    `siblings` of a reference count from 3.1 on; `nullable` is a keyword before.
    """
    if isinstance(node, bool):
        return node
    if not isinstance(node, dict):
        report("wrong-shape", path, "a schema")
        return {}
    if isinstance(node.get("$ref"), str):
        if not siblings:
            return {"$ref": node["$ref"]}
    elif "$ref" in node:
        report("wrong-shape", (*path, "$ref"), "text")
        del node["$ref"]
    if nullable:
        _of_3_0(node)
    _bounds(node)
    for name in list(node):
        rule = RULES.get(name)
        if rule is not None:
            _mend(node, name, rule, (*path, name), report)
    _bits(node)
    _items(node)
    _pattern(node, path, report)
    node.pop("$schema", None)
    return _with_null(node) if nullable else node


def _mend(node: Schema, name: str, rule: Callable[[Any], Any], path: Path, report: Report) -> None:
    value = node[name]
    mended = rule(value)
    if mended is UNUSABLE:
        report("keyword-of-wrong-type", path, f"{name} cannot be {_shown(value)}")
        del node[name]
    elif mended is not value:
        report("keyword-mended", path, f"{name} must be {_shown(mended)}, not {_shown(value)}")
        node[name] = mended


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONG_TEXT else f"{text[:_LONG_TEXT]}…"


def _bounds(node: Schema) -> None:
    """Translate `exclusiveMinimum: true`, as in 3.0."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(node.get(exclusive), bool) and node.pop(exclusive) and bound in node:
            node[exclusive] = node.pop(bound)


def _bits(node: Schema) -> None:
    """Bound integers of a format by what its bits hold, unless what is said beside it has others.

    Validators check formats of text only.
    """
    of_bits = _OF_BITS.fullmatch(str(node.get("format")))
    if of_bits is None or "integer" not in _listed(node.get("type")):
        return
    bits = int(of_bits[2])
    least, most = (0, 2**bits - 1) if of_bits[1] else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    if _VALUES.isdisjoint(node) and all(
        least <= node[each] <= most for each in _BOUNDS & node.keys()
    ):
        node |= {"minimum": node.get("minimum", least), "maximum": node.get("maximum", most)}


def _of_3_0(node: Schema) -> None:
    """Translate what 2.0 and 3.0 say otherwise."""
    if node.get("type") == "file":
        node |= {"type": "string", "format": "binary"}
    if isinstance(node.get("discriminator"), str):
        node["discriminator"] = {"propertyName": node["discriminator"]}


def _items(node: Schema) -> None:
    """Translate lists of `items`, as in JSON Schema before 2020-12."""
    if isinstance(node.get("items"), list):
        first = node.pop("items")
        if first:
            node["prefixItems"] = first
        if "additionalItems" in node:
            node["items"] = node.pop("additionalItems")


def _with_null(node: Schema) -> Schema:
    """Translate `nullable`, of 3.0, and `x-nullable`, of 2.0."""
    wanted = [node.pop(name, False) for name in ("nullable", "x-nullable")]
    if True not in wanted:
        return node
    kind = node.get("type")
    if isinstance(kind, str) and node.keys().isdisjoint({"enum", "allOf", "anyOf", "oneOf", "not"}):
        return {**node, "type": [kind, "null"]} if kind != "null" else node
    # What is said of a value may say null.
    said = {name: node.pop(name) for name in _OF_VALUES if name in node}
    return {"anyOf": [node, {"type": "null"}], **said}


def _pattern(node: Schema, path: Path, report: Report) -> None:
    """Leave a pattern to the engine that takes it, or drop it."""
    pattern = node.get("pattern")
    if isinstance(pattern, str) and unslashed(pattern) != pattern:
        report("pattern-in-slashes", (*path, "pattern"), _shown(pattern))
    if isinstance(pattern, str) and not is_native(pattern):
        del node["pattern"]
        if compiled(pattern) is None:
            report("unusable-pattern", (*path, "pattern"), _shown(pattern))
        else:
            node[PATTERN] = pattern
            if (most := longest_text(pattern)) < min(node.get("maxLength", _LONG), _LONG):
                report("slow-pattern", (*path, "pattern"), _shown(pattern), most=max(0, most))
    elif isinstance(pattern, str) and not is_linear(pattern):
        node[BOUNDED] = node.pop("pattern")
    named = node.get("patternProperties")
    for name in [each for each in named or () if not is_native(each)]:
        report("unusable-pattern", (*path, "patternProperties", name), _shown(name))
        del node["patternProperties"][name]
        node.pop("additionalProperties", None)
        node.pop("unevaluatedProperties", None)
    if isinstance(named, dict):
        node["patternProperties"] = {bounded_name(each): rule for each, rule in named.items()}


def _listed(types: Any) -> list[Any]:
    return types if isinstance(types, list) else [types]
