"""Mend the values of schema keywords: numbers that are text, types that are misnamed, and so on."""

from collections.abc import Callable
from typing import Any

UNUSABLE = object()
"""The mark that a rule returns for a value that it cannot mend."""

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


def _type(value: Any) -> Any:
    if isinstance(value, str):
        if value in _TYPES:
            return value
        return _SLIPS.get(value.lower(), value.lower() if value.lower() in _TYPES else None) or (
            UNUSABLE
        )
    if isinstance(value, list):
        named = ["null" if each is None else each for each in value]
        names = [_type(each) if isinstance(each, str) else UNUSABLE for each in named]
        found = [each for each in dict.fromkeys(names) if each is not UNUSABLE]
        return value if found == value else found or UNUSABLE
    return "null" if value is None else UNUSABLE


def _number(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _finite(value)
    if isinstance(value, str):
        for read in (int, float):
            try:
                return _finite(read(value))
            except ValueError:
                continue
    return UNUSABLE


def _finite(number: float) -> Any:
    return number if abs(number) != float("inf") and number == number else UNUSABLE  # noqa: PLR0124


def _count(value: Any) -> Any:
    number = _number(value)
    if number is UNUSABLE or number < 0 or number != int(number):
        return UNUSABLE
    return number


def _step(value: Any) -> Any:
    number = _number(value)
    return number if number is not UNUSABLE and number > 0 else UNUSABLE


def flag_of(value: Any) -> bool | None:
    """Return the truth value that is meant; `None` for anything else."""
    return {"true": True, "false": False}.get(str(value).lower())


def _flag(value: Any) -> Any:
    flag = flag_of(value)
    return UNUSABLE if flag is None else flag


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) else UNUSABLE


def _names(value: Any) -> Any:
    if not isinstance(value, list):
        return UNUSABLE
    found = list(dict.fromkeys(each for each in value if isinstance(each, str)))
    return value if found == value else found or UNUSABLE


def _choices(value: Any) -> Any:
    return value if isinstance(value, list) and value else UNUSABLE


def _list(value: Any) -> Any:
    return value if isinstance(value, list) else UNUSABLE


def _map(value: Any) -> Any:
    return value if isinstance(value, dict) else UNUSABLE


def _one(value: Any) -> Any:
    return value if isinstance(value, dict | bool) else UNUSABLE


def _one_or_flag(value: Any) -> Any:
    return value if isinstance(value, dict | bool) else _flag(value)


def _one_or_some(value: Any) -> Any:
    return value if isinstance(value, dict | bool | list) else UNUSABLE


def _some(value: Any) -> Any:
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) and value else UNUSABLE


def _discriminator(value: Any) -> Any:
    if isinstance(value, str):
        return {"propertyName": value}
    sound = isinstance(value, dict) and isinstance(value.get("propertyName"), str)
    sound = sound and isinstance(value.get("mapping", {}), dict)
    return value if sound else UNUSABLE


def _lists_of_names(value: Any) -> Any:
    sound = isinstance(value, dict) and all(_names(each) is each for each in value.values())
    return value if sound else UNUSABLE


RULES: dict[str, Callable[[Any], Any]] = {
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
"""Rules for the values of keywords: each returns the value, a mended one, or `UNUSABLE`."""
