"""Fit schemas to a direction: what only the other side sends is not asked for.

A `readOnly` property is the server's: a request that sends it is refused. A `writeOnly` property is
the client's: a response need not have it. A pattern such as `/^a$/` fits no text: a request is held
to what is meant, a response to what is written, as readers judge by that.
"""

from functools import cached_property
from typing import Any

from paydrill.openapi.patterns import unslashed
from paydrill.openapi.pointers import resolve
from paydrill.openapi.types import parts_of

REQUEST, RESPONSE = "readOnly", "writeOnly"
"""The directions, each by the keyword of properties that are not sent that way."""

_REFUSED = {"not": {}, REQUEST: True}
_BY_NAME = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs"})
_OF_PARTS = frozenset(
    {"items", "prefixItems", "contains", "additionalProperties", "unevaluatedProperties"}
)
_OF_VALUE = frozenset({"allOf", "anyOf", "oneOf", "if", "then", "else"})

_NONE: frozenset[str] = frozenset()


def needs_fitting(node: Any) -> bool:
    """Return whether a document has a schema that means different things by direction."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if each.get(REQUEST) is True or each.get(RESPONSE) is True or _is_told_apart(each):
                return True
            if _meant(each.get("pattern")) != each.get("pattern"):
                return True
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return False


class Direction:
    """Rewrite the schemas of a document for one direction."""

    def __init__(self, document: dict[str, Any], keyword: str) -> None:
        """Take the keyword of properties that are not sent this way: `REQUEST` or `RESPONSE`."""
        self._source = document
        self._keyword = keyword
        self._inlining: list[str] = []

    @cached_property
    def document(self) -> dict[str, Any]:
        """The document with its shared schemas fitted."""
        components = self._source.get("components", {})
        schemas = {name: self.fitted(each) for name, each in components.get("schemas", {}).items()}
        return {**self._source, "components": {**components, "schemas": schemas}}

    def fitted(self, schema: Any, unasked: frozenset[str] = _NONE) -> Any:
        """Return the schema of this direction; names in `unasked` are not required either."""
        if not isinstance(schema, dict):
            return schema
        unasked |= self._unasked(schema)
        reference = schema.get("$ref")
        if isinstance(reference, str) and unasked and reference not in self._inlining:
            self._inlining.append(reference)
            fitted = self._fitted(self._inlined(schema, unasked), unasked)
            self._inlining.pop()
            return fitted
        return self._fitted(schema, unasked)

    def _fitted(self, schema: dict[str, Any], unasked: frozenset[str]) -> dict[str, Any]:
        fitted = {key: self._of_keyword(key, value, unasked) for key, value in schema.items()}
        if self._keyword == REQUEST and _is_told_apart(fitted):
            fitted["anyOf"] = fitted.pop("oneOf")
        if self._keyword == REQUEST and "pattern" in fitted:
            fitted["pattern"] = _meant(fitted["pattern"])
        return fitted

    def _of_keyword(self, key: str, value: Any, unasked: frozenset[str]) -> Any:
        if key == "required" and isinstance(value, list):
            return [name for name in value if name not in unasked]
        if key in _BY_NAME and isinstance(value, dict):
            return {name: self._of_property(key, each) for name, each in value.items()}
        if key in _OF_PARTS | _OF_VALUE:
            names = unasked if key in _OF_VALUE else _NONE
            parts = value if isinstance(value, list) else [value]
            fitted = [self.fitted(each, names) for each in parts]
            return fitted if isinstance(value, list) else fitted[0]
        return value

    def _of_property(self, key: str, schema: Any) -> Any:
        if key == "properties" and self._keyword == REQUEST and self._is_unsent(schema):
            return _REFUSED
        return self.fitted(schema)

    def _unasked(self, schema: dict[str, Any]) -> frozenset[str]:
        """Collect the properties of a value that are not sent this way."""
        return frozenset(
            name
            for part in parts_of(self._source, schema)
            for name, each in _properties(part)
            if self._is_unsent(each)
        )

    def _is_unsent(self, schema: Any) -> bool:
        return any(part.get(self._keyword) is True for part in parts_of(self._source, schema))

    def _inlined(self, schema: dict[str, Any], unasked: frozenset[str]) -> dict[str, Any]:
        """Put the target in place of a reference, where the target requires what is unasked."""
        try:
            target = resolve(self._source, {"$ref": schema["$ref"]})
        except (LookupError, TypeError):
            return schema
        own = frozenset(self._unasked(target))
        requires = {n for part in parts_of(self._source, target) for n in part.get("required", ())}
        if not requires & (unasked - own):
            return schema
        siblings = {key: value for key, value in schema.items() if key != "$ref"}
        return {"allOf": [target, siblings]} if siblings else target


def _meant(pattern: Any) -> Any:
    return unslashed(pattern) if isinstance(pattern, str) else pattern


def _is_told_apart(schema: dict[str, Any]) -> bool:
    """Return whether a discriminator chooses among alternatives, of which several may be alike."""
    return {"discriminator", "oneOf"} <= schema.keys() and "anyOf" not in schema


def _properties(schema: dict[str, Any]) -> list[tuple[str, Any]]:
    properties = schema.get("properties")
    return list(properties.items()) if isinstance(properties, dict) else []
