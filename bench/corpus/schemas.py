"""Turn a schema of OpenAPI 2.0, 3.0 or 3.1 into one of JSON Schema 2020-12 that stands alone.

Written for the judge and nothing else: it shares no line with the product. Keywords that are
malformed, and references that lead nowhere, say nothing. Where a version of the specification can
be read in two ways, the reading that accepts more is taken, so that no server is blamed for it; a
request that shall be valid has to be so in the other reading, too (`strict`).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from bench.corpus.contract import Contract

Direction = Literal["request", "response"]

_HIDDEN: dict[Direction, str] = {"request": "readOnly", "response": "writeOnly"}
_TYPES = {"array", "boolean", "integer", "null", "number", "object", "string"}
_NUMBERS = {"maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"}
_COUNTS = {
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "maxProperties",
    "minProperties",
    "minContains",
    "maxContains",
}
_LISTS = {"allOf", "anyOf", "oneOf"}
_SCHEMAS = {"additionalProperties", "items", "not"}
_MAPS = {"properties"}
_LISTS_OF_31 = {"prefixItems"}
_SCHEMAS_OF_31 = {
    "contains",
    "else",
    "if",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
}
_MAPS_OF_31 = {"dependentSchemas", "patternProperties"}
_DEEPEST = 12


def standalone(
    contract: Contract, schema: Any, direction: Direction, *, strict: bool = False
) -> dict[str, Any]:
    """Return the schema with all it refers to in `$defs`, for values that go in one direction."""
    conversion = _Conversion(contract, _HIDDEN[direction], strict=strict)
    converted = conversion.schema(schema)
    if converted is True or converted is False:
        converted = {"allOf": [converted]}
    return {**converted, "$defs": conversion.definitions}


class _Conversion:
    """One schema on its way, with the definitions met so far by the references to them."""

    def __init__(self, contract: Contract, hidden: str, *, strict: bool) -> None:
        self.definitions: dict[str, Any] = {}
        self._contract = contract
        self._hidden = hidden
        self._strict = strict
        self._names: dict[str, str] = {}
        self._new = contract.version == "3.1"
        self._nullable = {"2.0": "x-nullable", "3.0": "nullable"}.get(contract.version)

    def schema(self, schema: Any, hidden: frozenset[str] = frozenset()) -> Any:
        """Convert one schema; `hidden` names properties that a composition around it hides."""
        if not isinstance(schema, dict):
            return schema is not False
        if isinstance(reference := schema.get("$ref"), str):
            pointed = self._pointed(reference)
            if not self._new:
                return pointed
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            converted = self.schema(rest, hidden)
            return {**pointed, **converted} if isinstance(pointed, dict) else converted
        hidden |= frozenset(self._hidden_names(schema))
        converted: dict[str, Any] = {}
        for keyword, value in schema.items():
            converted |= self._keyword(str(keyword), value, schema, hidden)
        if self._takes_null(schema):
            return {"anyOf": [{"type": "null"}, converted]}
        return converted

    def _takes_null(self, schema: Mapping[str, Any]) -> bool:
        """Return whether null is a value beside the others.

        OpenAPI 3.0.3 denies that where no `type` stands beside `nullable`, or where an `enum`
        leaves null out; most tools do not.
        """
        if self._nullable is None or schema.get(self._nullable) is not True:
            return False
        return not self._strict or ("type" in schema and None in _list(schema.get("enum", [None])))

    def _pointed(self, reference: str) -> Any:
        if reference not in self._names:
            found = self._contract.find(reference)
            if not isinstance(found, dict):
                return found is not False
            name = self._names[reference] = f"d{len(self._names)}"
            self.definitions[name] = self.schema(found)
        return {"$ref": f"#/$defs/{self._names[reference]}"}

    def _keyword(
        self, keyword: str, value: Any, schema: Mapping[str, Any], hidden: frozenset[str]
    ) -> dict[str, Any]:
        """Return what one keyword becomes: nothing where it is malformed or unknown here."""
        if keyword in _LISTS | (_LISTS_OF_31 if self._new else set()):
            schemas = [self.schema(each, hidden) for each in _list(value)]
            return {keyword: schemas} if schemas else {}
        if keyword in _SCHEMAS | (_SCHEMAS_OF_31 if self._new else set()):
            return {keyword: self.schema(value)} if isinstance(value, dict | bool) else {}
        if keyword in _MAPS | (_MAPS_OF_31 if self._new else set()):
            named = value.items() if isinstance(value, dict) else ()
            return {keyword: {str(name): self.schema(each) for name, each in named}}
        if keyword == "required":
            names = [name for name in _list(value) if isinstance(name, str) and name not in hidden]
            return {"required": names} if names else {}
        if keyword in _NUMBERS:
            return self._bound(keyword, value, schema)
        return self._assertion(keyword, value)

    def _assertion(self, keyword: str, value: Any) -> dict[str, Any]:
        if keyword == "type":
            types = [each for each in _list(value, alone=True) if each in _TYPES]
            return {"type": types} if types and len(types) == len(_list(value, alone=True)) else {}
        well_formed = (
            (keyword in _COUNTS and _is_number(value) and value >= 0 and value == int(value))
            or (keyword == "multipleOf" and _is_number(value) and value > 0)
            or (keyword == "enum" and isinstance(value, list) and value)
            or (keyword in {"format", "pattern"} and isinstance(value, str))
            or (keyword == "uniqueItems" and isinstance(value, bool))
            or (self._new and keyword == "const")
        )
        if self._new and keyword == "dependentRequired" and isinstance(value, dict):
            return {keyword: {name: _list(names) for name, names in value.items()}}
        return {keyword: value} if well_formed else {}

    def _bound(self, keyword: str, value: Any, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Return a bound of a number; 2.0 and 3.0 say by a boolean that the bound is exclusive."""
        if not _is_number(value):
            return {}
        exclusive = f"exclusive{keyword[0].upper()}{keyword[1:]}"
        return {exclusive if schema.get(exclusive) is True else keyword: value}

    def _hidden_names(self, schema: Any, depth: int = 0) -> Iterator[str]:
        """Yield the names of properties that this direction leaves out, of all of an `allOf`."""
        if depth > _DEEPEST:
            return
        schema = self._contract.resolve(schema)
        properties = schema.get("properties")
        for name, each in (properties if isinstance(properties, dict) else {}).items():
            if self._is_hidden(each):
                yield str(name)
        for each in _list(schema.get("allOf")):
            yield from self._hidden_names(each, depth + 1)

    def _is_hidden(self, schema: Any) -> bool:
        marked = isinstance(schema, dict) and schema.get(self._hidden) is True
        return marked or self._contract.resolve(schema).get(self._hidden) is True


def _list(value: Any, *, alone: bool = False) -> list[Any]:
    if isinstance(value, list):
        return value
    return [value] if alone else []


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
