"""Compile one parameter: how its text is read, and by which schema the value is checked.

A parameter of one type, or a plain list of it, is read in one step; every other goes by its style.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import unquote, unquote_plus

from paydrill.openapi.directions import REQUEST
from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import pointer
from paydrill.openapi.shapes import PARSERS, NotOfTypeError, Shape
from paydrill.openapi.strict_json import JsonError, parse
from paydrill.openapi.types import ANY
from paydrill.openapi.validators import Validator
from paydrill.pipeline.escapes import without_stand_ins
from paydrill.pipeline.styles import (
    ABSENT,
    STYLES,
    Decode,
    Pairs,
    Sent,
    Style,
    owns,
    read_by,
    spreads,
)

USUAL_STYLE = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
"""The style of a parameter that names none, by the places that parameters can have."""

_DECODERS: dict[str, Decode] = {
    "path": without_stand_ins,
    "query": unquote_plus,
    "header": lambda text: text.strip(" \t"),  # RFC 9110 §5.6.1: spaces around commas
    "cookie": unquote,
}
_EXPLODED = {"form", "cookie"}

Read = Callable[[Any], Any]
Owner = Callable[[str], bool]


class Omitted(Exception):
    """An empty value, which the parameter allows in place of one of its type."""


class Parameter(NamedTuple):
    """One documented parameter: its place, and the argument that it becomes.

    `read` takes the texts that were sent, or `Pairs` of the names that have an `owner` here. It
    raises `NotOfTypeError` and `Omitted`.
    """

    name: str
    place: str
    argument: str
    pointer: str
    required: bool
    validator: Validator
    default: Any
    read: Read
    owner: Owner | None


def compile_parameter(
    operation: Operation, definition: dict[str, Any], others: frozenset[str] = frozenset()
) -> Parameter:
    """Compile a parameter; `others` are names of other parameters at the same place."""
    name, place = definition["name"], definition["in"]
    content = next(iter(definition.get("content", {}).items()), None)
    schema = definition.get("schema", {}) if content is None else content[1].get("schema", {})
    shape = Shape(operation.document, operation.schemas, schema)
    if content is None:
        read, owner = _styled(definition, shape, others)
    else:
        read, owner = partial(_content, content[0], shape, place), None
    if isinstance(schema, dict) and "example" in definition and "$ref" not in schema:
        schema = {"example": definition["example"], **schema}  # shown in messages of faults
    return Parameter(
        name=name,
        place=place,
        argument=operation.argument_names.get((place, name), name),
        pointer=pointer([place, name]),
        required=bool(definition.get("required", False)),
        validator=operation.schemas.of(REQUEST).compile(schema),
        default=shape.default,
        read=read,
        owner=owner,
    )


def _content(media_type: str, shape: Shape, place: str, texts: list[str]) -> Any:
    """Read a value that is written in a media type."""
    text = without_stand_ins(texts[-1]) if place == "path" else texts[-1]
    if not media_type.partition(";")[0].strip().lower().endswith("json"):
        return shape.read(text)
    try:
        return parse(text.encode("utf-8", "surrogatepass"))
    except JsonError as error:
        raise NotOfTypeError(f"JSON, but {str(error).rstrip('.')}") from None


def _styled(
    definition: dict[str, Any], shape: Shape, others: frozenset[str]
) -> tuple[Read, Owner | None]:
    """Make the reader of a value that is written in a style."""
    place, usual = definition["in"], USUAL_STYLE[definition["in"]]
    named = definition.get("style", usual)
    explode = bool(definition.get("explode", named in _EXPLODED))
    allows_empty = bool(definition.get("allowEmptyValue", False))
    plain = _plain(place, shape, explode=explode)
    if named == usual and not allows_empty and plain is not None:
        return plain, None
    decode = str if named == "cookie" else _DECODERS[place]
    sent = Sent(definition["name"], [], decode, explode, others)
    styled = _Styled(sent, STYLES.get(named, STYLES[usual]), shape, allows_empty)
    if place in {"path", "header"}:
        return styled.read_text, None
    return styled.read, styled.owns


def _plain(place: str, shape: Shape, *, explode: bool) -> Read | None:
    """Make the reader of one type or of a plain list; `None` for a value of another shape."""
    parse_one = _parser_of(shape, place)
    if parse_one is not None:
        return lambda texts: parse_one(texts[-1])
    parse_item = _parser_of(shape.item(0), place)
    if shape.types != {"array"} or parse_item is None or shape.item(0) is not shape.item(1):
        return None
    if place == "query" and explode:
        return lambda texts: [parse_item(each) for each in texts]
    if place == "header":
        return lambda texts: [parse_item(each.strip(" \t")) for each in texts[-1].split(",")]
    return None


def _parser_of(shape: Shape, place: str) -> Callable[[str], Any] | None:
    """Return the parser of the only type that a shape has; any value is read as text."""
    known = ("string",) if shape.types == ANY else shape.scalars
    if len(known) != 1 or shape.is_array or shape.is_object or known == ("null",):
        return None
    is_text = known == ("string",)
    return without_stand_ins if is_text and place == "path" else PARSERS[known[0]]


class _Styled(NamedTuple):
    """Read the values of one parameter by its style."""

    sent: Sent
    style: Style
    shape: Shape
    allows_empty: bool

    def owns(self, name: str) -> bool:
        """Return whether a name in the query or in the cookies is of this parameter."""
        if owns(self.style, self.sent, self.shape, name):
            return True
        is_spread = spreads(self.style, self.sent, self.shape)
        has_own_name = not is_spread or bool(self.shape.scalars) or self.shape.is_array
        return has_own_name and name == self.sent.name

    def read_text(self, texts: list[str]) -> Any:
        """Read a value that has no name where it stands."""
        return self.read([(self.sent.name, texts[-1])])

    def read(self, pairs: Pairs) -> Any:
        """Read a value from its names and values."""
        sent = self.sent._replace(pairs=pairs)
        value = read_by(self.style, sent, self.shape)
        is_empty = self.allows_empty and not sent.last
        if value is ABSENT or (is_empty and not self.shape.is_valid(value)):
            raise Omitted
        return value
