"""Read values that are written as text, as the types of their schema say.

A `Shape` looks through `$ref`, `allOf`, `oneOf` and `anyOf`, where a type may hide. Text is read as
JSON would write it: `1_0`, ` 5` and `nan` are not numbers. What cannot be read stays text, for the
validator to refuse; what can be read but is refused has its type, for the validator to say why.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from paydrill.openapi.directions import REQUEST
from paydrill.openapi.strict_json import JsonError, parse
from paydrill.openapi.types import ANY, BRANCHES, Types, parts_of, types_of
from paydrill.openapi.validators import Schemas, Validator

Raw = Any
"""A value as a format reads it: text, a list or a mapping of raw values, `Single` or `Read`."""


class Single(NamedTuple):
    """Text among raw values that stands for one value, never for a list of one or for JSON."""

    text: str


class Read(NamedTuple):
    """A value among raw ones that has its types already, from JSON for one."""

    value: Any


_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,63})")
_NUMBER = re.compile(_INTEGER.pattern + r"(\.[0-9]{1,63})?([eE][+-]?[0-9]{1,3})?")


class NotOfTypeError(ValueError):
    """Text that cannot be read as the parameter's type; the message completes «must be».

    `keyword` is as a `FieldError` has it.
    """

    def __init__(self, message: str, type_: str = "") -> None:
        """Take the type that was to be read, if the text is written as it should be otherwise."""
        super().__init__(message)
        self.keyword = f"type.{type_}" if type_ else "type"


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise NotOfTypeError("an integer", "integer")
    return int(text)


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise NotOfTypeError("a number", "number")
    try:
        return Decimal(parse(text.encode()))
    except JsonError:
        raise NotOfTypeError("a number that a double can hold", "number") from None


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise NotOfTypeError("true or false", "boolean")
    return text == "true"


def _null(text: str) -> None:
    if text not in {"", "null"}:
        raise NotOfTypeError("null", "null")


PARSERS: dict[str, Callable[[str], Any]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "null": _null,
    "string": str,
}
"""Readers of text by type, in the order in which the types of a union are tried."""

# Where any type is allowed, text stays text unless the schema refuses it.
_TEXT_FIRST = ("string", "integer", "number", "boolean", "null")


class Shape:
    """The types, items and fields that a schema gives to a value; found out when asked for."""

    def __init__(self, document: dict[str, Any], schemas: Schemas, schema: Any) -> None:
        """Take a `schema` of the document, whose schemas are compiled by `schemas`."""
        self._document = document
        self._schemas = schemas
        self.schema = schema if isinstance(schema, dict) else {}
        self._items: dict[int, Shape] = {}
        self._fields: dict[str, Shape] = {}

    @cached_property
    def types(self) -> Types:
        """The types that it allows; `ANY` where it does not say."""
        return types_of(self._document, self.schema)

    @cached_property
    def scalars(self) -> tuple[str, ...]:
        """Its types that are not composed, in the order in which they are tried."""
        if self.types == ANY:
            return _TEXT_FIRST
        # A number may be an integer, and is read as a number.
        types = self.types - {"integer"} if "number" in self.types else self.types
        return tuple(name for name in PARSERS if name in types)

    @property
    def is_array(self) -> bool:
        """Whether it allows a list, and says so."""
        return "array" in self.types and self.types != ANY

    @property
    def is_object(self) -> bool:
        """Whether it allows an object, and says so."""
        return "object" in self.types and self.types != ANY

    @cached_property
    def _nodes(self) -> list[dict[str, Any]]:
        return list(parts_of(self._document, self.schema, BRANCHES))

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all its documented properties."""
        return frozenset(name for node in self._nodes for name in node.get("properties", ()))

    @cached_property
    def required(self) -> frozenset[str]:
        """The names that it requires, which some contracts do not document."""
        return frozenset(name for node in self._nodes for name in node.get("required", ()))

    @cached_property
    def takes_other_names(self) -> bool:
        """Whether it is an object of names that it does not document."""
        said = [
            node["additionalProperties"] for node in self._nodes if "additionalProperties" in node
        ]
        others = any("patternProperties" in node for node in self._nodes)
        return others or (any(each is not False for each in said) if said else not self.names)

    @cached_property
    def xml(self) -> dict[str, Any]:
        """Its `xml` object, whether it has one itself or by reference."""
        merged: dict[str, Any] = {}
        for part in parts_of(self._document, self.schema):
            merged = {**part.get("xml", {}), **merged}
        return merged

    @cached_property
    def default(self) -> Any:
        """Its default; `None` without one."""
        parts = parts_of(self._document, self.schema)
        return next((part["default"] for part in parts if "default" in part), None)

    def item(self, number: int) -> "Shape":
        """Return the shape of an item of a list."""
        number = min(number, max((len(n.get("prefixItems", ())) for n in self._nodes), default=0))
        if number not in self._items:
            self._items[number] = self._one_of(self._items_at(number))
        return self._items[number]

    def _items_at(self, number: int) -> Iterator[Any]:
        for node in self._nodes:
            first = node.get("prefixItems", ())
            if number < len(first):
                yield first[number]
            elif "items" in node:
                yield node["items"]

    def field(self, name: str) -> "Shape":
        """Return the shape of a property, or of the others."""
        if name not in self.names:
            return self._other
        if name not in self._fields:
            found = (node.get("properties", {}).get(name) for node in self._nodes)
            self._fields[name] = self._one_of(found)
        return self._fields[name]

    @cached_property
    def _other(self) -> "Shape":
        patterns = (each for n in self._nodes for each in n.get("patternProperties", {}).values())
        others = (node.get("additionalProperties") for node in self._nodes)
        return self._one_of(chain(patterns, others))

    def _one_of(self, found: Iterable[Any]) -> "Shape":
        schemas = [each for each in found if isinstance(each, dict)]
        different = [each for number, each in enumerate(schemas) if each not in schemas[:number]]
        merged = different[0] if len(different) == 1 else {"anyOf": different} if different else {}
        return Shape(self._document, self._schemas, merged)

    def is_valid(self, value: Any) -> bool:
        """Tell whether the schema accepts a value of a request."""
        return bool(self._validator.is_valid(value))

    @cached_property
    def _validator(self) -> Validator:
        return self._schemas.of(REQUEST).compile(self.schema)

    def read(self, raw: Raw) -> Any:
        """Give what was sent the types of the schema, as far as it can be read as such."""
        if isinstance(raw, str):
            return self._read_text(raw, self._read_composed)
        if isinstance(raw, Single):
            return self._read_text(raw.text, self._read_empty)
        if isinstance(raw, Read):
            return raw.value
        if isinstance(raw, list):
            return self._read_list(raw)
        if isinstance(raw, dict):
            return self._read_fields(raw)
        return raw

    def _read_text(self, text: str, read_composed: Callable[[str], Any]) -> Any:
        if not self.scalars:
            return read_composed(text)
        if self.types == ANY and not self.schema:
            return text
        if len(self.scalars) == 1 and not (self.is_array or self.is_object):
            return _read_as(self.scalars[0], text, text)
        refused: Any = text
        for name in self.scalars:
            value = _read_as(name, text, _UNREAD)
            if value is not _UNREAD and self.is_valid(value):
                return value
            refused = refused if value is _UNREAD else value
        return read_composed(text) if self.is_array or self.is_object else refused

    def _read_empty(self, text: str) -> Any:
        """Read an object without fields, of which nothing is written."""
        return {} if not text and self.is_object and not self.is_array else text

    def _read_composed(self, text: str) -> Any:
        """Read a list or an object written as JSON, one without fields, or a list of one."""
        if text.startswith(("{", "[")):
            try:
                return parse(text.encode())
            except (JsonError, UnicodeEncodeError):
                pass
        return [self.item(0).read(text)] if self.is_array else self._read_empty(text)

    def _read_list(self, raw: list[Raw]) -> Any:
        if not raw or self.is_array or self.types == ANY:
            return [self.item(number).read(each) for number, each in enumerate(raw)]
        return self.read(raw[-1])  # sent several times: the last counts

    def _read_fields(self, raw: dict[str, Raw]) -> Any:
        is_numbered = bool(raw) and all(map(_is_number, raw))
        if is_numbered and (self.is_array or self.types == ANY):
            return self._read_list([raw[name] for name in sorted(raw, key=_place)])
        return {name: self.field(name).read(each) for name, each in raw.items()}


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdecimal()


def _place(number: str) -> tuple[int, str]:
    """Return what sorts numbers by their values, however many digits they have."""
    digits = number.lstrip("0")
    return len(digits), digits


_UNREAD = object()


def _read_as(name: str, text: str, otherwise: Any) -> Any:
    try:
        return PARSERS[name](text)
    except NotOfTypeError:
        return otherwise
