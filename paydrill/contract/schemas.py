"""OpenAPI 3.0 schemas, compiled; and what they find wrong, in plain sentences.

The keywords of 3.0 that JSON Schema lacks or means otherwise are translated: `nullable`, boolean
`exclusiveMinimum` and `exclusiveMaximum`. Sentences never repeat the value, which may be a card
number, nor the schema.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from jsonschema_rs import Draft4Validator, Draft202012Validator, Registry, ValidationError

from paydrill.engine.errors import FieldError

Schema = dict[str, Any]

# Where the schemas of a document that others refer to are found.
_SHARED = "urn:paydrill:document"

_ANNOTATIONS = {"example", "examples", "externalDocs", "xml", "discriminator", "deprecated"}


class Schemas:
    """The schemas of one document, each compiled once."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """`#/components/schemas/…` are looked up in the document."""
        shared = _by_name(document.get("components", {}).get("schemas", {}))
        self._registry = Registry([(_SHARED, {"components": {"schemas": shared}})])
        self._compiled: dict[str, Draft202012Validator] = {}

    def compile(self, schema: Schema) -> Draft202012Validator:
        """A validator of one schema."""
        key = json.dumps(schema, sort_keys=True)
        if key not in self._compiled:
            self._compiled[key] = Draft202012Validator(
                _translate(schema), validate_formats=True, registry=self._registry
            )
        return self._compiled[key]


def faults(validator: Draft202012Validator | Draft4Validator, value: Any) -> list[FieldError]:
    """Everything wrong with a value, one sentence a field; empty when it is valid."""
    found: dict[str, tuple[int, FieldError]] = {}
    for problem in validator.iter_errors(value):
        helps = _HELPS.get(problem.kind.name, 1)
        for error in _sentences(problem):
            if helps > found.get(error.pointer, (-1, error))[0]:
                found[error.pointer] = (helps, error)
    return [error for _, error in found.values()]


# Of several things wrong with one field, what helps most is said: "a date" rather than "longer".
_HELPS = {"format": 2, "pattern": 0}


def pointer(path: list[str | int]) -> str:
    """A path as an RFC 6901 JSON Pointer."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


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
    "enum": _as_is,
    "default": _as_is,
    "example": _as_is,
    "examples": _as_is,
    "required": _as_is,
    "properties": _by_name,
}


def _sentences(error: ValidationError) -> list[FieldError]:
    """Normally one sentence; `additionalProperties` complains once and means several fields."""
    at = pointer(list(error.instance_path))
    kind: Any = error.kind
    if kind.name in {"anyOf", "oneOf"} and (branches := [each for each in kind.context if each]):
        # The alternative that fits best, null last, is the one that was meant.
        meant = max(branches, key=_fit)
        return [sentence for nested in meant for sentence in _sentences(nested)]
    if kind.name == "additionalProperties":
        return [
            FieldError(f"{at}{pointer([name])}", "is not a field of this request.")
            for name in kind.unexpected
        ]
    if kind.name == "required":
        return [FieldError(f"{at}{pointer([kind.property])}", "is required.")]
    words = _WORDS.get(kind.name)
    return [FieldError(at, words(kind.value) if words else "is not valid.")]


def _fit(branch: list[ValidationError]) -> tuple[int, int]:
    """How well a value fits an alternative: how deep the first fault is, then how few there are."""
    first: Any = branch[0]
    depth = len(first.instance_path) if first.kind.name not in {"type", "required"} else -1
    return depth, -len(branch)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _type_words(types: Any) -> str:
    names = [types] if isinstance(types, str) else [str(name) for name in types]
    articles = {"object": "an object", "array": "an array", "integer": "an integer", "null": "null"}
    return "must be " + " or ".join(articles.get(name, f"a {name}") for name in names) + "."


_FORMATS = {
    "date-time": "a date and time such as 2026-01-27T12:00:00Z",
    "date": "a date such as 2026-01-27",
    "email": "an e-mail address",
    "uuid": "a UUID",
    "uri": "a URI",
}

_WORDS: dict[str, Callable[[Any], str]] = {
    "type": _type_words,
    "enum": lambda options: "must be one of " + ", ".join(map(str, options)) + ".",
    "const": lambda value: f"must be {value}.",
    "minimum": lambda limit: f"must be at least {limit}.",
    "maximum": lambda limit: f"must be at most {limit}.",
    "exclusiveMinimum": lambda limit: f"must be more than {limit}.",
    "exclusiveMaximum": lambda limit: f"must be less than {limit}.",
    "minLength": lambda limit: f"must have at least {_count(limit, 'character')}.",
    "maxLength": lambda limit: f"must have at most {_count(limit, 'character')}.",
    "minItems": lambda limit: f"must have at least {_count(limit, 'item')}.",
    "maxItems": lambda limit: f"must have at most {_count(limit, 'item')}.",
    "minProperties": lambda limit: f"must have at least {_count(limit, 'field')}.",
    "maxProperties": lambda limit: f"must have at most {_count(limit, 'field')}.",
    "pattern": lambda _: "does not have the form that the documentation shows (/docs).",
    "format": lambda name: f"must be {_FORMATS.get(name, f'a valid {name}')}.",
    "uniqueItems": lambda _: "must not have an item twice.",
}
