"""List the objects that an OpenAPI document is made of, each with its kind.

A `$ref` is a reference only in such an object. In an example it is data, and among the properties
of a schema it is a field of that name.
"""

from collections.abc import Iterator
from typing import Any

from paydrill.openapi.operation import METHODS

PATH_ITEM = "pathItems"
SCHEMA = "schemas"

_MEDIA = {"schema": SCHEMA, "examples": "examples*", "encoding": "encodings*"}

# The kind of each field; `*`: of each value in it. Kinds of components are called as their section.
_FIELDS: dict[str, dict[str, str]] = {
    "document": {"paths": "pathItems*", "webhooks": "pathItems*", "components": "components"},
    "components": {
        section: f"{section}*"
        for section in (
            *("schemas", "responses", "parameters", "examples", "requestBodies"),
            *("headers", "securitySchemes", "links", "callbacks", PATH_ITEM),
        )
    },
    PATH_ITEM: {"parameters": "parameters*", **dict.fromkeys(METHODS, "operations")},
    "operations": {
        "parameters": "parameters*",
        "requestBody": "requestBodies",
        "responses": "responses*",
        "callbacks": "callbacks*",
    },
    "parameters": {"schema": SCHEMA, "content": "mediaTypes*", "examples": "examples*"},
    "headers": {"schema": SCHEMA, "content": "mediaTypes*", "examples": "examples*"},
    "requestBodies": {"content": "mediaTypes*"},
    "responses": {"headers": "headers*", "content": "mediaTypes*", "links": "links*"},
    "mediaTypes": _MEDIA,
    "encodings": {"headers": "headers*"},
    SCHEMA: {
        **dict.fromkeys(("items", "not", "additionalProperties", "contains"), SCHEMA),
        **dict.fromkeys(("if", "then", "else", "propertyNames"), SCHEMA),
        **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), SCHEMA),
        **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), f"{SCHEMA}*"),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems", "$defs"), f"{SCHEMA}*"),
    },
}


def objects(node: Any, kind: str = "document") -> Iterator[tuple[dict[str, Any], str]]:
    """Yield an object and all those within it, each with its kind."""
    if isinstance(node, dict):
        yield node, kind
        for part, its_kind in parts(node, kind):
            yield from objects(part, its_kind)


def parts(node: dict[str, Any], kind: str) -> Iterator[tuple[Any, str]]:
    """Yield what stands where an object of that kind has objects, each with its kind."""
    fields = dict.fromkeys(node, PATH_ITEM) if kind == "callbacks" else _FIELDS.get(kind, {})
    for key, value in node.items():
        inner = fields.get(key, "")
        if inner.endswith("*") and isinstance(value, dict | list):
            for each in value.values() if isinstance(value, dict) else value:
                yield each, inner[:-1]
        elif inner:
            yield value, inner
