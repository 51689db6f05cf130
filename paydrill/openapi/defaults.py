"""Find defaults in a contract that their own schemas refuse."""

from collections.abc import Iterator
from typing import Any

from paydrill.errors import FieldError
from paydrill.openapi.pointers import pointer
from paydrill.openapi.validators import Schema, Schemas, faults

_SAMPLES = {"example", "examples"}
_BY_NAME = {"schemas", "variables"}  # a server's variable has `enum` and `default` as a schema has

_Place = tuple[str | int, ...]


def unfit_defaults(document: dict[str, Any]) -> list[FieldError]:
    """List the faults in the defaults of a document of sound structure and references."""
    schemas = Schemas(document)
    return [
        FieldError(pointer([*place, "default"]) + fault.pointer, fault.message)
        for place, schema in _schemas(document, ())
        if "default" in schema
        for fault in faults(schemas.compile(schema), schema["default"])
    ]


def _schemas(node: Any, at: _Place) -> Iterator[tuple[_Place, Schema]]:
    """Yield every schema written out in a document, with its place."""
    for key, value in _children(node):
        here = (*at, key)
        if key == "schema":
            yield from _nested(value, here)
        elif key in _BY_NAME:
            for name, schema in _children(value):
                yield from _nested(schema, (*here, name))
        elif key not in _SAMPLES and not str(key).startswith("x-"):
            yield from _schemas(value, here)


def _nested(schema: Any, at: _Place) -> Iterator[tuple[_Place, Schema]]:
    """Yield a schema and those within it. In 3.0, siblings of a reference are ignored."""
    if not isinstance(schema, dict) or "$ref" in schema:
        return
    yield at, schema
    for key in ("items", "not", "additionalProperties"):
        yield from _nested(schema.get(key), (*at, key))
    for key in ("properties", "allOf", "anyOf", "oneOf"):
        for name, part in _children(schema.get(key)):
            yield from _nested(part, (*at, key, name))


def _children(node: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(node, dict):
        yield from node.items()
    elif isinstance(node, list):
        yield from enumerate(node)
