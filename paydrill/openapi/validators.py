"""Compile OpenAPI 3.0 schemas, and list the faults they find in a value.

The keywords of 3.0 that JSON Schema lacks or means otherwise are translated: `nullable`, boolean
`exclusiveMinimum` and `exclusiveMaximum`. `wording` makes the sentences.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema_rs import Draft4Validator, Draft202012Validator, Registry, ValidationError

from paydrill.errors import FieldError
from paydrill.openapi.directions import Direction, needs_fitting
from paydrill.openapi.discriminators import chosen_branch
from paydrill.openapi.pointers import pointer, resolve
from paydrill.openapi.wording import helpfulness, sentence, unknown_field, words_of

Schema = dict[str, Any]

# The resource with those schemas of a document that references point at.
_SHARED = "urn:paydrill:document"

_ANNOTATIONS = {"example", "examples", "externalDocs", "xml", "deprecated"}

# A list of more faults would help no reader.
_MOST = 100


class Validator:
    """A compiled schema that keeps the schema it was made of."""

    __slots__ = ("_schema", "_shared", "is_valid", "iter_errors")

    def __init__(
        self,
        compiled: Draft202012Validator | Draft4Validator,
        schema: Schema,
        shared: Schema | None = None,
    ) -> None:
        """Wrap `compiled`, made of the JSON Schema `schema`; references lead into `shared`."""
        self.is_valid = compiled.is_valid
        self.iter_errors = compiled.iter_errors
        self._schema = schema
        self._shared = shared

    def keywords_of(self, error: ValidationError) -> Schema:
        """Find the part of the schema that an error is about; empty if it cannot be found."""
        node: Any = self._schema if error.absolute_keyword_location is None else self._shared
        try:
            for step in error.schema_path[:-1]:
                node = node[step]
        except (LookupError, TypeError):
            return {}
        return node if isinstance(node, dict) else {}

    def resolved(self, schema: Schema) -> Schema:
        """Return the schema that a translated reference leads to; empty if it cannot be found."""
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return schema
        try:
            return resolve(self._shared or {}, {"$ref": reference.removeprefix(_SHARED)})
        except (LookupError, TypeError):
            return {}


class Schemas:
    """The schemas of one document, each compiled once."""

    def __init__(self, document: Mapping[str, Any], direction: Direction | None = None) -> None:
        """Look up `#/components/schemas/…` in the document; a direction fits all schemas to it."""
        self._document = dict(document) if direction is None else direction.document
        self._direction = direction
        self._directed: dict[str, Schemas] = {}
        shared = _by_name(self._document.get("components", {}).get("schemas", {}))
        self._shared = {"components": {"schemas": shared}}
        self._registry = Registry([(_SHARED, self._shared)])
        self._compiled: dict[str, Validator] = {}

    def of(self, keyword: str) -> "Schemas":
        """Return the schemas of values that are sent one way: `directions.REQUEST`, for one."""
        if keyword not in self._directed:
            is_needed = needs_fitting(self._document)
            direction = Direction(self._document, keyword)
            self._directed[keyword] = Schemas(self._document, direction) if is_needed else self
        return self._directed[keyword]

    def compile(self, schema: Schema) -> Validator:
        """Compile one schema."""
        key = json.dumps(schema, sort_keys=True)
        if key not in self._compiled:
            fitted = schema if self._direction is None else self._direction.fitted(schema)
            translated = _translate(fitted)
            compiled = Draft202012Validator(
                translated, validate_formats=True, registry=self._registry
            )
            self._compiled[key] = Validator(compiled, translated, self._shared)
        return self._compiled[key]


def faults(validator: Validator, value: Any) -> list[FieldError]:
    """List the faults of a value, one sentence a field; empty when it is valid."""
    found: dict[str, tuple[int, FieldError]] = {}
    for problem in validator.iter_errors(value):
        for helps, error in _faults(validator, problem):
            if helps > found.get(error.pointer, (-1, error))[0]:
                found[error.pointer] = (helps, error)
        if len(found) >= _MOST:
            break
    return [error for _, error in found.values()]


def _translate(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_translate(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": _SHARED + schema["$ref"]}  # 3.0: siblings of a reference are ignored
    out = {key: _TRANSLATIONS.get(key, _nested)(value) for key, value in schema.items()}
    for name in _ANNOTATIONS | {"nullable"}:
        out.pop(name, None)
    out |= words_of(schema)
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(out.get(exclusive), bool) and out.pop(exclusive) and bound in out:
            out[exclusive] = out.pop(bound)
    return {"anyOf": [out, {"type": "null"}]} if schema.get("nullable") else out


def _nested(value: Any) -> Any:
    return _translate(value) if isinstance(value, dict | list) else value


def _as_is(value: Any) -> Any:
    return value


def _by_name(value: dict[str, Any]) -> dict[str, Any]:
    return {name: _translate(schema) for name, schema in value.items()}


_TRANSLATIONS: dict[str, Callable[[Any], Any]] = {
    "discriminator": _as_is,
    "enum": _as_is,
    "default": _as_is,
    "example": _as_is,
    "examples": _as_is,
    "required": _as_is,
    "properties": _by_name,
}


def _faults(validator: Validator, problem: ValidationError) -> Iterator[tuple[int, FieldError]]:
    """Yield a problem's faults: mostly one, but `additionalProperties` may mean several fields."""
    at = pointer(list(problem.instance_path))
    kind: Any = problem.kind
    keywords = validator.keywords_of(problem)
    if kind.name in {"anyOf", "oneOf"} and kind.context and all(kind.context):
        yield from _faults_of_branches(validator, problem, keywords)
    elif kind.name == "additionalProperties":
        for name in kind.unexpected:
            said = unknown_field(name, keywords, len(kind.unexpected))
            yield 1, FieldError(f"{at}{pointer([name])}", said)
    elif kind.name == "required":
        yield 1, FieldError(f"{at}{pointer([kind.property])}", "is required.")
    else:
        said = sentence(kind.name, getattr(kind, "value", None), keywords, problem.instance)
        yield helpfulness(kind.name, keywords, problem.instance), FieldError(at, said)


def _faults_of_branches(
    validator: Validator, problem: ValidationError, keywords: Schema
) -> Iterator[tuple[int, FieldError]]:
    """Yield the faults of the alternative that was meant: by the discriminator, or the best fit."""
    kind: Any = problem.kind
    choice = chosen_branch(keywords, problem.instance, validator.resolved)
    if isinstance(choice, FieldError):
        at = pointer(list(problem.instance_path))
        yield 1, choice._replace(pointer=at + choice.pointer)
        return
    meant = max(kind.context, key=_fit) if choice is None else kind.context[choice]  # null last
    for nested in meant:
        yield from _faults(validator, nested)


def _fit(branch: list[ValidationError]) -> tuple[int, int, int]:
    """Rank how well a value fits an alternative: not marked as another, deep first, then few."""
    first: Any = branch[0]
    marks = sum(_is_mark(each) for each in branch)
    depth = len(first.instance_path) if first.kind.name not in {"type", "required"} else -1
    return -marks, depth, -len(branch)


def _is_mark(fault: ValidationError) -> bool:
    """Return whether a field has another value than the only one of this alternative."""
    kind: Any = fault.kind
    if len(fault.instance_path) == 0:
        return False
    return kind.name == "const" or (kind.name == "enum" and len(kind.options) == 1)
