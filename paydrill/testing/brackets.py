"""Write nested data as forms with brackets, and tell whether what was written fits a schema.

Schemathesis writes forms without regard to their `encoding`: of an object within a form it sends
the names of the fields alone.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

Pairs = Iterator[tuple[str, str]]

_INTEGER = re.compile("-?(0|[1-9][0-9]*)")
_BOOLEANS = {"true": True, "false": False}


def form(body: dict[str, Any]) -> bytes:
    """Write a body as a form: `a[b]=1` for a field of a field, `a[0]=1` for an item of a list."""
    pairs = [pair for name, value in body.items() for pair in _pairs(name, value)]
    return urlencode(pairs, errors="surrogatepass").encode()


def _pairs(name: str, value: Any) -> Pairs:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _pairs(f"{name}[{key}]", each)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _pairs(f"{name}[{number}]", each)
    else:
        yield name, text(value)


def text(value: Any) -> str:
    """Write a single value; nothing for null."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_read(value: Any, schema: Any, document: dict[str, Any]) -> Any:
    """Return data as a server reads it from a form: without what is empty, all else by its text.

    `document` holds what the schema refers to.
    """
    choices = [*_choices(schema, document)]
    if isinstance(value, dict):
        fields = _fields(choices)
        read = {
            name: as_read(each, fields(name), document)
            for name, each in value.items()
            if each not in ({}, [])
        }
        return {name: each for name, each in read.items() if each not in ({}, [])}
    if isinstance(value, list):
        return [as_read(each, _items(choices), document) for each in value]
    return _single(text(value), {each.get("type") for each in choices})


def _single(written: str, types: set[Any]) -> Any:
    if "integer" in types and _INTEGER.fullmatch(written):
        return int(written)
    if "boolean" in types and written in _BOOLEANS:
        return _BOOLEANS[written]
    return written


def _fields(choices: list[dict[str, Any]]) -> Callable[[str], Any]:
    def field(name: str) -> Any:
        for each in choices:
            if name in each.get("properties", {}):
                return each["properties"][name]
        return next((each["additionalProperties"] for each in choices if _is_open(each)), {})

    return field


def _items(choices: list[dict[str, Any]]) -> Any:
    return next((each["items"] for each in choices if "items" in each), {})


def _is_open(schema: dict[str, Any]) -> bool:
    return isinstance(schema.get("additionalProperties"), dict)


def _choices(schema: Any, document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the schemas of which one is to fit."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        node: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            node = node[step]
        yield from _choices(node, document)
        return
    yield schema
    for each in schema.get("anyOf", ()):
        yield from _choices(each, document)
