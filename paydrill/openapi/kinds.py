"""Know which nodes of an OpenAPI document are of which kind: the one map of its structure.

A `$ref` means a reference only where a node has a kind; inside an example it is data. The map is
that of all versions together: 2.0 has its schemas elsewhere, and no node means two things.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

Step = str | int
Path = tuple[Step, ...]

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


class Field(NamedTuple):
    """A field of an object: of which kind its value is, or the values that it holds."""

    holds: str
    """`one`, `list`, `map`, or `open map`, in which names that begin with `x-` are extensions.

    `one or list` is for `items`, which JSON Schema before 2020-12 takes as a list, too.
    """

    kind: str


def _ones(kind: str, *names: str) -> dict[str, Field]:
    return {name: Field("one", kind) for name in names}


def _lists(kind: str, *names: str) -> dict[str, Field]:
    return {name: Field("list", kind) for name in names}


def _maps(kind: str, *names: str) -> dict[str, Field]:
    return {name: Field("map", kind) for name in names}


_ANY_NAME = "*"
_PATHS = Field("open map", "path item")
_CONTENT = _maps("media type", "content")
_EXAMPLES = _maps("example", "examples")

SECTIONS = {
    "schema": "schemas",
    "response": "responses",
    "parameter": "parameters",
    "example": "examples",
    "request body": "requestBodies",
    "header": "headers",
    "security scheme": "securitySchemes",
    "link": "links",
    "callback": "callbacks",
    "path item": "pathItems",
    "media type": "mediaTypes",
}
"""The section of `components` for each kind that a reference may point at."""

KINDS: dict[str, dict[str, Field]] = {
    "document": {
        "paths": _PATHS,
        **_ones("components", "components"),
        **_maps("path item", "webhooks"),
        **_maps("schema", "definitions"),
        **_maps("parameter", "parameters"),
        **_maps("response", "responses"),
        **_maps("security scheme", "securityDefinitions"),
    },
    "components": {name: Field("map", kind) for kind, name in SECTIONS.items()},
    "path item": {
        **_ones("operation", *METHODS, "query"),
        **_maps("operation", "additionalOperations"),
        **_lists("parameter", "parameters"),
    },
    "operation": {
        **_lists("parameter", "parameters"),
        **_ones("request body", "requestBody"),
        **_maps("callback", "callbacks"),
        "responses": Field("open map", "response"),
    },
    "callback": {_ANY_NAME: Field("one", "path item")},
    "parameter": {**_ones("schema", "schema"), **_CONTENT, **_EXAMPLES},
    "header": {**_ones("schema", "schema"), **_CONTENT, **_EXAMPLES},
    "request body": _CONTENT,
    "response": {
        **_maps("header", "headers"),
        **_CONTENT,
        **_maps("link", "links"),
        **_ones("schema", "schema"),
    },
    "media type": {
        **_ones("schema", "schema", "itemSchema"),
        **_EXAMPLES,
        **_maps("encoding", "encoding"),
    },
    "encoding": _maps("header", "headers"),
    "schema": {
        "items": Field("one or list", "schema"),
        **_ones("schema", "additionalProperties", "not", "contains", "propertyNames"),
        **_ones("schema", "if", "then", "else", "unevaluatedItems", "unevaluatedProperties"),
        **_ones("schema", "contentSchema", "additionalItems"),
        **_lists("schema", "allOf", "anyOf", "oneOf", "prefixItems"),
        **_maps("schema", "properties", "patternProperties", "dependentSchemas"),
        **_maps("schema", "$defs", "definitions"),
    },
    "example": {},
    "link": {},
    "security scheme": {},
}


class Part(NamedTuple):
    """A node within another: `holder[key]`, of a kind, by the steps that lead to it."""

    holder: Any
    key: Any
    kind: str
    steps: Path

    @property
    def value(self) -> Any:
        """The node itself, as it is now."""
        return self.holder[self.key]


class Found(NamedTuple):
    """A node of a document, its kind, and where its author wrote it."""

    node: dict[str, Any]
    kind: str
    path: Path


def parts(node: Any, kind: str) -> Iterator[Part]:
    """Yield the nodes directly within a node; what has another shape than it should is left out."""
    fields = KINDS[kind]
    if not isinstance(node, dict) or not fields:
        return
    if _ANY_NAME in fields:
        names = (name for name in node if not name.startswith("x-") and name != "$ref")
        fields = dict.fromkeys(names, fields[_ANY_NAME])
    for name, value in list(node.items()):
        if name not in fields:
            continue
        holds, inner = fields[name]
        if holds == "one" or (holds == "one or list" and not isinstance(value, list)):
            yield Part(node, name, inner, (name,))
        else:
            for key in _keys(value, holds):
                yield Part(value, key, inner, (name, key))


def _keys(value: Any, holds: str) -> list[Any]:
    """List the indices of a list, or the names in a map; none of a value of another shape."""
    if holds.endswith("list"):
        return list(range(len(value))) if isinstance(value, list) else []
    if not isinstance(value, dict):
        return []
    return [key for key in value if not (holds == "open map" and key.startswith("x-"))]


def every(node: Any, kind: str, path: Path = ()) -> Iterator[tuple[Any, str, Path]]:
    """Yield a node and all within it, each before those within it, with kind and path."""
    waiting = [(node, kind, path)]
    while waiting:
        node, kind, path = waiting.pop()
        yield node, kind, path
        inner = [(part.value, part.kind, path + part.steps) for part in parts(node, kind)]
        waiting.extend(reversed(inner))


def kind_at(steps: Sequence[Step]) -> str | None:
    """Return the kind of the node at a path of a document; `None` outside of all that is known."""
    kind, rest = "document", [str(step) for step in steps]
    while rest:
        fields = KINDS[kind]
        field = fields.get(rest[0]) or fields.get(_ANY_NAME)
        if field is None:
            return None
        is_alone = field.holds == "one or list" and not "".join(rest[1:2]).isdecimal()
        depth = 1 if field.holds == "one" or is_alone else 2
        if len(rest) < depth or (field.holds == "open map" and rest[1].startswith("x-")):
            return None
        kind, rest = field.kind, rest[depth:]
    return kind


def reference_of(node: Any, kind: str) -> str | None:
    """Return the `$ref` of a node that is a reference."""
    if kind in SECTIONS and isinstance(node, dict):
        found = node.get("$ref")
        return found if isinstance(found, str) else None
    return None


def methods_of(path_item: dict[str, Any]) -> list[str]:
    """List the methods of a path, in the order of the document."""
    return [name for name in path_item if name in METHODS]
