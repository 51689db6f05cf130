"""Bring the schemas of every dialect to JSON Schema 2020-12, and mend what breaks its rules."""

from collections.abc import Callable
from typing import Any

from paydrill.openapi.findings import Report
from paydrill.openapi.kinds import Path
from paydrill.openapi.patterns import BOUNDED, PATTERN, compiled, is_linear, is_native, longest_text

Schema = dict[str, Any]

_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_SLIPS = {
    "any": None,
    "bool": "boolean",
    "date": "string",
    "datetime": "string",
    "double": "number",
    "file": "string",
    "float": "number",
    "int": "integer",
    "int32": "integer",
    "int64": "integer",
    "list": "array",
    "long": "integer",
    "text": "string",
    "uuid": "string",
}
"""Names that are written for types."""

_OF_VALUES = ("default", "example", "examples")

_MOST_OF_FORMAT = {"int32": 2**31 - 1, "int64": 2**63 - 1}
_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_VALUES = frozenset({"enum", "const"})

_UNUSABLE = object()
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
        rule = _RULES.get(name)
        if rule is not None:
            _mend(node, name, rule, (*path, name), report)
    _items(node)
    _format(node)
    _pattern(node, path, report)
    node.pop("$schema", None)
    return _with_null(node) if nullable else node


def _mend(node: Schema, name: str, rule: Callable[[Any], Any], path: Path, report: Report) -> None:
    value = node[name]
    mended = rule(value)
    if mended is _UNUSABLE:
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


def _format(node: Schema) -> None:
    """Give integers the bounds of their format, unless what is said beside it has others."""
    most = _MOST_OF_FORMAT.get(str(node.get("format")))
    if most is None or "integer" not in node.get("type", ()) or not _VALUES.isdisjoint(node):
        return
    if all(-most <= node[name] <= most for name in _BOUNDS & node.keys()):
        node |= {"minimum": node.get("minimum", -most - 1), "maximum": node.get("maximum", most)}


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
    if isinstance(pattern, str) and not is_native(pattern):
        del node["pattern"]
        if compiled(pattern) is None:
            report("unusable-pattern", (*path, "pattern"), _shown(pattern))
        else:
            node[PATTERN] = pattern
            if (most := longest_text(pattern)) < min(node.get("maxLength", _LONG), _LONG):
                report("slow-pattern", (*path, "pattern"), _shown(pattern), most=most)
    elif isinstance(pattern, str) and not is_linear(pattern):
        node[BOUNDED] = node.pop("pattern")
    named = node.get("patternProperties")
    for name in [each for each in named or () if not is_native(each)]:
        report("unusable-pattern", (*path, "patternProperties", name), _shown(name))
        del node["patternProperties"][name]
        node.pop("additionalProperties", None)
        node.pop("unevaluatedProperties", None)


def _type(value: Any) -> Any:
    if isinstance(value, str):
        if value in _TYPES:
            return value
        return _SLIPS.get(value.lower(), value.lower() if value.lower() in _TYPES else None) or (
            _UNUSABLE
        )
    if isinstance(value, list):
        named = ["null" if each is None else each for each in value]
        names = [_type(each) if isinstance(each, str) else _UNUSABLE for each in named]
        found = [each for each in dict.fromkeys(names) if each is not _UNUSABLE]
        return value if found == value else found or _UNUSABLE
    return "null" if value is None else _UNUSABLE


def _number(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _finite(value)
    if isinstance(value, str):
        for read in (int, float):
            try:
                return _finite(read(value))
            except ValueError:
                continue
    return _UNUSABLE


def _finite(number: float) -> Any:
    return number if abs(number) != float("inf") and number == number else _UNUSABLE  # noqa: PLR0124


def _count(value: Any) -> Any:
    number = _number(value)
    if number is _UNUSABLE or number < 0 or number != int(number):
        return _UNUSABLE
    return number


def _step(value: Any) -> Any:
    number = _number(value)
    return number if number is not _UNUSABLE and number > 0 else _UNUSABLE


def flag_of(value: Any) -> bool | None:
    """Return the truth value that is meant; `None` for anything else."""
    return {"true": True, "false": False}.get(str(value).lower())


def _flag(value: Any) -> Any:
    flag = flag_of(value)
    return _UNUSABLE if flag is None else flag


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) else _UNUSABLE


def _names(value: Any) -> Any:
    if not isinstance(value, list):
        return _UNUSABLE
    found = list(dict.fromkeys(each for each in value if isinstance(each, str)))
    return value if found == value else found or _UNUSABLE


def _choices(value: Any) -> Any:
    return value if isinstance(value, list) and value else _UNUSABLE


def _list(value: Any) -> Any:
    return value if isinstance(value, list) else _UNUSABLE


def _map(value: Any) -> Any:
    return value if isinstance(value, dict) else _UNUSABLE


def _one(value: Any) -> Any:
    return value if isinstance(value, dict | bool) else _UNUSABLE


def _one_or_flag(value: Any) -> Any:
    return value if isinstance(value, dict | bool) else _flag(value)


def _one_or_some(value: Any) -> Any:
    return value if isinstance(value, dict | bool | list) else _UNUSABLE


def _some(value: Any) -> Any:
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) and value else _UNUSABLE


def _discriminator(value: Any) -> Any:
    if isinstance(value, str):
        return {"propertyName": value}
    sound = isinstance(value, dict) and isinstance(value.get("propertyName"), str)
    sound = sound and isinstance(value.get("mapping", {}), dict)
    return value if sound else _UNUSABLE


def _lists_of_names(value: Any) -> Any:
    sound = isinstance(value, dict) and all(_names(each) is each for each in value.values())
    return value if sound else _UNUSABLE


_RULES: dict[str, Callable[[Any], Any]] = {
    "type": _type,
    "discriminator": _discriminator,
    "dependentRequired": _lists_of_names,
    "enum": _choices,
    "required": _names,
    "multipleOf": _step,
    "items": _one_or_some,
    "additionalProperties": _one_or_flag,
    "unevaluatedProperties": _one_or_flag,
    "unevaluatedItems": _one_or_flag,
    "examples": _list,
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _number),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), _count),
    **dict.fromkeys(("minProperties", "maxProperties", "minContains", "maxContains"), _count),
    **dict.fromkeys(("deprecated", "nullable", "readOnly", "writeOnly", "uniqueItems"), _flag),
    **dict.fromkeys(("title", "description", "format", "pattern", "$comment"), _text),
    **dict.fromkeys(("contentEncoding", "contentMediaType"), _text),
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas", "$defs"), _map),
    **dict.fromkeys(("definitions",), _map),
    **dict.fromkeys(("not", "contains", "propertyNames", "if", "then", "else"), _one),
    **dict.fromkeys(("contentSchema", "additionalItems"), _one),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _some),
}
"""Rules for the values of keywords: each returns the value, a mended one, or `_UNUSABLE`."""
