"""Know the versions of OpenAPI, and how each is brought to the one form that the rest reads.

That form has the shape of OpenAPI 3.1, with schemas of JSON Schema 2020-12.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from paydrill.openapi import swagger
from paydrill.openapi.findings import Report

Document = dict[str, Any]


class Dialect(NamedTuple):
    """The particulars of one version of OpenAPI."""

    translate: Callable[[Document, Report], Document]
    siblings: bool
    """Whether what stands beside a schema's `$ref` counts."""

    nullable: bool
    """Whether schemas are those of 3.0 and before, with `nullable`."""

    official: str
    """The folder of the OpenAPI Initiative's own schema in openapi-spec-validator."""


def _as_it_is(document: Document, report: Report) -> Document:
    del report
    return document


DIALECTS: Mapping[str, Dialect] = {
    "2.0": Dialect(swagger.translate, siblings=False, nullable=True, official="v2.0"),
    "3.0": Dialect(_as_it_is, siblings=False, nullable=True, official="v3.0"),
    "3.1": Dialect(_as_it_is, siblings=True, nullable=False, official="v3.1"),
    "3.2": Dialect(_as_it_is, siblings=True, nullable=False, official="v3.2"),
}
"""The versions that are read, by their first two numbers."""


def version_of(document: Document) -> str:
    """Return the version that a document says it has."""
    return str(document.get("openapi", document.get("swagger", "")))


def dialect_of(document: Document, report: Report) -> Dialect:
    """Return the dialect of a document; 3.1 where its version is unknown."""
    version = version_of(document)
    known = ".".join(version.split(".")[:2])
    if known not in DIALECTS:
        report("unknown-version", ("openapi",), repr(version))
        return DIALECTS["3.1"]
    return DIALECTS[known]
