"""Say in plain sentences what is wrong with a value.

They never repeat the value, which may be a card number, nor the expressions of a schema: a pattern
is described in the words that its contract has for it, or by the contract's example.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from paydrill.errors import FieldError
from paydrill.openapi import patterns
from paydrill.values.counts import counted
from paydrill.values.suggestions import nearest

FORM = "x-paydrill-form"
"""The keyword that says in words, after "must be", which values a pattern or a long enum allows."""

Keywords = Mapping[str, Any]

_PATTERNS = frozenset({"pattern", patterns.PATTERN, patterns.BOUNDED})

_CHOICE = re.compile(r"\^\(([\w|]+)\)\$")
"""A pattern of fields that lists their names, as OpenAPI's own schema does with methods."""

_SUGGESTION = (" (did you mean ", "?).")

_LONGEST_LIST = 10
_LONGEST_EXAMPLE = 60
_MOST_WORDS = 5
_TINY = 0.01
"""A lower bound below it only means that 0 is too little."""


def words_of(schema: Keywords) -> Keywords:
    """Return the parts of a schema that describe the values its pattern, format or enum allows."""
    words, example = schema.get(FORM), schema.get("example")
    if schema.keys().isdisjoint({*_PATTERNS, "format", "enum"}):
        return {}
    is_short = isinstance(example, str | int | float) and len(str(example)) <= _LONGEST_EXAMPLE
    shown = {"example": _written(example)} if is_short else {}
    return {FORM: words, **shown} if isinstance(words, str) else shown


def helpfulness(keyword: str, schema: Keywords, value: object) -> int:
    """Rank a fault among those of one field: "a date" helps more than "longer"."""
    if keyword in _PATTERNS:
        return 2 if value != "" and words_of(schema) else 0
    return 3 if keyword in {"format", "enum"} else 1


def sentence(keyword: str, limit: Any, schema: Keywords, value: object) -> str:
    """Say that a value breaks a keyword of a schema, whose own value is `limit`."""
    words = words_of(schema)
    form = words.get(FORM)
    such_as = f", such as {words['example']}" if "example" in words else ""
    match keyword:
        case "pattern" | patterns.PATTERN | patterns.BOUNDED if form is not None:
            return f"must be {form}."
        case "pattern" | patterns.PATTERN | patterns.BOUNDED:
            return f"does not have the form that the documentation shows{such_as or ' (/docs)'}."
        case "format":
            return f"must be {form or _FORMATS.get(limit) or f'a valid {limit}{such_as}'}."
        case "enum":
            options = [_written(each) for each in limit]
            listed = f"one of {', '.join(options)}"
            if len(options) > _LONGEST_LIST:
                listed = f"{form or 'one of those that the documentation lists (/docs)'}{such_as}"
            return f"must be {listed}{_did_you_mean(value, options)}."
        case "minimum" if 0 < limit < _TINY and isinstance(value, int | float | Decimal):
            return f"must be at least {limit}." if value > 0 else "must be more than 0."
    worded = _WORDS.get("readOnly" if keyword == "not" and schema.get("readOnly") else keyword)
    return worded(limit) if worded else "is not valid."


def keyword_with_value(keyword: str, limit: Any) -> str:
    """Write a keyword as a `FieldError` has it; `limit` is its own value."""
    values = [each for each in limit if each != "null"] if keyword == "type" else [limit]
    is_short = len(values) == 1 and (keyword == "type" or type(limit) is int)
    return f"{keyword}.{values[0]}" if is_short else keyword


def in_one_sentence(errors: Iterable[FieldError], whole: str = "") -> str:
    """Join errors to one sentence without its full stop; `whole` stands for a pointer to all."""
    return "; ".join(f"{at or whole} {said.rstrip('.')}".strip() for at, said, *_ in errors)


def unknown_field(name: str, schema: Keywords, among: int) -> str:
    """Say that an object has an unknown field; `among` is how many such fields it has."""
    choices = map(_CHOICE.fullmatch, schema.get("patternProperties", ()))
    listed = (name for found in choices if found for name in found[1].split("|"))
    known = {*schema.get("properties", ()), *listed} if among <= _MOST_WORDS else ()
    return f"is not a field of this request{_did_you_mean(name, known)}."


def unknown_parameter(name: str, known: Iterable[str]) -> str:
    """Say that a query has an unknown parameter."""
    return f"is not a parameter of this operation{_did_you_mean(name, known)}."


def suggestion_in(said: str) -> str:
    """Return the suggestion in a sentence as one of its own: `Did you mean usd?`; or nothing."""
    opening, closing = _SUGGESTION
    _, opened, meant = said.rpartition(opening)
    return (
        f"Did you mean {meant.removesuffix(closing)}?" if opened and said.endswith(closing) else ""
    )


def _did_you_mean(value: object, options: Iterable[str]) -> str:
    found = nearest(value, options)[:2] if isinstance(value, str) else []
    if found and found[0].casefold() == str(value).strip().casefold():
        del found[1:]
    meant = " or ".join(found)
    return f" (did you mean {meant}?)" if meant else ""


def _written(value: object) -> str:
    """Write a value as in JSON; text without its quotes."""
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _type_words(types: Any) -> str:
    names = [types] if isinstance(types, str) else [str(name) for name in types]
    names = [name for name in names if name != "null"] or names
    articles = {"object": "an object", "array": "an array", "integer": "an integer", "null": "null"}
    return "must be " + " or ".join(articles.get(name, f"a {name}") for name in names) + "."


_FORMATS = {
    "date-time": "a date and time such as 2026-01-27T12:00:00Z",
    "date": "a date such as 2026-01-27",
    "time": "a time such as 12:00:00Z",
    "duration": "a duration such as PT30S or P1D",
    "email": "an e-mail address such as ada@example.com",
    "hostname": "the name of a host, such as example.com",
    "ipv4": "an IPv4 address such as 192.0.2.1",
    "ipv6": "an IPv6 address such as 2001:db8::1",
    "uuid": "a UUID such as ca2910ae-c4e8-44d3-b510-e573e9be9a58",
    "uri": "a URI such as https://example.com/path",
    "uri-reference": "a URI, or one without its beginning, such as /path",
    "regex": "a regular expression",
}

_WORDS: dict[str, Callable[[Any], str]] = {
    "type": _type_words,
    "const": lambda value: f"must be {_written(value)}.",
    "minimum": lambda limit: f"must be at least {limit}.",
    "maximum": lambda limit: f"must be at most {limit}.",
    "exclusiveMinimum": lambda limit: f"must be more than {limit}.",
    "exclusiveMaximum": lambda limit: f"must be less than {limit}.",
    "multipleOf": lambda step: f"must be a multiple of {step}.",
    "minLength": lambda limit: f"must have at least {counted(limit, 'character')}.",
    "maxLength": lambda limit: f"must have at most {counted(limit, 'character')}.",
    "minItems": lambda limit: f"must have at least {counted(limit, 'item')}.",
    "maxItems": lambda limit: f"must have at most {counted(limit, 'item')}.",
    "minProperties": lambda limit: f"must have at least {counted(limit, 'field')}.",
    "maxProperties": lambda limit: f"must have at most {counted(limit, 'field')}.",
    "readOnly": lambda _: "is set by the server: leave it out.",
    "falseSchema": lambda _: "must be left out.",
    "oneOf": lambda _: "fits several of the alternatives, and must fit one.",
    "uniqueItems": lambda _: "must not have an item twice.",
}
