"""Make the documented headers of a response: the required ones, and those with an example."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson

from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import resolve
from paydrill.openapi.validators import Validator
from paydrill.responders.examples import example_of, fitting
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.sample import NoSample, Sampler
from paydrill.responders.samples.spot import NOTHING

OF_THE_SERVER = frozenset(
    {
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "keep-alive",
        "paydrill-error",
        "paydrill-rule",
        "request-id",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "x-request-id",
    }
)
"""Headers that the server itself writes, or that would say something untrue of the bytes."""

_TRIES = 5


class HeaderSchema(NamedTuple):
    """A documented header, resolved, and the schema of its value."""

    name: str
    header: Mapping[str, Any]
    schema: Any

    @property
    def is_required(self) -> bool:
        """Whether every response must have it."""
        return self.header.get("required") is True


def documented_headers(operation: Operation, response: Mapping[str, Any]) -> Iterator[HeaderSchema]:
    """Yield the headers of a response whose values a contract decides."""
    for name, node in (response.get("headers") or {}).items():
        header = resolve(operation.document, node)
        media = next(iter((header.get("content") or {}).values()), header)
        if name.lower() not in OF_THE_SERVER:
            yield HeaderSchema(name, {**header, **media}, media.get("schema", {}))


class Headers:
    """The documented headers of one response of an operation, read once."""

    def __init__(self, operation: Operation, response: Mapping[str, Any]) -> None:
        """Read the headers of a response."""
        self.operation = operation
        self.response = response
        self.documented = tuple(documented_headers(operation, response))
        schemas = operation.schemas.of(RESPONSE)
        self.judges = [schemas.compile(each.schema) for each in self.documented]
        self.examples = [*map(partial(_example, operation), self.documented, self.judges)]


def headers_of(
    headers: Headers,
    sampler: Sampler,
    context: Context,
    known: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Make the values of a response's headers: the contract's example, the `known` one, a sample.

    Raises `NoSample` for one that must be there.
    """
    made: dict[str, str] = {}
    each = zip(headers.documented, headers.judges, headers.examples, strict=True)
    for documented, judge, example in each:
        value = example or known.get(documented.name)
        if value is None and (documented.is_required or context.full):
            value = _sampled(documented, judge, sampler, context)
        if value is not None:
            made[documented.name] = value
    return made


def _example(operation: Operation, documented: HeaderSchema, judge: Validator) -> str | None:
    """Return the example of a header, if it has one that its schema accepts."""
    example = example_of(operation.document, documented.header)
    if example is NOTHING:
        return None
    value = fitting(example, judge)
    return None if value is NOTHING else _line(value)


def _sampled(
    documented: HeaderSchema, judge: Validator, sampler: Sampler, context: Context
) -> str | None:
    """Make a value that can be written on one line."""
    why = "no value of it can be written on one line"
    for number in range(_TRIES):
        key = f"{context.key}/{documented.name}/{number}"
        schema = {"title": documented.name, "allOf": [documented.schema]}
        value = sampler.sample(schema, judge, replace(context, key=key, sent={}))
        text = _line(value)
        if text is not None:
            return text
    if documented.is_required:
        raise NoSample(f"header {documented.name}", why)
    return None


def _line(value: Any) -> str | None:
    """Write a value as in a header; `None` if it cannot be written on one line of Latin-1."""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    writable = text.isprintable() and text.isascii() and text == text.strip()
    return text if writable else None
