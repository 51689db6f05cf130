"""Read path, query, header and cookie parameters, compiled at start: from text to checked values.

Path and query values become the handler's arguments; header and cookie values are checked only,
as Connexion does. Text is read as JSON would write it: `1_0`, ` 5` and `nan` are not numbers.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from http.cookies import CookieError, SimpleCookie
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from paydrill.errors import FieldError
from paydrill.openapi.operation import Operation, resolve
from paydrill.openapi.pointers import pointer
from paydrill.openapi.validators import Validator, faults
from paydrill.openapi.wording import unknown_parameter
from paydrill.pipeline.request import Request
from paydrill.pipeline.response import invalid
from paydrill.pipeline.stops import NotCompiled, Refused

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,19})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,19})(\.[0-9]{1,20})?")
_USUAL_STYLE = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}

Values = dict[str, list[str]]


class NotOfTypeError(ValueError):
    """Text that cannot be read as the parameter's type; the message completes «must be»."""


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise NotOfTypeError("an integer")
    return int(text)


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise NotOfTypeError("a number")
    return Decimal(text)


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise NotOfTypeError("true or false")
    return text == "true"


_PARSERS: dict[str, Callable[[str], Any]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "string": str,
}


class Parameter(NamedTuple):
    """One documented parameter. `explode` is for arrays: a pair for each item, or commas."""

    name: str
    place: str
    pointer: str
    required: bool
    array: bool
    explode: bool
    parse: Callable[[str], Any]
    validator: Validator
    default: Any

    def read(self, values: list[str]) -> Any:
        """Parse the texts that were sent. Raises `NotOfTypeError`."""
        if not self.array:
            return self.parse(values[-1])
        items = values if self.explode else values[-1].split(",")
        if self.place == "header":  # RFC 9110 §5.6.1: a list may have spaces around its commas
            items = [item.strip(" \t") for item in items]
        return [self.parse(item) for item in items]


def compile_parameter(operation: Operation, definition: dict[str, Any]) -> Parameter:
    """Compile a parameter. Raises `NotCompiled` for styles left to Connexion."""
    name, place = definition["name"], definition["in"]
    if "schema" not in definition:
        raise NotCompiled(f"the parameter {name} has no schema")
    schema = resolve(operation.document, definition["schema"])
    checked = definition["schema"]
    if "example" in definition and "$ref" not in checked:
        checked = {"example": definition["example"], **checked}  # shown in messages of faults
    style = definition.get("style", _USUAL_STYLE[place])
    array = schema.get("type") == "array"
    items = resolve(operation.document, schema.get("items", {})) if array else schema
    if style != _USUAL_STYLE[place] or items.get("type", "string") not in _PARSERS:
        raise NotCompiled(f"the parameter {name} is of a style or type of its own")
    return Parameter(
        name=name,
        place=place,
        pointer=pointer([place, name]),
        required=definition.get("required", False),
        array=array,
        explode=definition.get("explode", style == "form"),
        parse=_PARSERS[items.get("type", "string")],
        validator=operation.schemas.compile(checked),
        default=schema.get("default"),
    )


class Parameters:
    """All parameters of an operation."""

    def __init__(self, operation: Operation) -> None:
        """Compile them. Raises `NotCompiled` when a parameter is left to Connexion."""
        known = [compile_parameter(operation, each) for each in operation.parameters]
        in_path = {each.name: each for each in known if each.place == "path"}
        if in_path.keys() != set(operation.path_names):
            raise NotCompiled("its path does not have the parameters that are documented")
        self._in_path = [in_path[name] for name in operation.path_names]
        self._others = [each for each in known if each.place != "path"]
        self._always = any(each.required or each.place == "query" for each in self._others)
        self._checked = frozenset(_key(each) for each in known if each.place == "header")
        if any(each.place == "cookie" for each in known):
            self._checked |= {b"cookie"}
        self._is_strict = operation.documents_refusals
        self._in_query = {each.name for each in known if each.place == "query"}
        self._allowed = self._in_query.union(operation.credentials_in_query)
        self.names = {*in_path, *self._in_query}
        """Names of the arguments that `read` may return."""

    def read(self, request: Request, path: tuple[str, ...]) -> dict[str, Any]:
        """Read arguments by name; `path` has the texts of the path's parameters, in its order.

        Raises `Refused` with all errors.
        """
        arguments: dict[str, Any] = {}
        errors: list[FieldError] = []
        for number, text in enumerate(path):
            parameter = self._in_path[number]
            arguments[parameter.name] = self._value(parameter, [text], errors)
        if self._always or request.query or not self._checked.isdisjoint(request.headers):
            self._read_others(request, arguments, errors)
        if errors:
            raise Refused(invalid(errors))
        return arguments

    def _read_others(
        self, request: Request, arguments: dict[str, Any], errors: list[FieldError]
    ) -> None:
        query = self._query(request.query, errors) if request.query else _NOTHING
        for parameter in self._others:
            sent = _SENT[parameter.place](parameter, request, query)
            value = self._value(parameter, sent, errors)
            if value is not None and parameter.place == "query":
                arguments[parameter.name] = value

    def _query(self, query: bytes, errors: list[FieldError]) -> Values:
        values: Values = {}
        on_errors = "strict" if self._is_strict else "replace"
        try:
            text = query.decode("ascii", on_errors)
            pairs = parse_qsl(text, keep_blank_values=True, errors=on_errors)
        except (UnicodeDecodeError, ValueError):
            errors.append(FieldError("/query", "is not percent-encoded UTF-8."))
            return values
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        errors.extend(
            FieldError(pointer(["query", name]), unknown_parameter(name, self._in_query))
            for name in values
            if self._is_strict and name not in self._allowed
        )
        return values

    def _value(self, wanted: Parameter, sent: list[str] | None, errors: list[FieldError]) -> Any:
        if sent is None:
            if wanted.required:
                errors.append(FieldError(wanted.pointer, "is required."))
            return wanted.default
        try:
            value = wanted.read(sent)
        except NotOfTypeError as error:
            errors.append(FieldError(wanted.pointer, f"must be {error}."))
            return None
        if not wanted.validator.is_valid(value):
            found = faults(wanted.validator, value)
            errors.extend(
                FieldError(wanted.pointer + fault.pointer, fault.message) for fault in found
            )
        return value


def _key(header: Parameter) -> bytes:
    return header.name.lower().encode()


def _in_query(wanted: Parameter, _: Request, query: Values) -> list[str] | None:
    return query.get(wanted.name)


def _in_headers(wanted: Parameter, request: Request, _: Values) -> list[str] | None:
    header = request.header(_key(wanted))
    return None if header is None else [header]


def _in_cookies(wanted: Parameter, request: Request, _: Values) -> list[str] | None:
    try:
        morsel = SimpleCookie(request.header(b"cookie") or "").get(wanted.name)
    except CookieError:
        return None
    return None if morsel is None else [morsel.value]


_NOTHING: Values = {}
_SENT: dict[str, Callable[[Parameter, Request, Values], list[str] | None]] = {
    "query": _in_query,
    "header": _in_headers,
    "cookie": _in_cookies,
}
