"""Read path, query, header and cookie parameters: from text to checked values.

Path and query values become the handler's arguments; header and cookie values are checked only.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from paydrill.errors import FieldError
from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import pointer
from paydrill.openapi.shapes import NotOfTypeError
from paydrill.openapi.validators import faults
from paydrill.openapi.wording import unknown_parameter
from paydrill.pipeline.cookies import cookies_of, decoded_cookies
from paydrill.pipeline.parameter import USUAL_STYLE, Omitted, Parameter, compile_parameter
from paydrill.pipeline.querystring import querystring_of
from paydrill.pipeline.refusal import invalid
from paydrill.pipeline.request import Request
from paydrill.pipeline.stops import Refused
from paydrill.pipeline.styles import Pairs

Values = dict[str, list[str]]

# OpenAPI has them ignored: media types and security schemes describe these.
_NO_PARAMETERS = {"accept", "content-type", "authorization"}


class Parameters:
    """All parameters of an operation."""

    def __init__(self, operation: Operation) -> None:
        """Compile them."""
        known = _compiled(operation)
        in_path = {each.name: each for each in known if each.place == "path"}
        self._in_path = [in_path[name] for name in operation.path_names]
        self._others = [each for each in known if each.place != "path"]
        self._always = any(each.required or each.place == "query" for each in self._others)
        self._checked = frozenset(_key(each) for each in known if each.place == "header")
        if any(each.place == "cookie" for each in known):
            self._checked |= {b"cookie"}
        self._querystring = querystring_of(operation)
        self._always = self._always or self._querystring is not None
        self._is_strict = operation.documents_refusals
        self._in_query = {each.name for each in known if each.place == "query"}
        self._owners = [each.owner for each in known if each.place == "query" and each.owner]
        self._allowed = self._in_query.union(operation.credentials_in_query)
        self.names = {each.argument for each in known if each.place in {"path", "query"}}
        """Names of the arguments that `read` may return."""

    def read(self, request: Request, path: tuple[str, ...]) -> dict[str, Any]:
        """Read arguments by name; `path` has the texts of the path's parameters, in its order.

        Raises `Refused` with all errors.
        """
        arguments: dict[str, Any] = {}
        errors: list[FieldError] = []
        for number, text in enumerate(path):
            parameter = self._in_path[number]
            arguments[parameter.argument] = self._value(parameter, [text], errors)
        if self._always or request.query or not self._checked.isdisjoint(request.headers):
            self._read_others(request, arguments, errors)
        if errors:
            raise Refused(invalid(errors))
        return arguments

    def _read_others(
        self, request: Request, arguments: dict[str, Any], errors: list[FieldError]
    ) -> None:
        query = _NOTHING
        if self._querystring is not None:
            self._querystring.check(request.query)
        elif request.query:
            query = self._query(request.query, errors)
        for parameter in self._others:
            owner = parameter.owner
            sent = (
                _SENT[parameter.place](parameter, request, query)
                if owner is None
                else _owned(owner, _PAIRS[parameter.place](request))
            )
            value = self._value(parameter, sent, errors)
            if value is not None and parameter.place == "query":
                arguments[parameter.argument] = value

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
            FieldError(
                pointer(["query", name]),
                unknown_parameter(name, self._in_query),
                "additionalProperties",
            )
            for name in values
            if self._is_strict and name not in self._allowed and not self._is_owned(name)
        )
        return values

    def _is_owned(self, name: str) -> bool:
        return any(owner(name) for owner in self._owners)

    def _value(self, wanted: Parameter, sent: Any, errors: list[FieldError]) -> Any:
        if sent is None:
            if wanted.required:
                errors.append(FieldError(wanted.pointer, "is required.", "required"))
            return wanted.default
        try:
            value = wanted.read(sent)
        except NotOfTypeError as error:
            errors.append(FieldError(wanted.pointer, f"must be {error}.", error.keyword))
            return None
        except Omitted:
            return wanted.default
        if not wanted.validator.is_valid(value):
            found = faults(wanted.validator, value)
            errors.extend(fault._replace(pointer=wanted.pointer + fault.pointer) for fault in found)
        return value


def _compiled(operation: Operation) -> list[Parameter]:
    """Compile the parameters that OpenAPI has; one of the path that is not documented is text."""
    documented = [each for each in operation.parameters if _is_read(each)]
    in_path = {each["name"] for each in documented if each["in"] == "path"}
    documented += [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in dict.fromkeys(operation.path_names)
        if name not in in_path
    ]
    names = {place: {e["name"] for e in documented if e["in"] == place} for place in USUAL_STYLE}
    return [
        compile_parameter(operation, each, frozenset(names[each["in"]] - {each["name"]}))
        for each in documented
    ]


def _is_read(definition: dict[str, Any]) -> bool:
    place, name = definition["in"], definition["name"]
    return place in USUAL_STYLE and not (place == "header" and name.lower() in _NO_PARAMETERS)


def _key(header: Parameter) -> bytes:
    return header.name.lower().encode()


def _in_query(wanted: Parameter, _: Request, query: Values) -> list[str] | None:
    return query.get(wanted.name)


def _in_headers(wanted: Parameter, request: Request, _: Values) -> list[str] | None:
    header = request.header(_key(wanted))
    return None if header is None else [header]


def _in_cookies(wanted: Parameter, request: Request, _: Values) -> list[str] | None:
    return decoded_cookies(request, wanted.name) or None


_NOTHING: Values = {}
_SENT: dict[str, Callable[[Parameter, Request, Values], list[str] | None]] = {
    "query": _in_query,
    "header": _in_headers,
    "cookie": _in_cookies,
}


def _query_pairs(request: Request) -> Pairs:
    """List names, decoded, and values as they were sent."""
    text = request.query.decode("latin-1")
    found = [part.partition("=") for part in text.split("&") if part]
    return [(unquote_plus(name), value) for name, _, value in found]


def _owned(owner: Callable[[str], bool], pairs: Pairs) -> Pairs | None:
    return [pair for pair in pairs if owner(pair[0])] or None


_PAIRS: dict[str, Callable[[Request], Pairs]] = {"query": _query_pairs, "cookie": cookies_of}
