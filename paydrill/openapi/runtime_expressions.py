"""Evaluate runtime expressions (OpenAPI 3.1 §4.8.20.4), which take values from an exchange."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from paydrill.openapi.pointers import at, steps_of

_EMBEDDED = re.compile(r"\{(\$[^{}]*)\}")
_IN_ADDRESSES = "!#$%&'()*+,/:;=?@[]~"
"""Characters that mean something in a URL, and stay as they were sent."""

_NONE: Mapping[str, Any] = MappingProxyType({})


class NoValue(LookupError):
    """An expression that leads to no value; the text says which."""


def no_header(_name: str) -> str | None:
    """Return `None` for every header."""
    return None


class Message(NamedTuple):
    """A request or a response: its headers by name in any case, its body, and its parameters."""

    header: Callable[[str], str | None] = no_header
    body: Any = None
    path: Mapping[str, Any] = _NONE
    query: Mapping[str, Any] = _NONE


class Exchange(NamedTuple):
    """A request and its response; without a response, expressions about it have no value.

    A `url` that has a secret in it is left out.
    """

    url: str | None
    method: str
    request: Message
    status: int | None = None
    response: Message = Message()


def evaluated(template: str, exchange: Exchange) -> str:
    """Return a text with the values of its expressions, or the value if it is an expression.

    What no URL can hold in a value is percent-encoded. Raises `NoValue`.
    """
    if template.startswith("$"):
        return _text(template, exchange)
    return _EMBEDDED.sub(lambda found: _text(found[1], exchange), template)


def _text(expression: str, exchange: Exchange) -> str:
    value = _value(expression, exchange)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, dict | list):
        raise NoValue(f"{expression} has no value")
    return quote(str(value), safe=_IN_ADDRESSES)


def _value(expression: str, exchange: Exchange) -> Any:
    plain = {"$url": exchange.url, "$method": exchange.method, "$statusCode": exchange.status}
    if expression in plain:
        return plain[expression]
    whose, _, source = expression.partition(".")
    message = {"$request": exchange.request, "$response": exchange.response}.get(whose)
    if message is None:
        raise NoValue(f"{expression} is no runtime expression")
    place, _, name = source.partition(".")
    if place == "header":
        return message.header(name)
    if place in {"path", "query"}:
        return (message.path if place == "path" else message.query).get(name)
    where, _, pointer = source.partition("#")
    return _within(message.body, pointer) if where == "body" else None


def _within(body: Any, pointer: str) -> Any:
    """Return the value at a JSON Pointer, as it stands or percent-decoded; `None` without one."""
    for each in dict.fromkeys((pointer, unquote(pointer))):
        try:
            return at(body, steps_of(each))
        except LookupError:
            continue
    return None
