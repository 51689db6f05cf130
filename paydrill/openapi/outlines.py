"""Draw the outline of a JSON Schema (2020-12) as a schema of OpenAPI 3.0.

A contract can show the values that a JSON Schema describes without repeating it: a schema with the
keyword `x-paydrill-outline-of` gets the outline when the contract is bundled. An outline has types,
fields, bounds and patterns. Rules between fields (`oneOf`, `not`, `dependentRequired`) are left
out: an operation that takes such values checks them by the JSON Schema itself, which has an
`errorMessage` for each rule.
"""

from collections.abc import Mapping
from typing import Any

from paydrill.openapi.pointers import at, steps_of
from paydrill.openapi.wording import FORM

OUTLINE_OF = "x-paydrill-outline-of"
"""The keyword of a contract's schema; its value is a reference to a JSON Schema, or a list of them.

Of several, the first is drawn, and outlines that refer to any of them refer to the component.
"""

Schema = dict[str, Any]

_NUMBER = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_KEYWORDS: dict[str, tuple[str, ...]] = {
    "string": ("minLength", "maxLength", "pattern", "format"),
    "number": _NUMBER,
    "integer": _NUMBER,
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "object": ("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
    "boolean": (),
}
"""The keywords that say something of values of a type."""

_EITHER_WAY = ("enum", "default", "description", "writeOnly")
_EXCLUSIVE = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def outline(document: Schema, pointer: str, names: Mapping[str, str]) -> Schema:
    """Draw the outline of the schema at a pointer of a JSON Schema document.

    `names` has the names of the contract's own components by the pointers that they outline: within
    the outline, they are referred to. Raises `ValueError` for a schema within itself without one.
    """
    drawn: Schema = _Outline(document, names).of({"$ref": f"#{pointer}"}, (), expand=pointer)
    return drawn


class _Outline:
    """Draws schemas of one document; `within` has the pointers that are being drawn."""

    def __init__(self, document: Schema, names: Mapping[str, str]) -> None:
        self._document = document
        self._names = names

    def of(self, schema: Any, within: tuple[str, ...], expand: str = "") -> Any:
        if not isinstance(schema, dict):  # true or false
            return schema
        while "$ref" in schema:
            pointer = schema["$ref"].removeprefix("#")
            if pointer in self._names and pointer != expand:
                return {"$ref": f"#/components/schemas/{self._names[pointer]}"}
            if pointer in within:
                raise ValueError(
                    f"{pointer} is within itself, and has no component in the contract"
                )
            within, expand = (*within, pointer), ""
            own = {name: value for name, value in schema.items() if name != "$ref"}
            schema = _at(self._document, pointer) | own
        return self._drawn(schema, within)

    def _drawn(self, schema: Schema, within: tuple[str, ...]) -> Schema:
        drawn = {name: schema[name] for name in _EITHER_WAY if name in schema}
        if "const" in schema:
            drawn["enum"] = [schema["const"]]
        if schema.get("examples"):
            drawn["example"] = schema["examples"][0]
        types = schema.get("type", [])
        if isinstance(types, str):
            return self._typed(schema, types, within) | drawn
        nullable = {"nullable": True} if "null" in types else {}
        typed = [self._typed(schema, each, within) | nullable for each in types if each != "null"]
        return ({"anyOf": typed} if typed else {}) | drawn

    def _typed(self, schema: Schema, type_: str, within: tuple[str, ...]) -> Schema:
        typed: Schema = {"type": type_}
        for keyword in _KEYWORDS[type_]:
            if keyword in schema:
                value = schema[keyword]
                if keyword in _EXCLUSIVE:
                    typed[_EXCLUSIVE[keyword]] = value
                    value = True
                elif keyword == "properties":
                    value = {name: self.of(each, within) for name, each in value.items()}
                elif keyword in {"items", "additionalProperties"}:
                    value = self.of(value, within)
                typed[keyword] = value
        _, says, form = str(schema.get("errorMessage", "")).partition(" must be ")
        return typed | {FORM: form} if says and "pattern" in typed else typed


def outlined(schema: Schema) -> list[str]:
    """List the references in a schema's `x-paydrill-outline-of`."""
    references = schema[OUTLINE_OF]
    return references if isinstance(references, list) else [references]


def _at(document: Schema, pointer: str) -> Schema:
    try:
        found: Schema = at(document, steps_of(pointer))
    except LookupError:
        raise ValueError(f"{pointer} points at nothing") from None
    return found
